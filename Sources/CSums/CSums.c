#include "CSums.h"

#include <math.h>
#include <stdbool.h>

// One copy for each kind of vectors; the loader takes the best that the processor has.
#if defined(__x86_64__) && defined(__linux__)
#define IN_WIDEST_VECTORS __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define IN_WIDEST_VECTORS
#endif

// Sums of `together` numbers stay in registers while the rows go by.
#define SUM(together, number, summand) \
  for (; start + (together) <= width; start += (together)) { \
    summand sums[together] = {0}; \
    for (size_t j = 0; j < count; j++) \
      for (size_t k = 0; k < (together); k++) sums[k] += (summand)rows[j][start + k]; \
    for (size_t k = 0; k < (together); k++) target[start + k] = (number)sums[k]; \
  }

// Summands wrap around.
#define SUM_ROWS(name, number, summand) \
  IN_WIDEST_VECTORS void name(const number *const *rows, size_t count, number *target, size_t width) { \
    size_t start = 0; \
    SUM(32, number, summand) \
    SUM(8, number, summand) \
    SUM(1, number, summand) \
  }

#define ADD_ROW(name, number, summand) \
  IN_WIDEST_VECTORS void name(const number *row, number *target, size_t width) { \
    for (size_t k = 0; k < width; k++) target[k] = (number)((summand)target[k] + (summand)row[k]); \
  }

SUM_ROWS(radish_sum_rows_int32, int32_t, uint32_t)
SUM_ROWS(radish_sum_rows_double, double, double)
ADD_ROW(radish_add_row_int32, int32_t, uint32_t)
ADD_ROW(radish_add_row_double, double, double)

// The greatest of numbers that compare as they stand, those that are not wanted as `least`; as many at a time as have no need
// to wait for each other.
#define GREATEST(name, number, least) \
  IN_WIDEST_VECTORS number name(const number *row, const uint8_t *is_wanted, size_t width) { \
    number greatest[32]; \
    size_t start = 0; \
    for (size_t k = 0; k < 32; k++) greatest[k] = least; \
    for (; start + 32 <= width; start += 32) \
      for (size_t k = 0; k < 32; k++) { \
        const number value = is_wanted[start + k] ? row[start + k] : least; \
        greatest[k] = value > greatest[k] ? value : greatest[k]; \
      } \
    for (; start < width; start++) \
      if (is_wanted[start] && row[start] > greatest[0]) greatest[0] = row[start]; \
    for (size_t k = 1; k < 32; k++) greatest[0] = greatest[k] > greatest[0] ? greatest[k] : greatest[0]; \
    return greatest[0]; \
  }

GREATEST(radish_greatest_int32, int32_t, INT32_MIN)
GREATEST(radish_greatest_double, double, -INFINITY)

IN_WIDEST_VECTORS bool radish_are_finite(const double *values, size_t count) {
  uint64_t others = 0;
  for (size_t k = 0; k < count; k++) others |= fabs(values[k]) < INFINITY ? 0 : 1;
  return others == 0;
}

IN_WIDEST_VECTORS bool radish_are_whole(const double *values, size_t count, double limit) {
  // 1.5 * 2^52: the sum of it and of a number below 2^51 has no digits behind the point.
  const double shift = 6755399441055744.0;
  uint64_t others = 0;
  for (size_t k = 0; k < count; k++) {
    const double value = values[k];
    others |= fabs(value) < limit && (value + shift) - shift == value ? 0 : 1;
  }
  return others == 0;
}
