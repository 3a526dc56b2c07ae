#include "CNIfTI.h"

#if defined(__x86_64__)
#include <immintrin.h>

__attribute__((target("avx"))) static void clear_upper_halves(void) { _mm256_zeroupper(); }
#endif

int radish_inflate(struct inflate_state *state) {
  int result = isal_inflate(state);
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx")) clear_upper_halves();
#endif
  return result;
}
