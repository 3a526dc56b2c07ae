// The sums of one factor for all numbers of a column, WIDTH at a time: included once for each width.

#define NAMED_(name, width) name##_##width
#define NAMED(name, width) NAMED_(name, width)
#define lanes NAMED(lanes, WIDTH)
#define by_two NAMED(by_two, WIDTH)
#define by_three NAMED(by_three, WIDTH)
#define by_four NAMED(by_four, WIDTH)
#define by_five NAMED(by_five, WIDTH)
#define by_definition NAMED(by_definition, WIDTH)

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
// All numbers of a column; the last lanes overlap those before where the column's width is no multiple of theirs.
#define EACH(at) \
  for (size_t end_ = WIDTH, at = 0; end_ < c->width + WIDTH; \
       end_ += WIDTH, at = end_ <= c->width ? end_ - WIDTH : c->width - WIDTH)

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

#undef READ
#undef WRITE
#undef WRITE_TURNED
#undef EACH
#undef lanes
#undef by_two
#undef by_three
#undef by_four
#undef by_five
#undef by_definition
#undef NAMED
#undef NAMED_
#undef WIDTH
