#ifndef RADISH_COPENBLAS_H
#define RADISH_COPENBLAS_H
#include <cblas.h>
#endif
