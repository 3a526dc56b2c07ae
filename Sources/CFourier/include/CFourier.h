#ifndef RADISH_CFOURIER_H
#define RADISH_CFOURIER_H
#include <stddef.h>
#include <stdint.h>

// Where many complex numbers lie: element j of signal b is at j * step + b, its two parts apart.
struct radish_lines {
  float *real;
  float *imaginary;
  size_t step;
};

// Vector instructions, the plainest first.
enum radish_vectors { radish_vectors_plain, radish_vectors_avx2, radish_vectors_avx512 };

// The last of them that this processor has.
enum radish_vectors radish_vectors_here(void);

// The discrete Fourier transform of `batch` signals of `count` elements each, at least eight of them.
struct radish_fourier {
  size_t count;
  size_t batch;
  // The factors of count, in the order of their passes; at least one.
  const int32_t *factors;
  size_t factor_count;
  // Cosine and sine of -2 pi k / count, in pairs.
  const float *roots;
  // For each pass, with L what the factors before have left of count, and each p below L / factor: cosine and sine of
  // -2 pi j p / L for j from 1 to factor - 1.
  const float *turns;
};

// F[k] = sum over j of f[j] exp(-2 pi i j k / count), by Stockham's algorithm.
//
// Elements of `from` from `filled` on are taken as zero and are not read. `scratch` has room for 4 * count * batch numbers.
// `to` may be `from` and does not overlap it otherwise. Every operation is rounded by itself, so that the result does not depend on the vectors.
void radish_fourier_transform(const struct radish_fourier *fourier, enum radish_vectors vectors, struct radish_lines from,
                              size_t filled, struct radish_lines to, float *scratch);

// Below, elements are vectors of eight numbers, one of each of eight lines, and steps are eight unless they are given.
// Operations are rounded as those of the transform are.

// Of two rows of `count` vectors, NaN outside the region: the mask (1 or 0), the values (0 outside) and their squares; the
// first row's as real parts, the second's, if there is one, as imaginary parts.
void radish_lines_of_fields(enum radish_vectors vectors, const float *first, const float *second, size_t count,
                            struct radish_lines mask, struct radish_lines value, struct radish_lines square);

// Multiplies element k by the complex number whose cosine and sine are the kth pair of `turns`.
void radish_lines_turn(enum radish_vectors vectors, const float *turns, size_t count, struct radish_lines lines);

// Parts the transform z of f + ig, of real lines f and g: with z' = conj z[mirror_of_zero - k], indices modulo n,
// (z[k] + z') / 2 is f's transform and (z[k] - z') / 2i is g's. For `count` of k from `first` on: the two are written as
// neighbours, or the first alone where `lines` is 1; `step` numbers lead to the next k.
void radish_lines_part(enum radish_vectors vectors, struct radish_lines z, size_t n, size_t mirror_of_zero, size_t first,
                       size_t count, size_t lines, struct radish_lines to, size_t step);

// Transposes blocks of eight rows by eight; rows before `first` and from `end` on are zero and are not read.
void radish_lines_transpose(enum radish_vectors vectors, const float *from, ptrdiff_t step, size_t first, size_t end,
                            size_t block_step, size_t blocks, float *to);

// Continues even lines of n elements, of which those up to n / 2 are there.
void radish_lines_complete(enum radish_vectors vectors, size_t n, struct radish_lines lines);

// 1 / sqrt(base + squares[k]).
void radish_lines_inverse_roots(enum radish_vectors vectors, const float *squares, size_t count, const float base[8],
                                float *to);

// A weighted product of three spectra: with w[k] = weights[min(k, count - k)], for each of the eight lines,
//
//     sums[0] = sum of w |m|^2, sums[1] = sum of w |x|^2, sums[2] = sum of w Re(m conj q) over all k < count
void radish_lines_products(enum radish_vectors vectors, size_t count, struct radish_lines m, struct radish_lines x,
                           struct radish_lines q, const float *weights, float sums[3][8]);
#endif
