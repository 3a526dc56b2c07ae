"""How true pictures made of glyphs are: what Radish and chafa draw of one slice, beside that slice.

    fidelity.py --pictures FOLDER --image NIFTI --slice K [--chafa chafa]

FOLDER holds what terminal-benchmark wrote. Everything here is independent of Radish: the slice is read, windowed and enlarged to
8×16 pixels per cell by Pillow's Lanczos filter, and both programs' text is turned into pixels by the geometry of the glyphs.
Prints rows of a Markdown table.
"""

import argparse
import gzip
import math
import os
import re
import struct
import subprocess
import tempfile

import numpy
from PIL import Image

COLUMNS, ROWS = 80, 40
WINDOWS = {"lung": (-600, 1500), "soft-tissue": (40, 400)}
SYSTEM = [(0, 0, 0), (205, 0, 0), (0, 205, 0), (205, 205, 0), (0, 0, 238), (205, 0, 205), (0, 205, 205), (229, 229, 229),
          (127, 127, 127), (255, 0, 0), (0, 255, 0), (255, 255, 0), (92, 92, 255), (255, 0, 255), (0, 255, 255), (255, 255, 255)]
QUADRANTS = " ▘▝▀▖▌▞▛▗▚▐▜▄▙▟█"


def volume(path):
    data = gzip.open(path).read()
    size = struct.unpack("<8h", data[40:56])[1:4]
    kind = {2: "u1", 4: "<i2", 8: "<i4", 16: "<f4", 64: "<f8", 512: "<u2"}[struct.unpack("<h", data[70:72])[0]]
    start = int(struct.unpack("<f", data[108:112])[0])
    slope, intercept = struct.unpack("<2f", data[112:120])
    values = numpy.frombuffer(data[start:], dtype=kind)[: size[0] * size[1] * size[2]].reshape(size[::-1]).astype(float)
    return values * (slope or 1) + intercept


def palette(index):
    """The xterm palette of 256 colours."""
    if index < 16:
        return SYSTEM[index]
    if index >= 232:
        return (8 + 10 * (index - 232),) * 3
    levels = [0, 95, 135, 175, 215, 255]
    index -= 16
    return levels[index // 36], levels[index // 6 % 6], levels[index % 6]


def luminance(colour):
    return 0.299 * colour[0] + 0.587 * colour[1] + 0.114 * colour[2]


def ink(glyph):
    """Which of a cell's 16×8 pixels a glyph inks; None for one that is no block element."""
    pixels = numpy.zeros((16, 8), bool)
    code = ord(glyph)
    if glyph in QUADRANTS:
        for bit, (row, column) in enumerate(((0, 0), (0, 4), (8, 0), (8, 4))):
            if QUADRANTS.index(glyph) >> bit & 1:
                pixels[row:row + 8, column:column + 4] = True
    elif 0x2581 <= code <= 0x2587:
        pixels[16 - 2 * (code - 0x2580):] = True
    elif 0x2589 <= code <= 0x258F:
        pixels[:, :0x2590 - code] = True
    elif glyph == "▔":
        pixels[:2] = True
    elif glyph == "▕":
        pixels[:, 7:] = True
    elif 0x1FB00 <= code <= 0x1FB3B:
        number = code - 0x1FB00 + 1
        number += (number > 20) + (number > 40)
        edges = [0, 5, 11, 16]
        for bit in range(6):
            if number >> bit & 1:
                pixels[edges[bit // 2]:edges[bit // 2 + 1], bit % 2 * 4:bit % 2 * 4 + 4] = True
    else:
        return None
    return pixels


def shown(text):
    """The pixels a terminal shows for lines of glyphs with SGR sequences."""
    picture = numpy.zeros((ROWS * 16, COLUMNS * 8))
    front, back, turned = SYSTEM[7], SYSTEM[0], False
    for row, line in enumerate(text.split("\n")[:ROWS]):
        column = 0
        for sequence, glyph in re.findall(r"\x1b\[([0-9;?]*[a-zA-Z])|([^\x1b])", line):
            if sequence:
                if not sequence.endswith("m"):
                    continue
                codes = [int(code or 0) for code in sequence[:-1].split(";")]
                while codes:
                    code = codes.pop(0)
                    if code == 0:
                        front, back, turned = SYSTEM[7], SYSTEM[0], False
                    elif code in (7, 27):
                        turned = code == 7
                    elif 30 <= code < 38:
                        front = palette(code - 30)
                    elif 40 <= code < 48:
                        back = palette(code - 40)
                    elif 90 <= code < 98:
                        front = palette(code - 82)
                    elif 100 <= code < 108:
                        back = palette(code - 92)
                    elif code == 39:
                        front = SYSTEM[7]
                    elif code == 49:
                        back = SYSTEM[0]
                    elif code in (38, 48):
                        colour = palette(codes[1])
                        codes = codes[2:]
                        if code == 38:
                            front = colour
                        else:
                            back = colour
                continue
            if column >= COLUMNS:
                continue
            pixels = ink(glyph)
            if pixels is None:
                raise SystemExit(f"fidelity.py: the glyph {glyph!r} has no known shape")
            a, b = luminance(front), luminance(back)
            if turned:
                a, b = b, a
            picture[row * 16:row * 16 + 16, column * 8:column * 8 + 8] = numpy.where(pixels, a, b)
            column += 1
    return picture


def best_possible(true):
    """What any program could draw with block elements: per cell the cut and the two greys, free of a palette, nearest to the slice."""
    cells = true.reshape(ROWS, 16, COLUMNS, 8).transpose(0, 2, 1, 3).reshape(-1, 16, 8)
    best, least = cells.copy(), numpy.full(len(cells), numpy.inf)
    for glyph in "█" + QUADRANTS[1:15] + "▁▂▃▅▆▇▉▊▋▍▎▏":
        drawn = numpy.empty_like(cells)
        for part in (ink(glyph), ~ink(glyph)):
            if part.any():
                drawn[:, part] = cells[:, part].mean(1)[:, None]
        error = ((drawn - cells) ** 2).sum((1, 2))
        better = error < least
        least[better], best[better] = error[better], drawn[better]
    return best.reshape(ROWS, COLUMNS, 16, 8).transpose(0, 2, 1, 3).reshape(true.shape)


def psnr(a, b):
    return 10 * math.log10(255 ** 2 / ((a - b) ** 2).mean())


def ssim(a, b):
    """Mean over all windows of 8×8 pixels (Wang et al., 2004)."""
    def blocks(image):
        return numpy.lib.stride_tricks.sliding_window_view(image, (8, 8))[::4, ::4]
    x, y = blocks(a), blocks(b)
    mean_x, mean_y = x.mean((2, 3)), y.mean((2, 3))
    var_x, var_y = x.var((2, 3)), y.var((2, 3))
    both = (x * y).mean((2, 3)) - mean_x * mean_y
    c1, c2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    return float((((2 * mean_x * mean_y + c1) * (2 * both + c2)) / ((mean_x ** 2 + mean_y ** 2 + c1) * (var_x + var_y + c2))).mean())


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", required=True)
    parser.add_argument("--image", required=True)
    parser.add_argument("--slice", type=int, required=True)
    parser.add_argument("--chafa", default="chafa")
    options = parser.parse_args()
    voxels = volume(options.image)[options.slice, 0:200, 2:202]
    print("| window | drawn by | PSNR, dB | SSIM | bytes |")
    print("|--|--|--|--|--|")
    for window, (level, width) in WINDOWS.items():
        grey = numpy.clip((voxels - (level - width / 2)) / width * 255, 0, 255)
        true = numpy.asarray(Image.fromarray(grey.astype("float32")).resize((COLUMNS * 8, ROWS * 16), Image.LANCZOS)).clip(0, 255)
        found = {}
        texts = []
        for glyphs in ("half", "blocks", "sextant"):
            with open(os.path.join(options.pictures, f"{window}-{glyphs}.ansi"), encoding="utf-8") as file:
                texts.append((f"Radish {glyphs}", file.read()))
        with tempfile.NamedTemporaryFile(suffix=".png") as file:
            Image.fromarray(grey.round().astype("uint8")).save(file.name)
            for symbols in ("half", "block", "block+sextant"):
                best = None
                for work in ("5", "9"):
                    text = subprocess.run(
                        [options.chafa, "-f", "symbols", "-s", f"{COLUMNS}x{ROWS}", "--stretch", "-c", "256", "--symbols",
                         symbols, "-w", work, "--dither", "none", file.name],
                        capture_output=True, text=True, check=True).stdout
                    text = re.sub(r"\x1b\[\?[0-9]+[hl]", "", text)
                    if best is None or psnr(shown(text), true) > psnr(shown(best), true):
                        best = text
                texts.append((f"chafa {symbols}", best))
        for name, text in texts:
            found[name] = psnr(shown(text), true)
            print(f"| {window} | {name} | {found[name]:.2f} | {ssim(shown(text), true):.3f} | {len(text.encode())} |")
        limit = best_possible(true)
        print(f"| {window} | limit of block elements, any greys | {psnr(limit, true):.2f} | {ssim(limit, true):.3f} | |")
        print(f"| {window} | **Radish blocks − chafa block** | **{found['Radish blocks'] - found['chafa block']:+.2f}** | | |")


if __name__ == "__main__":
    main()
