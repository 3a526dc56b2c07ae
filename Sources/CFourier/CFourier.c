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
  // From the results of p to those of p + 1, and from its turns to theirs.
  size_t next, next_turns;
};

#define WIDTH 8
#define SET 8
#include "Butterflies.h"
#define WIDTH 16
#define SET 16
#include "Butterflies.h"
#define WIDTH 16
#define SET pair
#define PAIRED
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

// How the numbers of a column are taken.
enum taking { eight, sixteen, pair };

// The factors that have sums of their own, with how many elements may be present: all of them, half where the other half is
// padding, and what is left where a length does not go into the factor.
#define CASES(CASE) \
  CASE(by_two, 2, 2) CASE(by_two, 2, 1) \
  CASE(by_three, 3, 3) CASE(by_three, 3, 2) CASE(by_three, 3, 1) \
  CASE(by_four, 4, 4) CASE(by_four, 4, 2) CASE(by_four, 4, 1) \
  CASE(by_five, 5, 5) CASE(by_five, 5, 3) CASE(by_five, 5, 2) \
  CASE(by_eight, 8, 8) CASE(by_eight, 8, 7) CASE(by_eight, 8, 4) CASE(by_eight, 8, 3) \
  CASE(by_nine, 9, 9) CASE(by_nine, 9, 8) CASE(by_nine, 9, 5) CASE(by_nine, 9, 4)

INLINE bool is_case(size_t factor, size_t present) {
#define CASE(name, factor_, present_) \
  if (factor == factor_ && present == present_) return true;
  CASES(CASE)
#undef CASE
  return false;
}

INLINE void butterfly(const struct column *c, const struct pass *pass, const size_t factor, const enum taking taking,
                      const bool is_turned) {
#define CASE(name, factor_, present_) \
  if (factor == factor_ && c->present == present_) { \
    if (taking == pair) return name##_pair(c, present_, is_turned); \
    if (taking == sixteen) return name##_16(c, present_, is_turned); \
    return name##_8(c, present_, is_turned); \
  }
  CASES(CASE)
#undef CASE
  taking == sixteen ? by_definition_16(c, pass->fourier, factor) : by_definition_8(c, pass->fourier, factor);
}

INLINE void run_columns(const struct pass *pass, const size_t factor, struct radish_lines from, struct radish_lines to) {
  const size_t batch = pass->fourier->batch, part = pass->length / factor, done = pass->done;
  // Neighbours in q are neighbours in memory, unless the numbers come from or go to lines of another step.
  const size_t together = from.step == batch && to.step == batch ? done : 1;
  const size_t present = pass->filled / part, more = pass->filled % part;
  const bool is_wide = pass->has_wide_vectors && together * batch >= 16;
  // In the first pass eight numbers of p and of p + 1 are neighbours.
  const bool pairs = pass->has_wide_vectors && done == 1 && batch == 8 && from.step == 8;
  struct column column = {
      .leap = done * part * from.step, .step = done * to.step, .width = together * batch,
      .next = done * factor * to.step, .next_turns = 2 * (factor - 1)};
  const struct column *const c = &column;
  for (size_t p = 0; p < part; p++) {
    column.present = present + (p < more ? 1 : 0);
    column.turns = pass->turns + 2 * (factor - 1) * p;
    const bool is_pair = pairs && p > 0 && p + 1 < part && p + 1 != more && is_case(factor, column.present);
    for (size_t q = 0; q < done; q += together) {
      const size_t source = (q + done * p) * from.step, target = (q + done * factor * p) * to.step;
      column.from_real = from.real + source, column.from_imaginary = from.imaginary + source;
      column.to_real = to.real + target, column.to_imaginary = to.imaginary + target;
      if (is_pair) {
        butterfly(c, pass, factor, pair, true);
      } else if (p == 0) {
        is_wide ? butterfly(c, pass, factor, sixteen, false) : butterfly(c, pass, factor, eight, false);
      } else {
        is_wide ? butterfly(c, pass, factor, sixteen, true) : butterfly(c, pass, factor, eight, true);
      }
    }
    if (is_pair) p++;
  }
}

INLINE void run_pass(const struct pass *pass, struct radish_lines from, struct radish_lines to) {
  switch (pass->factor) {
  case 2: run_columns(pass, 2, from, to); return;
  case 3: run_columns(pass, 3, from, to); return;
  case 4: run_columns(pass, 4, from, to); return;
  case 5: run_columns(pass, 5, from, to); return;
  case 8: run_columns(pass, 8, from, to); return;
  case 9: run_columns(pass, 9, from, to); return;
  default: run_columns(pass, pass->factor, from, to);
  }
}

INLINE void run(const struct radish_fourier *fourier, const bool has_wide_vectors, struct radish_lines from, size_t filled,
                struct radish_lines to, float *scratch) {
  const size_t batch = fourier->batch, room = fourier->count * batch, passes = fourier->factor_count;
  const struct radish_lines first = {scratch, scratch + room, batch}, second = {scratch + 2 * room, scratch + 3 * room, batch};
  // No pass may write over what it has still to read. The fewer places, the more of them are in the nearest cache.
  const bool is_apart = to.step == batch && to.real != from.real && to.imaginary != from.imaginary;
  const struct radish_lines last = passes == 1 && !is_apart ? first : to, other = is_apart ? to : second;
  struct radish_lines source = from;
  struct pass pass = {
      .fourier = fourier, .length = fourier->count, .filled = filled, .done = 1, .turns = fourier->turns,
      .has_wide_vectors = has_wide_vectors};
  for (size_t i = 0; i < passes; i++) {
    const struct radish_lines target = i + 1 == passes ? last : (passes - i) % 2 == 0 ? first : other;
    pass.factor = (size_t)fourier->factors[i];
    run_pass(&pass, source, target);
    pass.length /= pass.factor;
    pass.filled = pass.length;
    pass.done *= pass.factor;
    pass.turns += 2 * (pass.factor - 1) * pass.length;
    source = target;
  }
  if (last.real == to.real) return;
  for (size_t j = 0; j < fourier->count; j++) {
    memcpy(to.real + j * to.step, last.real + j * batch, batch * sizeof(float));
    memcpy(to.imaginary + j * to.step, last.imaginary + j * batch, batch * sizeof(float));
  }
}

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
