#ifndef RADISH_CNIFTI_H
#define RADISH_CNIFTI_H
#include <nifti/nifti2_io.h>
#include <libdeflate.h>
#include <zlib.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif
#endif
