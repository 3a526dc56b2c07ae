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
// `to` may be `from`. Every operation is rounded by itself, so that the result does not depend on the vectors.
void radish_fourier_transform(const struct radish_fourier *fourier, enum radish_vectors vectors, struct radish_lines from,
                              size_t filled, struct radish_lines to, float *scratch);

// Eight lines of a weighted product of three spectra: with w[k] = weights[min(k, count - k)], for each of the eight,
//
//     sums[0] = sum of w |m|^2, sums[1] = sum of w |x|^2, sums[2] = sum of w Re(m conj q) over all k < count
//
// The steps of m, x and q are eight. Operations are rounded as those of the transform are.
void radish_fourier_products(enum radish_vectors vectors, size_t count, struct radish_lines m, struct radish_lines x,
                             struct radish_lines q, const float *weights, float sums[3][8]);
#endif
