#include "CFourier.h"

#include <string.h>

#pragma STDC FP_CONTRACT OFF

#define INLINE static inline __attribute__((always_inline))

// Eight numbers of neighbouring signals, wherever they lie.
typedef float lanes __attribute__((vector_size(32), aligned(4), may_alias));

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

#define READ(k) \
  lanes r##k = {0}, i##k = {0}; \
  if (k < present) { \
    r##k = *(const lanes *)(c->from_real + (k) * c->leap + at); \
    i##k = *(const lanes *)(c->from_imaginary + (k) * c->leap + at); \
  }
#define WRITE(j, re, im) \
  do { \
    *(lanes *)(c->to_real + (j) * c->step + at) = (re); \
    *(lanes *)(c->to_imaginary + (j) * c->step + at) = (im); \
  } while (0)
#define WRITE_TURNED(j, re, im) \
  do { \
    const lanes re_ = (re), im_ = (im); \
    const float cosine_ = c->turns[2 * (j) - 2], sine_ = c->turns[2 * (j) - 1]; \
    WRITE(j, re_ * cosine_ - im_ * sine_, re_ * sine_ + im_ * cosine_); \
  } while (0)
// All numbers of a column, eight at a time; the last eight overlap those before where the width is no multiple of eight.
#define EACH(at) \
  for (size_t end_ = 8, at = 0; end_ < c->width + 8; end_ += 8, at = end_ <= c->width ? end_ - 8 : c->width - 8)

INLINE void by_two(const struct column *c, const size_t present) {
  EACH(at) {
    READ(0)
    READ(1)
    if (present < 2) {
      WRITE(0, r0, i0);
      WRITE_TURNED(1, r0, i0);
    } else {
      WRITE(0, r0 + r1, i0 + i1);
      WRITE_TURNED(1, r0 - r1, i0 - i1);
    }
  }
}

INLINE void by_four(const struct column *c, const size_t present) {
  EACH(at) {
    READ(0)
    READ(1)
    READ(2)
    READ(3)
    if (present < 3) {
      WRITE(0, r0 + r1, i0 + i1);
      WRITE_TURNED(1, r0 + i1, i0 - r1);
      WRITE_TURNED(2, r0 - r1, i0 - i1);
      WRITE_TURNED(3, r0 - i1, i0 + r1);
    } else {
      const lanes ar = r0 + r2, ai = i0 + i2, br = r0 - r2, bi = i0 - i2;
      const lanes cr = r1 + r3, ci = i1 + i3, dr = r1 - r3, di = i1 - i3;
      WRITE(0, ar + cr, ai + ci);
      WRITE_TURNED(1, br + di, bi - dr);
      WRITE_TURNED(2, ar - cr, ai - ci);
      WRITE_TURNED(3, br - di, bi + dr);
    }
  }
}

INLINE void by_three(const struct column *c, const size_t present) {
  const float root = 0.866025403784438647f; // of three quarters
  EACH(at) {
    READ(0)
    READ(1)
    READ(2)
    const lanes sr = r1 + r2, si = i1 + i2, mr = r0 - sr * 0.5f, mi = i0 - si * 0.5f;
    // -i root (x1 - x2)
    const lanes er = (i1 - i2) * root, ei = (r2 - r1) * root;
    WRITE(0, r0 + sr, i0 + si);
    WRITE_TURNED(1, mr + er, mi + ei);
    WRITE_TURNED(2, mr - er, mi - ei);
  }
}

INLINE void by_five(const struct column *c, const size_t present) {
  // Cosine and sine of 72 and of 144 degrees.
  const float c1 = 0.309016994374947424f, s1 = 0.951056516295153572f;
  const float c2 = -0.809016994374947424f, s2 = 0.587785252292473129f;
  EACH(at) {
    READ(0)
    READ(1)
    READ(2)
    READ(3)
    READ(4)
    const lanes pr = r1 + r4, pi = i1 + i4, mr = r1 - r4, mi = i1 - i4;
    const lanes gr = r2 + r3, gi = i2 + i3, hr = r2 - r3, hi = i2 - i3;
    WRITE(0, r0 + pr + gr, i0 + pi + gi);
    const lanes ur = r0 + pr * c1 + gr * c2, ui = i0 + pi * c1 + gi * c2;
    // -i times the odd parts.
    const lanes fr = mi * s1 + hi * s2, fi = mr * s1 + hr * s2;
    WRITE_TURNED(1, ur + fr, ui - fi);
    WRITE_TURNED(4, ur - fr, ui + fi);
    const lanes vr = r0 + pr * c2 + gr * c1, vi = i0 + pi * c2 + gi * c1;
    const lanes er = mi * s2 - hi * s1, ei = mr * s2 - hr * s1;
    WRITE_TURNED(2, vr + er, vi - ei);
    WRITE_TURNED(3, vr - er, vi + ei);
  }
}

// By the definition, for any factor and any number of elements that are present.
INLINE void by_definition(const struct column *c, const struct radish_fourier *fourier, size_t factor) {
  const size_t present = c->present;
  const size_t unit = fourier->count / factor;
  for (size_t j = 0; j < factor; j++) {
    const float *turn = c->turns + 2 * j - 2;
    EACH(at) {
      lanes re = {0}, im = {0};
      for (size_t k = 0; k < present; k++) {
        READ(k)
        const float *root = fourier->roots + 2 * (j * k % factor * unit);
        re += rk * root[0] - ik * root[1];
        im += rk * root[1] + ik * root[0];
      }
      if (j == 0) {
        WRITE(j, re, im);
      } else {
        WRITE(j, re * turn[0] - im * turn[1], re * turn[1] + im * turn[0]);
      }
    }
  }
}

// Signals are full or, at first, mostly half full.
INLINE void butterfly(const struct column *c, const struct radish_fourier *fourier, const size_t factor) {
#define CASE(name, factor_, present_) \
  if (factor == factor_ && c->present == present_) return name(c, present_)
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
  by_definition(c, fourier, factor);
}

// One pass. `length` is what is still to be transformed, of which `filled` elements are not zero; `done` is the product of
// the factors before. With L = length, r = factor, m = L / r and s = done, for all q < s, p < m, j < r:
//
//     to[q + s (r p + j)] = exp(-2 pi i j p / L) * sum over k of from[q + s (p + k m)] exp(-2 pi i j k / r)
struct pass {
  const struct radish_fourier *fourier;
  size_t factor, length, filled, done;
  const float *turns;
};

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
      butterfly(c, pass->fourier, factor);
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

INLINE void run(const struct radish_fourier *fourier, struct radish_lines from, size_t filled, struct radish_lines to,
                float *scratch) {
  const size_t batch = fourier->batch, room = fourier->count * batch;
  struct radish_lines between[2] = {{scratch, scratch + room, batch}, {scratch + 2 * room, scratch + 3 * room, batch}};
  // A single pass would write over what it has still to read.
  const struct radish_lines last = fourier->factor_count == 1 ? between[0] : to;
  struct pass pass = {
      .fourier = fourier, .length = fourier->count, .filled = filled, .done = 1, .turns = fourier->turns};
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

#define TRANSFORM(name) \
  static void name(const struct radish_fourier *fourier, struct radish_lines from, size_t filled, \
                   struct radish_lines to, float *scratch) { \
    run(fourier, from, filled, to, scratch); \
  }

TRANSFORM(transform)
#if defined(__x86_64__)
// Vectors of eight in one register; then with twice as many registers.
__attribute__((target("avx2"))) TRANSFORM(transform_avx2)
__attribute__((target("avx2,avx512f,avx512vl"))) TRANSFORM(transform_avx512)
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
