#include "CDigest.h"

#if defined(__x86_64__)
#include <cpuid.h>
#include <immintrin.h>

bool radish_has_sha256(void) {
  unsigned a, b, c, d;
  if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & bit_SSSE3) || !(c & bit_SSE4_1)) return false;
  return __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b & (1u << 29));
}

// Two rounds are one instruction, which takes the state in two halves: (a, b, e, f) and (c, d, g, h), a and c highest.
__attribute__((target("sha,sse4.1,ssse3")))
void radish_sha256_blocks(uint32_t state[8], const uint8_t *bytes, size_t blocks, const uint32_t constants[64]) {
  const __m128i big_endian = _mm_set_epi8(12, 13, 14, 15, 8, 9, 10, 11, 4, 5, 6, 7, 0, 1, 2, 3);
  __m128i abef = _mm_set_epi32((int)state[0], (int)state[1], (int)state[4], (int)state[5]);
  __m128i cdgh = _mm_set_epi32((int)state[2], (int)state[3], (int)state[6], (int)state[7]);
  for (; blocks > 0; blocks--, bytes += 64) {
    const __m128i abef_before = abef, cdgh_before = cdgh;
    // The last sixteen words of the schedule, four to a vector.
    __m128i words[4];
    for (int i = 0; i < 4; i++)
      words[i] = _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)(bytes + 16 * i)), big_endian);
#pragma clang loop unroll(full)
    for (int i = 0; i < 16; i++) {
      if (i >= 4) {
        const __m128i seven_back = _mm_alignr_epi8(words[(i + 3) & 3], words[(i + 2) & 3], 4);
        const __m128i sum = _mm_add_epi32(_mm_sha256msg1_epu32(words[i & 3], words[(i + 1) & 3]), seven_back);
        words[i & 3] = _mm_sha256msg2_epu32(sum, words[(i + 3) & 3]);
      }
      const __m128i keyed = _mm_add_epi32(words[i & 3], _mm_loadu_si128((const __m128i *)(constants + 4 * i)));
      cdgh = _mm_sha256rnds2_epu32(cdgh, abef, keyed);
      abef = _mm_sha256rnds2_epu32(abef, cdgh, _mm_shuffle_epi32(keyed, 0x0E));
    }
    abef = _mm_add_epi32(abef, abef_before);
    cdgh = _mm_add_epi32(cdgh, cdgh_before);
  }
  uint32_t halves[8];
  _mm_storeu_si128((__m128i *)halves, abef);
  _mm_storeu_si128((__m128i *)(halves + 4), cdgh);
  state[0] = halves[3], state[1] = halves[2], state[4] = halves[1], state[5] = halves[0];
  state[2] = halves[7], state[3] = halves[6], state[6] = halves[5], state[7] = halves[4];
}
#else
bool radish_has_sha256(void) { return false; }

void radish_sha256_blocks(uint32_t state[8], const uint8_t *bytes, size_t blocks, const uint32_t constants[64]) {
  (void)state, (void)bytes, (void)blocks, (void)constants;
}
#endif
