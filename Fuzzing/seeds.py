#!/usr/bin/env python3
"""Writes the seeds of the fuzzer: small NIfTI files that decode fully, field by field as the format says.

Every voxel type, NIfTI-1 and NIfTI-2, both byte orders, plain, compressed and as a header with its image; images,
masks and series of volumes. The first byte of a seed is read by NIfTIFuzzer.swift: bits 0-1 are the kind of file (0 plain,
2 gzip, 3 pair), bit 2 wraps the rest in gzip first, bit 3 asks for one volume, whose number is in bits 4-5, bits 6-7 choose
the values of a mask.

    python3 Fuzzing/seeds.py FOLDER
"""
import gzip
import os
import struct
import sys

TYPES = {2: "B", 4: "h", 8: "i", 16: "f", 64: "d", 256: "b", 512: "H", 768: "I", 1024: "q", 1280: "Q"}


def header(version, order, code, size, slope=0.0, qform=0, sform=1, magic=b"n", units=2):
    """The header up to the voxels; `size` has three or four numbers."""
    fmt = TYPES[code]
    bits = struct.calcsize(fmt) * 8
    dim = [len(size)] + list(size) + [1] * (7 - len(size))
    pixdim = [1.0, 0.8, 0.9, 3.0, 1.0, 0.0, 0.0, 0.0]
    rows = [0.8, 0, 0, -10, 0, 0.9, 0, 20, 0, 0, 3.0, 5]
    if version == 1:
        b = bytearray(352)
        place = lambda fmt, at, *values: struct.pack_into(order + fmt, b, at, *values)
        place("i", 0, 348)
        place("8h", 40, *dim)
        place("hh", 70, code, bits)
        place("8f", 76, *pixdim)
        place("fff", 108, 0.0 if magic == b"i" else 352.0, slope, 1.5 if slope else 0.0)
        b[123] = units
        place("hh", 252, qform, sform)
        place("6f", 256, 0.0, 0.0, 1.0 if qform else 0.0, -10.0, 20.0, 5.0)
        place("12f", 280, *rows)
        b[344:348] = (b"ni1" if magic == b"i" else b"n+1") + b"\0"
    else:
        b = bytearray(544)
        place = lambda fmt, at, *values: struct.pack_into(order + fmt, b, at, *values)
        place("i", 0, 540)
        b[4:12] = b"n+2\0\r\n\x1a\n"
        place("hh", 12, code, bits)
        place("8q", 16, *dim)
        place("8d", 104, *pixdim)
        place("q", 168, 544)
        place("dd", 176, slope, 1.5 if slope else 0.0)
        place("ii", 344, qform, sform)
        place("6d", 352, 0.0, 0.0, 0.0, -10.0, 20.0, 5.0)
        place("12d", 400, *rows)
        place("i", 500, units)
    return bytes(b)


def voxels(order, code, count, values):
    return b"".join(struct.pack(order + TYPES[code], values[k % len(values)]) for k in range(count))


def main(folder):
    os.makedirs(folder, exist_ok=True)

    def write(name, way, content):
        with open(os.path.join(folder, name), "wb") as file:
            file.write(bytes([way]) + content)

    for version in (1, 2):
        for order in "<>":
            end = "little" if order == "<" else "big"
            for code in TYPES:
                image = header(version, order, code, (3, 2, 2), slope=2.0 if code % 3 else 0.0)
                image += voxels(order, code, 12, list(range(1, 13)))
                name = f"nifti{version}-{end}-{code}"
                write(name, 0, image)
                mask = header(version, order, code, (2, 2, 2, 2), qform=1, sform=code % 4 == 0)
                mask += voxels(order, code, 16, [0, 1, 0, 2])
                write(name + "-mask.gz", 2 | 8 | (code % 256 // 4 % 4) << 6, gzip.compress(mask, mtime=0))
                write(name + "-stored", 2 | 4 | 8 | 16, mask)
    for order in "<>":
        for code in (4, 16):
            pair = header(1, order, code, (3, 2, 2), magic=b"i", units=1)[:348]
            write(f"pair-{ord(order)}-{code}", 3, pair + voxels(order, code, 12, [0, 1]))
            write(f"pair-{ord(order)}-{code}.gz", 3 | 4, pair + voxels(order, code, 12, [0, 1]))
    two = gzip.compress(header(1, "<", 4, (2, 2, 1)), mtime=0) + gzip.compress(voxels("<", 4, 4, [0, 3]), mtime=0)
    write("two-members.gz", 2, two)


if __name__ == "__main__":
    main(sys.argv[1])
