#ifndef RADISH_CNIFTI_H
#define RADISH_CNIFTI_H
#include <nifti/nifti2_io.h>
#include <isa-l/igzip_lib.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

// isal_inflate, leaving the vector registers as other code expects them: ISA-L's checksum leaves something in their upper
// halves, and until that is cleared narrower instructions, which keep what is there, take three times as long.
int radish_inflate(struct inflate_state *state);
#endif
