#include "CFourier.h"

#include <stdbool.h>
#include <string.h>

#pragma STDC FP_CONTRACT OFF

#define INLINE static inline __attribute__((always_inline))

// Eight and sixteen numbers of neighbouring signals, wherever they lie.
typedef float lanes_8 __attribute__((vector_size(32), aligned(4), may_alias));
typedef float lanes_16 __attribute__((vector_size(64), aligned(4), may_alias));

// What a pass does to the numbers of one p, and of one q or all of them where they are neighbours: `leap` and `step` lead
// from one k and one j to the next.
struct column {
  const float *from_real, *from_imaginary;
  float *to_real, *to_imaginary;
  size_t leap, step, width;
  // Elements k from here on are zero and are not read.
  size_t present;
  // Cosine and sine of -2 pi j p / L for j = 1, 2, ...
  const float *turns;
};

#define WIDTH 8
#include "Butterflies.h"
#define WIDTH 16
#include "Butterflies.h"

// One pass. `length` is what is still to be transformed, of which `filled` elements are not zero; `done` is the product of
// the factors before. With L = length, r = factor, m = L / r and s = done, for all q < s, p < m, j < r:
//
//     to[q + s (r p + j)] = exp(-2 pi i j p / L) * sum over k of from[q + s (p + k m)] exp(-2 pi i j k / r)
struct pass {
  const struct radish_fourier *fourier;
  size_t factor, length, filled, done;
  const float *turns;
  // Whether sixteen numbers are one vector.
  bool has_wide_vectors;
};

// Signals are full or, at first, mostly half full.
INLINE void butterfly(const struct column *c, const struct pass *pass, const size_t factor) {
  const bool is_wide = pass->has_wide_vectors && c->width >= 16;
#define CASE(name, factor_, present_) \
  if (factor == factor_ && c->present == present_) return is_wide ? name##_16(c, present_) : name##_8(c, present_)
  CASE(by_two, 2, 2);
  CASE(by_two, 2, 1);
  CASE(by_three, 3, 3);
  CASE(by_three, 3, 2);
  CASE(by_three, 3, 1);
  CASE(by_four, 4, 4);
  CASE(by_four, 4, 2);
  CASE(by_four, 4, 1);
  CASE(by_five, 5, 5);
  CASE(by_five, 5, 3);
  CASE(by_five, 5, 2);
  return is_wide ? by_definition_16(c, pass->fourier, factor) : by_definition_8(c, pass->fourier, factor);
}

INLINE void run_columns(const struct pass *pass, const size_t factor, struct radish_lines from, struct radish_lines to) {
  const size_t batch = pass->fourier->batch, part = pass->length / factor, done = pass->done;
  // Neighbours in q are neighbours in memory, unless the numbers come from or go to lines of another step.
  const size_t together = from.step == batch && to.step == batch ? done : 1;
  const size_t present = pass->filled / part, more = pass->filled % part;
  struct column column = {.leap = done * part * from.step, .step = done * to.step, .width = together * batch};
  const struct column *const c = &column;
  for (size_t p = 0; p < part; p++) {
    column.present = present + (p < more ? 1 : 0);
    column.turns = pass->turns + 2 * (factor - 1) * p;
    for (size_t q = 0; q < done; q += together) {
      const size_t source = (q + done * p) * from.step, target = (q + done * factor * p) * to.step;
      column.from_real = from.real + source, column.from_imaginary = from.imaginary + source;
      column.to_real = to.real + target, column.to_imaginary = to.imaginary + target;
      butterfly(c, pass, factor);
    }
  }
}

INLINE void run_pass(const struct pass *pass, struct radish_lines from, struct radish_lines to) {
  switch (pass->factor) {
  case 2: run_columns(pass, 2, from, to); return;
  case 3: run_columns(pass, 3, from, to); return;
  case 4: run_columns(pass, 4, from, to); return;
  case 5: run_columns(pass, 5, from, to); return;
  default: run_columns(pass, pass->factor, from, to);
  }
}

INLINE void run(const struct radish_fourier *fourier, const bool has_wide_vectors, struct radish_lines from, size_t filled,
                struct radish_lines to, float *scratch) {
  const size_t batch = fourier->batch, room = fourier->count * batch;
  struct radish_lines between[2] = {{scratch, scratch + room, batch}, {scratch + 2 * room, scratch + 3 * room, batch}};
  // A single pass would write over what it has still to read.
  const struct radish_lines last = fourier->factor_count == 1 ? between[0] : to;
  struct pass pass = {
      .fourier = fourier, .length = fourier->count, .filled = filled, .done = 1, .turns = fourier->turns,
      .has_wide_vectors = has_wide_vectors};
  for (size_t i = 0; i < fourier->factor_count; i++) {
    pass.factor = (size_t)fourier->factors[i];
    run_pass(&pass, i == 0 ? from : between[(i + 1) % 2], i + 1 == fourier->factor_count ? last : between[i % 2]);
    pass.length /= pass.factor;
    pass.filled = pass.length;
    pass.done *= pass.factor;
    pass.turns += 2 * (pass.factor - 1) * pass.length;
  }
  if (fourier->factor_count > 1) return;
  for (size_t j = 0; j < fourier->count; j++) {
    memcpy(to.real + j * to.step, last.real + j * batch, batch * sizeof(float));
    memcpy(to.imaginary + j * to.step, last.imaginary + j * batch, batch * sizeof(float));
  }
}

INLINE void sum_products(size_t count, struct radish_lines m, struct radish_lines x, struct radish_lines q,
                         const float *weights, float sums[3][8]) {
  lanes_8 mm = {0}, xx = {0}, mq = {0};
#define AT(part) (*(const lanes_8 *)((part) + 8 * k))
  for (size_t k = 0; k < count; k++) {
    const lanes_8 weight = *(const lanes_8 *)(weights + 8 * (k < count - k ? k : count - k));
    const lanes_8 mr = AT(m.real), mi = AT(m.imaginary), xr = AT(x.real), xi = AT(x.imaginary);
    mm += weight * (mr * mr + mi * mi);
    xx += weight * (xr * xr + xi * xi);
    mq += weight * (mr * AT(q.real) + mi * AT(q.imaginary));
  }
#undef AT
  *(lanes_8 *)sums[0] = mm, *(lanes_8 *)sums[1] = xx, *(lanes_8 *)sums[2] = mq;
}

#define PRODUCTS(name) \
  static void name(size_t count, struct radish_lines m, struct radish_lines x, struct radish_lines q, \
                   const float *weights, float sums[3][8]) { \
    sum_products(count, m, x, q, weights, sums); \
  }

PRODUCTS(products)
#if defined(__x86_64__)
__attribute__((target("avx2"))) PRODUCTS(products_avx2)
__attribute__((target("avx2,avx512f,avx512vl"))) PRODUCTS(products_avx512)
#endif

#define TRANSFORM(name, has_wide_vectors) \
  static void name(const struct radish_fourier *fourier, struct radish_lines from, size_t filled, \
                   struct radish_lines to, float *scratch) { \
    run(fourier, has_wide_vectors, from, filled, to, scratch); \
  }

TRANSFORM(transform, false)
#if defined(__x86_64__)
// Vectors of eight in one register; then of sixteen.
__attribute__((target("avx2"))) TRANSFORM(transform_avx2, false)
__attribute__((target("avx2,avx512f,avx512vl"))) TRANSFORM(transform_avx512, true)
#endif

enum radish_vectors radish_vectors_here(void) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512vl")) return radish_vectors_avx512;
  if (__builtin_cpu_supports("avx2")) return radish_vectors_avx2;
#endif
  return radish_vectors_plain;
}

void radish_fourier_transform(const struct radish_fourier *fourier, enum radish_vectors vectors, struct radish_lines from,
                              size_t filled, struct radish_lines to, float *scratch) {
  switch (vectors) {
#if defined(__x86_64__)
  case radish_vectors_avx512: return transform_avx512(fourier, from, filled, to, scratch);
  case radish_vectors_avx2: return transform_avx2(fourier, from, filled, to, scratch);
#endif
  default: return transform(fourier, from, filled, to, scratch);
  }
}

void radish_fourier_products(enum radish_vectors vectors, size_t count, struct radish_lines m, struct radish_lines x,
                             struct radish_lines q, const float *weights, float sums[3][8]) {
  switch (vectors) {
#if defined(__x86_64__)
  case radish_vectors_avx512: return products_avx512(count, m, x, q, weights, sums);
  case radish_vectors_avx2: return products_avx2(count, m, x, q, weights, sums);
#endif
  default: return products(count, m, x, q, weights, sums);
  }
}
