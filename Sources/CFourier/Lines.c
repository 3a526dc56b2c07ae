#include "CFourier.h"

#include <math.h>

#pragma STDC FP_CONTRACT OFF

#define INLINE static inline __attribute__((always_inline))

// A vector: the same element of eight lines.
typedef float lanes __attribute__((vector_size(32), aligned(4), may_alias));
typedef int32_t signs __attribute__((vector_size(32), aligned(4), may_alias));

#define AT(part, k) (*(const lanes *)((part) + 8 * (k)))
#define TO(part, k) (*(lanes *)((part) + 8 * (k)))

INLINE void run_fields(const float *first, const float *second, size_t count, struct radish_lines mask,
                       struct radish_lines value, struct radish_lines square) {
  const lanes ones = (lanes){0} + 1, nothing = (lanes){0} + NAN;
#define PUT(v, part) \
  do { \
    const signs is_inside = v == v; \
    const lanes inside = (lanes)((signs)v & is_inside); \
    TO(mask.part, k) = (lanes)((signs)ones & is_inside); \
    TO(value.part, k) = inside; \
    TO(square.part, k) = inside * inside; \
  } while (0)
  for (size_t k = 0; k < count; k++) {
    const lanes f = AT(first, k), g = second ? AT(second, k) : nothing;
    PUT(f, real);
    PUT(g, imaginary);
  }
#undef PUT
}

INLINE void run_turn(const float *turns, size_t count, struct radish_lines lines) {
  for (size_t k = 0; k < count; k++) {
    const float cosine = turns[2 * k], sine = turns[2 * k + 1];
    const lanes re = AT(lines.real, k), im = AT(lines.imaginary, k);
    TO(lines.real, k) = re * cosine - im * sine;
    TO(lines.imaginary, k) = re * sine + im * cosine;
  }
}

INLINE void run_part(struct radish_lines z, size_t n, size_t mirror_of_zero, size_t first, size_t count, size_t lines,
                     struct radish_lines to, size_t step) {
  for (size_t i = 0; i < count; i++) {
    const size_t k = first + i, m = mirror_of_zero >= k ? mirror_of_zero - k : mirror_of_zero + n - k;
    const lanes zr = AT(z.real, k), zi = AT(z.imaginary, k), mr = AT(z.real, m), mi = AT(z.imaginary, m);
    float *const real = to.real + i * step, *const imaginary = to.imaginary + i * step;
    TO(real, 0) = (zr + mr) * 0.5f;
    TO(imaginary, 0) = (zi - mi) * 0.5f;
    if (lines < 2) continue;
    TO(real, 1) = (zi + mi) * 0.5f;
    TO(imaginary, 1) = (mr - zr) * 0.5f;
  }
}

// Rows a and b, parted into their even and their odd places.
#define EVEN(a, b) __builtin_shufflevector(a, b, 0, 2, 4, 6, 8, 10, 12, 14)
#define ODD(a, b) __builtin_shufflevector(a, b, 1, 3, 5, 7, 9, 11, 13, 15)

// Three times rows 2i and 2i + 1 are parted: each time rotates the six bits of a number's place (row, column) by one, and
// three rotations swap row and column.
INLINE void run_transpose(const float *from, ptrdiff_t step, size_t first, size_t end, size_t block_step, size_t blocks,
                          float *to) {
  for (size_t block = 0; block < blocks; block++, from += block_step, to += 64) {
    lanes a[8], b[8];
    for (size_t row = 0; row < 8; row++)
      a[row] = row >= first && row < end ? *(const lanes *)(from + (ptrdiff_t)row * step) : (lanes){0};
    for (size_t i = 0; i < 4; i++) b[i] = EVEN(a[2 * i], a[2 * i + 1]), b[i + 4] = ODD(a[2 * i], a[2 * i + 1]);
    for (size_t i = 0; i < 4; i++) a[i] = EVEN(b[2 * i], b[2 * i + 1]), a[i + 4] = ODD(b[2 * i], b[2 * i + 1]);
    for (size_t i = 0; i < 4; i++) TO(to, i) = EVEN(a[2 * i], a[2 * i + 1]), TO(to, i + 4) = ODD(a[2 * i], a[2 * i + 1]);
  }
}

INLINE void run_complete(size_t n, struct radish_lines lines) {
  for (size_t k = n / 2 + 1; k < n; k++) {
    TO(lines.real, k) = AT(lines.real, n - k);
    TO(lines.imaginary, k) = AT(lines.imaginary, n - k);
  }
}

INLINE void run_inverse_roots(const float *squares, size_t count, const float base[8], float *to) {
  const lanes more = *(const lanes *)base;
  for (size_t k = 0; k < count; k++) TO(to, k) = 1 / __builtin_elementwise_sqrt(more + squares[k]);
}

INLINE void run_products(size_t count, struct radish_lines m, struct radish_lines x, struct radish_lines q,
                         const float *weights, float sums[3][8]) {
  lanes mm = {0}, xx = {0}, mq = {0};
  for (size_t k = 0; k < count; k++) {
    const lanes weight = AT(weights, k < count - k ? k : count - k);
    const lanes mr = AT(m.real, k), mi = AT(m.imaginary, k), xr = AT(x.real, k), xi = AT(x.imaginary, k);
    mm += weight * (mr * mr + mi * mi);
    xx += weight * (xr * xr + xi * xi);
    mq += weight * (mr * AT(q.real, k) + mi * AT(q.imaginary, k));
  }
  TO(sums[0], 0) = mm, TO(sums[1], 0) = xx, TO(sums[2], 0) = mq;
}

// Each step three times, for the vectors that a processor may have.
#if defined(__x86_64__)
#define STEP(name, parameters, arguments) \
  static void name##_plain parameters { run_##name arguments; } \
  __attribute__((target("avx2"))) static void name##_avx2 parameters { run_##name arguments; } \
  __attribute__((target("avx2,avx512f,avx512vl"))) static void name##_avx512 parameters { run_##name arguments; }
#define RUN(name, arguments) \
  switch (vectors) { \
  case radish_vectors_avx512: name##_avx512 arguments; return; \
  case radish_vectors_avx2: name##_avx2 arguments; return; \
  default: name##_plain arguments; return; \
  }
#else
#define STEP(name, parameters, arguments) static void name##_plain parameters { run_##name arguments; }
#define RUN(name, arguments) (void)vectors; name##_plain arguments;
#endif

STEP(fields,
     (const float *first, const float *second, size_t count, struct radish_lines mask, struct radish_lines value,
      struct radish_lines square),
     (first, second, count, mask, value, square))
STEP(turn, (const float *turns, size_t count, struct radish_lines lines), (turns, count, lines))
STEP(part,
     (struct radish_lines z, size_t n, size_t mirror_of_zero, size_t first, size_t count, size_t lines,
      struct radish_lines to, size_t step),
     (z, n, mirror_of_zero, first, count, lines, to, step))
STEP(transpose,
     (const float *from, ptrdiff_t step, size_t first, size_t end, size_t block_step, size_t blocks, float *to),
     (from, step, first, end, block_step, blocks, to))
STEP(complete, (size_t n, struct radish_lines lines), (n, lines))
STEP(inverse_roots, (const float *squares, size_t count, const float base[8], float *to), (squares, count, base, to))
STEP(products,
     (size_t count, struct radish_lines m, struct radish_lines x, struct radish_lines q, const float *weights,
      float sums[3][8]),
     (count, m, x, q, weights, sums))

void radish_lines_of_fields(enum radish_vectors vectors, const float *first, const float *second, size_t count,
                            struct radish_lines mask, struct radish_lines value, struct radish_lines square) {
  RUN(fields, (first, second, count, mask, value, square))
}

void radish_lines_turn(enum radish_vectors vectors, const float *turns, size_t count, struct radish_lines lines) {
  RUN(turn, (turns, count, lines))
}

void radish_lines_part(enum radish_vectors vectors, struct radish_lines z, size_t n, size_t mirror_of_zero, size_t first,
                       size_t count, size_t lines, struct radish_lines to, size_t step) {
  RUN(part, (z, n, mirror_of_zero, first, count, lines, to, step))
}

void radish_lines_transpose(enum radish_vectors vectors, const float *from, ptrdiff_t step, size_t first, size_t end,
                            size_t block_step, size_t blocks, float *to) {
  RUN(transpose, (from, step, first, end, block_step, blocks, to))
}

void radish_lines_complete(enum radish_vectors vectors, size_t n, struct radish_lines lines) {
  RUN(complete, (n, lines))
}

void radish_lines_inverse_roots(enum radish_vectors vectors, const float *squares, size_t count, const float base[8],
                                float *to) {
  RUN(inverse_roots, (squares, count, base, to))
}

void radish_lines_products(enum radish_vectors vectors, size_t count, struct radish_lines m, struct radish_lines x,
                           struct radish_lines q, const float *weights, float sums[3][8]) {
  RUN(products, (count, m, x, q, weights, sums))
}
