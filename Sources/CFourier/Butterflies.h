// The sums of one factor for the numbers of a column, WIDTH at a time: included once for each way of taking them.
//
// SET is the suffix of the names. With PAIRED, sixteen numbers are eight of one p and eight of the next.

#define NAMED_(name, set) name##_##set
#define NAMED__(name, set) NAMED_(name, set)
#define NAMED(name) NAMED__(name, SET)
#define lanes NAMED__(lanes, WIDTH)

#define READ(k) \
  lanes r##k = {0}, i##k = {0}; \
  if (k < present) { \
    r##k = *(const lanes *)(c->from_real + (k) * c->leap + at); \
    i##k = *(const lanes *)(c->from_imaginary + (k) * c->leap + at); \
  }

#ifdef PAIRED
// Once.
#define EACH(at) for (size_t at = 0; at < 1; at++)
#define STORE(place, j, v) \
  do { \
    *(lanes_8 *)((place) + (j) * c->step) = __builtin_shufflevector(v, v, 0, 1, 2, 3, 4, 5, 6, 7); \
    *(lanes_8 *)((place) + (j) * c->step + c->next) = __builtin_shufflevector(v, v, 8, 9, 10, 11, 12, 13, 14, 15); \
  } while (0)
#define BOTH(k) \
  __builtin_shufflevector((lanes_8){0} + c->turns[k], (lanes_8){0} + c->turns[c->next_turns + (k)], 0, 1, 2, 3, 4, 5, 6, 7, \
                          8, 9, 10, 11, 12, 13, 14, 15)
#define TURN(j) const lanes cosine_ = BOTH(2 * (j) - 2), sine_ = BOTH(2 * (j) - 1)
#else
// All numbers of a column; the last lanes overlap those before where the column's width is no multiple of theirs.
#define EACH(at) \
  for (size_t end_ = WIDTH, at = 0; end_ < c->width + WIDTH; \
       end_ += WIDTH, at = end_ <= c->width ? end_ - WIDTH : c->width - WIDTH)
#define STORE(place, j, v) *(lanes *)((place) + (j) * c->step + at) = (v)
#define TURN(j) const float cosine_ = c->turns[2 * (j) - 2], sine_ = c->turns[2 * (j) - 1]
#endif

#define WRITE(j, re, im) \
  do { \
    const lanes re_ = (re), im_ = (im); \
    STORE(c->to_real, j, re_); \
    STORE(c->to_imaginary, j, im_); \
  } while (0)
// The turns of p = 0 are 1.
#define WRITE_TURNED(j, re, im) \
  do { \
    const lanes re__ = (re), im__ = (im); \
    if (is_turned) { \
      TURN(j); \
      WRITE(j, re__ * cosine_ - im__ * sine_, re__ * sine_ + im__ * cosine_); \
    } else { \
      WRITE(j, re__, im__); \
    } \
  } while (0)

// What a sum of elements is where the later ones are zero is told before it: so nothing is added that is not there.

INLINE void NAMED(by_two)(const struct column *c, const size_t present, const bool is_turned) {
  EACH(at) {
    READ(0);
    lanes sr = r0, si = i0, dr = r0, di = i0;
    if (present > 1) {
      READ(1);
      sr = r0 + r1, si = i0 + i1, dr = r0 - r1, di = i0 - i1;
    }
    WRITE(0, sr, si);
    WRITE_TURNED(1, dr, di);
  }
}

INLINE void NAMED(by_three)(const struct column *c, const size_t present, const bool is_turned) {
  const float root = 0.866025403784438647f; // of three quarters
  EACH(at) {
    READ(0);
    READ(1);
    lanes sr = r1, si = i1, dr = r1, di = i1;
    if (present > 2) {
      READ(2);
      sr = r1 + r2, si = i1 + i2, dr = r1 - r2, di = i1 - i2;
    }
    const lanes mr = r0 - sr * 0.5f, mi = i0 - si * 0.5f;
    // i root (x1 - x2)
    const lanes er = di * root, ei = dr * root;
    WRITE(0, r0 + sr, i0 + si);
    WRITE_TURNED(1, mr + er, mi - ei);
    WRITE_TURNED(2, mr - er, mi + ei);
  }
}

INLINE void NAMED(by_four)(const struct column *c, const size_t present, const bool is_turned) {
  EACH(at) {
    READ(0);
    READ(1);
    lanes ar = r0, ai = i0, br = r0, bi = i0, cr = r1, ci = i1, dr = r1, di = i1;
    if (present > 2) {
      READ(2);
      READ(3);
      ar = r0 + r2, ai = i0 + i2, br = r0 - r2, bi = i0 - i2;
      cr = r1 + r3, ci = i1 + i3, dr = r1 - r3, di = i1 - i3;
    }
    WRITE(0, ar + cr, ai + ci);
    WRITE_TURNED(1, br + di, bi - dr);
    WRITE_TURNED(2, ar - cr, ai - ci);
    WRITE_TURNED(3, br - di, bi + dr);
  }
}

INLINE void NAMED(by_five)(const struct column *c, const size_t present, const bool is_turned) {
  // Cosine and sine of 72 and of 144 degrees.
  const float c1 = 0.309016994374947424f, s1 = 0.951056516295153572f;
  const float c2 = -0.809016994374947424f, s2 = 0.587785252292473129f;
  EACH(at) {
    READ(0);
    READ(1);
    READ(2);
    lanes pr = r1, pi = i1, mr = r1, mi = i1, gr = r2, gi = i2, hr = r2, hi = i2;
    if (present > 3) {
      READ(3);
      READ(4);
      pr = r1 + r4, pi = i1 + i4, mr = r1 - r4, mi = i1 - i4;
      gr = r2 + r3, gi = i2 + i3, hr = r2 - r3, hi = i2 - i3;
    }
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

// By four of the even and four of the odd elements.
INLINE void NAMED(by_eight)(const struct column *c, const size_t present, const bool is_turned) {
  const float root = 0.707106781186547524f; // of a half
  EACH(at) {
    READ(0);
    READ(1);
    READ(2);
    READ(3);
    lanes ar = r0, ai = i0, br = r0, bi = i0, cr = r2, ci = i2, dr = r2, di = i2;
    lanes fr = r1, fi = i1, gr = r1, gi = i1, hr = r3, hi = i3, kr = r3, ki = i3;
    if (present > 4) {
      READ(4);
      READ(5);
      READ(6);
      READ(7);
      ar = r0 + r4, ai = i0 + i4, br = r0 - r4, bi = i0 - i4;
      cr = r2 + r6, ci = i2 + i6, dr = r2 - r6, di = i2 - i6;
      fr = r1 + r5, fi = i1 + i5, gr = r1 - r5, gi = i1 - i5;
      hr = r3 + r7, hi = i3 + i7, kr = r3 - r7, ki = i3 - i7;
    }
    // Even: e0 to e3; odd: o0 to o3.
    const lanes e0r = ar + cr, e0i = ai + ci, e2r = ar - cr, e2i = ai - ci;
    const lanes e1r = br + di, e1i = bi - dr, e3r = br - di, e3i = bi + dr;
    const lanes o0r = fr + hr, o0i = fi + hi, o2r = fr - hr, o2i = fi - hi;
    const lanes o1r = gr + ki, o1i = gi - kr, o3r = gr - ki, o3i = gi + kr;
    WRITE(0, e0r + o0r, e0i + o0i);
    WRITE_TURNED(4, e0r - o0r, e0i - o0i);
    // exp(-i pi / 4), -i and exp(-3 i pi / 4) times the odd ones.
    const lanes ur = (o1r + o1i) * root, ui = (o1i - o1r) * root;
    WRITE_TURNED(1, e1r + ur, e1i + ui);
    WRITE_TURNED(5, e1r - ur, e1i - ui);
    WRITE_TURNED(2, e2r + o2i, e2i - o2r);
    WRITE_TURNED(6, e2r - o2i, e2i + o2r);
    const lanes vr = (o3i - o3r) * root, vi = (o3r + o3i) * root;
    WRITE_TURNED(3, e3r + vr, e3i - vi);
    WRITE_TURNED(7, e3r - vr, e3i + vi);
  }
}

// By three of each third element.
INLINE void NAMED(by_nine)(const struct column *c, const size_t present, const bool is_turned) {
  const float root = 0.866025403784438647f; // of three quarters
  // Cosine and sine of 40, 80 and 160 degrees.
  const float c1 = 0.766044443118978035f, s1 = 0.642787609686539326f;
  const float c2 = 0.173648177666930349f, s2 = 0.984807753012208059f;
  const float c4 = -0.939692620785908384f, s4 = 0.342020143325668733f;
#define THREE(a, b, d, x) \
  lanes x##0r, x##0i, x##1r, x##1i, x##2r, x##2i; \
  { \
    READ(a); \
    READ(b); \
    READ(d); \
    const lanes sr = r##b + r##d, si = i##b + i##d, dr = r##b - r##d, di = i##b - i##d; \
    const lanes mr = r##a - sr * 0.5f, mi = i##a - si * 0.5f, er = di * root, ei = dr * root; \
    x##0r = r##a + sr, x##0i = i##a + si; \
    x##1r = mr + er, x##1i = mi - ei, x##2r = mr - er, x##2i = mi + ei; \
  }
#define PUT_THREE(j, ar, ai, br, bi, dr, di) \
  do { \
    const lanes b_r = (br), b_i = (bi), d_r = (dr), d_i = (di); \
    const lanes sr = b_r + d_r, si = b_i + d_i, mr = ar - sr * 0.5f, mi = ai - si * 0.5f; \
    const lanes er = (b_i - d_i) * root, ei = (b_r - d_r) * root; \
    if (j == 0) { \
      WRITE(0, ar + sr, ai + si); \
    } else { \
      WRITE_TURNED(j, ar + sr, ai + si); \
    } \
    WRITE_TURNED(j + 3, mr + er, mi - ei); \
    WRITE_TURNED(j + 6, mr - er, mi + ei); \
  } while (0)
  EACH(at) {
    THREE(0, 3, 6, x)
    THREE(1, 4, 7, y)
    THREE(2, 5, 8, z)
    PUT_THREE(0, x0r, x0i, y0r, y0i, z0r, z0i);
    PUT_THREE(1, x1r, x1i, y1r * c1 + y1i * s1, y1i * c1 - y1r * s1, z1r * c2 + z1i * s2, z1i * c2 - z1r * s2);
    PUT_THREE(2, x2r, x2i, y2r * c2 + y2i * s2, y2i * c2 - y2r * s2, z2r * c4 + z2i * s4, z2i * c4 - z2r * s4);
  }
#undef THREE
#undef PUT_THREE
}

#ifndef PAIRED
// By the definition, for any factor and any number of elements that are present.
INLINE void NAMED(by_definition)(const struct column *c, const struct radish_fourier *fourier, size_t factor) {
  const size_t present = c->present;
  const size_t unit = fourier->count / factor;
  for (size_t j = 0; j < factor; j++) {
    const float *turn = c->turns + 2 * j - 2;
    EACH(at) {
      lanes re = {0}, im = {0};
      for (size_t k = 0; k < present; k++) {
        READ(k);
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
#endif

#undef READ
#undef EACH
#undef STORE
#undef BOTH
#undef TURN
#undef WRITE
#undef WRITE_TURNED
#undef lanes
#undef NAMED
#undef NAMED_
#undef NAMED__
#undef WIDTH
#undef SET
#undef PAIRED
