#!/usr/bin/env python3
"""Prints docs/agreement.md: how far Radish's numbers lie from the reference values beside the checkout.

    scripts/agreement.py PATH/TO/radish PATH/TO/reference > docs/agreement.md
"""

import array
import csv
import gzip
import json
import pathlib
import struct
import subprocess
import sys
import tempfile

ORACLES = pathlib.Path(__file__).resolve().parent.parent / "Tests/Oracles"
MESH = ("MeshVolume", "SurfaceArea", "SurfaceVolumeRatio", "Sphericity")


def radish(program, *arguments):
    done = subprocess.run([program, *arguments], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"radish {' '.join(arguments)}: {done.stderr.strip()}")
    return done.stdout


def distance(value, expected):
    if value is None:
        return float("inf")
    return abs(value - expected) / max(abs(expected), 1e-9)


def row(*cells):
    print("| " + " | ".join(str(cell) for cell in cells) + " |")


def table(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def shown(number):
    return "0" if number == 0 else f"{number:.0e}"


def pyradiomics(program, reference, folder):
    print("\n## PyRadiomics 3.0.1\n")
    print("Every feature of the stored runs. Matched: to a part in 10⁶ on the original and the resampled image, in 10⁴ where a")
    print("mesh is measured, in 10³ on filtered images, whose filters run in 32 bits there.\n")
    row("run", "features", "matched", "largest difference")
    row("--", "--:", "--:", "--:")
    for path in sorted((reference / "images/pyradiomics/computed").glob("*.json")):
        run = json.loads(path.read_text())
        skipped = {"additionalInfo"}
        settings = {k: v for k, v in run["settings"].items() if v is not None and k not in skipped}
        parameters = folder / f"{path.stem}.yaml"
        types = run.get("imageTypes", {"Original": {}})
        # JSON is YAML.
        parameters.write_text(json.dumps({"setting": settings, "imageType": types}))
        images = reference / "images/pyradiomics"
        answer = json.loads(radish(
            program, "extract", "--image", str(images / run["image"]), "--mask", str(images / run["mask"]), "--label",
            str(run["label"]), "--settings", str(parameters), "--json"))
        own = {feature["name"]: feature["value"] for feature in answer["features"]}
        count = matched = 0
        worst = 0.0
        for name, text in run["features"].items():
            if name.startswith("diagnostics"):
                continue
            count += 1
            far = distance(own.get(name), float(text))
            limit = 1e-4 if name.endswith(MESH) else 1e-6 if name.startswith("original") else 1e-3
            matched += far <= limit
            worst = max(worst, far)
        row(path.stem, count, matched, shown(worst))


def ibsi1(program, reference):
    print("\n## IBSI 1\n")
    print("Consensus values of features, and of the image and region after each processing step. Matched: rounded to three digits,")
    print("within the tolerance of the consensus. The largest difference is given as a part of the tolerance, where there is one.\n")
    row("configuration", "values", "matched", "largest part of the tolerance")
    row("--", "--:", "--:", "--:")
    rows = table(reference / "ibsi/ibsi1_reference_values.csv") + table(ORACLES / "ibsi1_B_D_E.csv")
    for config in sorted({r["config"] for r in rows}, key=lambda c: (c != "phantom", c)):
        stem = "digital_phantom" if config == "phantom" else "PAT1_ct"
        ibsi = reference / "ibsi"
        answer = json.loads(radish(
            program, "extract", "--image", str(ibsi / f"{stem}_image.nii.gz"), "--mask",
            str(ibsi / f"{stem}_mask.nii.gz"), "--settings", f"ibsi1-{config}", "--json"))
        own = {(f["tag"], f["aggregation"] or ""): f["value"] for f in answer["features"]}
        diagnostics = answer["diagnostics"]
        count = matched = 0
        worst = 0.0
        for r in (r for r in rows if r["config"] == config and r["reference_value"]):
            count += 1
            expected = float(r["reference_value"])
            tolerance = float(r["tolerance"] or 0)
            if r["feature_family"] == "diagnostic":
                value = diagnostics.get(r["feature_tag"])
            else:
                value = own.get((r["feature_tag"], r["aggregation"]))
            if value is None:
                continue
            compared = value
            if r["feature_family"] != "diagnostic" or abs(expected) <= 1000:
                compared = float(f"{value:.3g}")
            far = abs(compared - expected)
            matched += far <= tolerance + 1e-9 * abs(expected)
            if tolerance > 0:
                worst = max(worst, far / tolerance)
        row(config, count, matched, f"{worst:.2f}")


def voxels(path):
    data = gzip.decompress(path.read_bytes())
    offset = int(struct.unpack("<f", data[108:112])[0])
    code = struct.unpack("<h", data[70:72])[0]
    kind = {2: "B", 4: "h", 8: "i", 16: "f", 64: "d"}[code]
    slope, intercept = struct.unpack("<2f", data[112:120])
    size = struct.unpack("<8h", data[40:56])
    count = size[1] * size[2] * size[3]
    values = array.array(kind, data[offset:offset + count * array.array(kind).itemsize])
    if slope in (0, 1) and intercept == 0:
        return values
    return [slope * value + intercept for value in values]


def ibsi2(program, reference, folder):
    print("\n## IBSI 2, phase 1\n")
    print("Response maps on the digital phantoms. The difference of the worst voxel, as a part of the map's range; the study")
    print("allows 1 %.\n")
    row("map", "largest difference")
    row("--", "--:")
    base = reference / "ibsi/ibsi2"
    phantoms = {"9_a": "impulse", "9_b_1": "sphere", "10_b_1": "pattern_1"}
    phantoms.update({r["test_id"]: r["phantom"] for r in table(base / "phase1_tests.csv")})
    maps = (base / "reference_maps").glob("*.nii.gz")
    for path in sorted(maps, key=lambda p: (int(p.name.split("_")[0]), p.name)):
        test = path.name.split("-")[0]
        out = folder / "map.nii.gz"
        radish(program, "filter", "--image", str(base / f"phantoms/{phantoms[test]}.nii.gz"), "--settings",
               f"ibsi2-phase1-{test}", "--out", str(out))
        expected, own = voxels(path), voxels(out)
        spread = max(expected) - min(expected)
        row(test, f"{max(abs(a - b) for a, b in zip(own, expected)) / spread:.1e}")
    print("\nThe tables that come with the maps give no parameters for 9 and 10 (Riesz); these are those of the participants' maps:")
    print("`9_a` the first-order transform along x of a Laplacian of Gaussian of 3 mm, `9_b_1` the second-order one along y, `10_b_1`")
    print("the second-order one along y of Simoncelli's first level.")
    print("\n## IBSI 2, phase 2\n")
    print("Intensity statistics of the response maps of the CT phantom: how many lie within the tolerance of the consensus, and the")
    print("largest difference as a part of the tolerance. The consensus is given to three digits.\n")
    row("filter", "values", "matched", "largest part of the tolerance")
    row("--", "--:", "--:", "--:")
    rows = table(ORACLES / "ibsi2_phase2.csv")
    image, mask = (str(reference / f"ibsi/PAT1_ct_{kind}.nii.gz") for kind in ("image", "mask"))
    for name in dict.fromkeys(r["filter_id"] for r in rows):
        answer = json.loads(radish(
            program, "extract", "--image", image, "--mask", mask, "--settings", f"ibsi2-phase2-{name}", "--json"))
        own = {f["tag"]: f["value"] for f in answer["features"]}
        parts = [
            abs(own[r["feature_tag"]] - float(r["reference_value"])) / float(r["tolerance"])
            for r in rows if r["filter_id"] == name and r["reference_value"]]
        row(name, len(parts), sum(part <= 1 for part in parts), f"{max(parts):.2f}")


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    program, reference = str(pathlib.Path(sys.argv[1]).resolve()), pathlib.Path(sys.argv[2])
    print("# Agreement\n")
    print("How far Radish's numbers lie from reference values, as `make agreement` found it. The reference values are not part of")
    print("this repository; the tests that compare every value one by one are skipped without them.")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        pyradiomics(program, reference, folder)
        ibsi1(program, reference)
        ibsi2(program, reference, folder)
    print("\nWhere Radish differs from PyRadiomics on purpose, and why, stands in [the guide of the settings](guide/settings.md).")


main()
