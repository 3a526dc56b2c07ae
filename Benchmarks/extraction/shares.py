"""Where the instructions of an extraction go, as a table: callgrind's counts of extraction-benchmark, which repeat.

    shares.py [--document FILE] NAME:CALLGRIND_FILE...

With a document, the table is written between its lines <!-- shares --> and <!-- end of shares -->.
"""

import argparse
import re
import subprocess
import sys

# Work that does not overlap, by the functions that it is all done under.
PARTS = [
    ("reading and inflating the image and the mask", [r"static Features\.NIfTI\.volume<.*at: .*as: ", r"static Features\.NIfTI\.mask\(at: "]),
    ("Moran's I and Geary's C", [r"Features\.SpatialAutocorrelation\.init\("]),
    ("local intensity peaks", [r"static Features\.LocalIntensity\.values\("]),
    ("run lengths", [r"Features\.RunLengthMatrices\.init\(_: Features\.LevelGrid, keepsSlices"]),
    ("co-occurrence", [r"Features\.CooccurrenceMatrices\.init\(_: Features\.LevelGrid, distance"]),
    ("neighbourhoods (NGTDM, NGLDM)", [r"Features\.NeighbourhoodMatrices\.init\(_: Features\.LevelGrid, steps"]),
    ("zones and distance zones", [r"Features\.ZoneMatrices\.init\("]),
    ("features of the matrices", [r"Features\.\(CountedMatrices in \w+\)\.values\("]),
    ("convex hull", [r"Features\.ConvexHull\.init\(points", r"Features\.\(?ConvexHull.*candidates"]),
    ("oriented box", [r"Features\.\(BoxSearch in \w+\)\.leastBox"]),
    ("enclosing ellipsoid", [r"Features\.Ellipsoid\.init\(enclosing"]),
    ("surface mesh", [r"Features\.SurfaceMesh\.init\(_: "]),
    ("intensity statistics and histograms", [r"static Features\.Intensity\w+\.values\("]),
]
WHOLE = r"^Features\.Extractor\.extract\(image: "


def inclusive(path):
    """Instructions at and below every function, by its Swift name."""
    command = ["callgrind_annotate", "--inclusive=yes", "--threshold=100", path]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    text = subprocess.run(["swift", "demangle", "--compact"], input=text, capture_output=True, text=True, check=True).stdout
    counts = {}
    for line in text.splitlines():
        found = re.match(r"\s*([\d,]+) \([ \d.]+%\)\s+[^:]*:(.*?)( \[[^\]]*\])?$", line)
        if found:
            name = found.group(2)
            # A specialised function is named after the one it was made from.
            while special := re.match(r"(?:function signature|generic) specialization <.*?> of (.*)", name):
                name = special.group(1)
            counts[name] = max(counts.get(name, 0), int(found.group(1).replace(",", "")))
    return counts


def shares(path):
    counts = inclusive(path)
    whole = max((n for name, n in counts.items() if re.search(WHOLE, name)), default=0)
    if not whole:
        sys.exit(f"shares.py: {path} counts no extraction")
    result = []
    for _, patterns in PARTS:
        part = 0
        for pattern in patterns:
            # Specialisations of one function that call each other count once.
            part += max((n for name, n in counts.items() if re.search(pattern, name)), default=0)
        result.append(part / whole)
    return result + [1 - sum(result)]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--document")
    parser.add_argument("cases", nargs="+")
    asked = parser.parse_args()
    cases = [case.split(":", 1) for case in asked.cases]
    columns = [shares(path) for _, path in cases]
    labels = [label for label, _ in PARTS] + ["everything else"]
    order = sorted(range(len(PARTS)), key=lambda k: -columns[-1][k]) + [len(PARTS)]
    lines = ["| | " + " | ".join(name for name, _ in cases) + " |", "|--" * (len(cases) + 1) + "|"]
    for k in order:
        lines.append(f"| {labels[k]} | " + " | ".join(f"{100 * column[k]:.1f} %" for column in columns) + " |")
    table = "\n".join(lines)
    if not asked.document:
        print(table)
        return
    with open(asked.document, encoding="utf-8") as file:
        text = file.read()
    begin, end = "<!-- shares -->", "<!-- end of shares -->"
    if text.count(begin) != 1 or text.count(end) != 1:
        sys.exit(f"shares.py: {asked.document} needs the lines {begin} and {end}")
    before, after = text.split(begin)[0], text.split(end)[1]
    with open(asked.document, "w", encoding="utf-8") as file:
        file.write(f"{before}{begin}\n{table}\n{end}{after}")


main()
