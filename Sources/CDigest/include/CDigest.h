#ifndef RADISH_CDIGEST_H
#define RADISH_CDIGEST_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Whether the processor has instructions for SHA-256.
bool radish_has_sha256(void);

// Takes blocks of 64 bytes into the eight words of the state. Only where the processor has the instructions.
void radish_sha256_blocks(uint32_t state[8], const uint8_t *bytes, size_t blocks, const uint32_t constants[64]);
#endif
