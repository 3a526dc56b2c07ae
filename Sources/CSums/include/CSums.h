#ifndef RADISH_CSUMS_H
#define RADISH_CSUMS_H
#include <stddef.h>
#include <stdint.h>

// Sums of rows of numbers, in the widest vectors of the processor.

// target[k] = sum over j of rows[j][k], from 0 on and in the order of the rows, for k < width. Whole numbers wrap around.
// `target` lies apart from the rows.
void radish_sum_rows_int32(const int32_t *const *rows, size_t count, int32_t *target, size_t width);
void radish_sum_rows_double(const double *const *rows, size_t count, double *target, size_t width);

// target[k] += row[k] for k < width.
void radish_add_row_int32(const int32_t *row, int32_t *target, size_t width);
void radish_add_row_double(const double *row, double *target, size_t width);
#endif
