#ifndef RADISH_CSUMS_H
#define RADISH_CSUMS_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Sums, greatest and kinds of numbers in rows, in the widest vectors of the processor.

// target[k] = sum over j of rows[j][k], from 0 on and in the order of the rows, for k < width. Whole numbers wrap around.
// `target` lies apart from the rows.
void radish_sum_rows_int32(const int32_t *const *rows, size_t count, int32_t *target, size_t width);
void radish_sum_rows_double(const double *const *rows, size_t count, double *target, size_t width);

// target[k] += row[k] for k < width.
void radish_add_row_int32(const int32_t *row, int32_t *target, size_t width);
void radish_add_row_double(const double *row, double *target, size_t width);

// The greatest row[k] with is_wanted[k] != 0, k < width: INT32_MIN or -INFINITY where there is none. No number is NaN.
int32_t radish_greatest_int32(const int32_t *row, const uint8_t *is_wanted, size_t width);
double radish_greatest_double(const double *row, const uint8_t *is_wanted, size_t width);

bool radish_are_finite(const double *values, size_t count);
// Whether all are whole numbers of a magnitude below `limit`, which is 2^51 at most.
bool radish_are_whole(const double *values, size_t count, double limit);
#endif
