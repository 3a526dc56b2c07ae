#include "COpenBLAS.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

// OpenBLAS is loaded when the first product is asked for: it is large, starts a thread per processor when it is loaded,
// and those wait by spinning. Most commands multiply no matrices. Radish computes on one thread per replicate, so the
// library is held to one; a program that sets OPENBLAS_NUM_THREADS to 1 before it has threads spares itself the others.
//
// The kernels below have the names and the types of cblas.h and hand their arguments on.

#if defined(__APPLE__)
#define LIBRARY "libopenblas.0.dylib"
#else
#define LIBRARY "libopenblas.so.0"
#endif

static double (*ddot)(blasint, const double *, blasint, const double *, blasint);
static void (*daxpy)(blasint, double, const double *, blasint, double *, blasint);
static void (*dgemv)(enum CBLAS_ORDER, enum CBLAS_TRANSPOSE, blasint, blasint, double, const double *, blasint,
                     const double *, blasint, double, double *, blasint);
static void (*dgemm)(enum CBLAS_ORDER, enum CBLAS_TRANSPOSE, enum CBLAS_TRANSPOSE, blasint, blasint, blasint, double,
                     const double *, blasint, const double *, blasint, double, double *, blasint);
static void (*dsyrk)(enum CBLAS_ORDER, enum CBLAS_UPLO, enum CBLAS_TRANSPOSE, blasint, blasint, double, const double *,
                     blasint, double, double *, blasint);

static void *kernel(void *library, const char *name) {
  void *found = library ? dlsym(library, name) : NULL;
  if (!found) {
    fprintf(stderr, "radish: %s cannot be loaded (%s). Install the package libopenblas0.\n", LIBRARY, dlerror());
    exit(1);
  }
  return found;
}

static void load(void) {
  void *library = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);
  *(void **)&ddot = kernel(library, "cblas_ddot");
  *(void **)&daxpy = kernel(library, "cblas_daxpy");
  *(void **)&dgemv = kernel(library, "cblas_dgemv");
  *(void **)&dgemm = kernel(library, "cblas_dgemm");
  *(void **)&dsyrk = kernel(library, "cblas_dsyrk");
  void (*hold_to)(int);
  *(void **)&hold_to = kernel(library, "openblas_set_num_threads");
  hold_to(1);
}

static pthread_once_t loaded = PTHREAD_ONCE_INIT;

double cblas_ddot(blasint n, const double *x, blasint step_x, const double *y, blasint step_y) {
  pthread_once(&loaded, load);
  return ddot(n, x, step_x, y, step_y);
}

void cblas_daxpy(blasint n, double a, const double *x, blasint step_x, double *y, blasint step_y) {
  pthread_once(&loaded, load);
  daxpy(n, a, x, step_x, y, step_y);
}

void cblas_dgemv(enum CBLAS_ORDER order, enum CBLAS_TRANSPOSE transposition, blasint m, blasint n, double alpha,
                 const double *a, blasint lead_a, const double *x, blasint step_x, double beta, double *y,
                 blasint step_y) {
  pthread_once(&loaded, load);
  dgemv(order, transposition, m, n, alpha, a, lead_a, x, step_x, beta, y, step_y);
}

void cblas_dgemm(enum CBLAS_ORDER order, enum CBLAS_TRANSPOSE of_a, enum CBLAS_TRANSPOSE of_b, blasint m, blasint n,
                 blasint k, double alpha, const double *a, blasint lead_a, const double *b, blasint lead_b, double beta,
                 double *c, blasint lead_c) {
  pthread_once(&loaded, load);
  dgemm(order, of_a, of_b, m, n, k, alpha, a, lead_a, b, lead_b, beta, c, lead_c);
}

void cblas_dsyrk(enum CBLAS_ORDER order, enum CBLAS_UPLO triangle, enum CBLAS_TRANSPOSE transposition, blasint n,
                 blasint k, double alpha, const double *a, blasint lead_a, double beta, double *c, blasint lead_c) {
  pthread_once(&loaded, load);
  dsyrk(order, triangle, transposition, n, k, alpha, a, lead_a, beta, c, lead_c);
}
