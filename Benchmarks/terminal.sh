#!/bin/sh
# The workbench over a pseudo-terminal: first paint, key to frame, bytes per frame, idle processor time, memory; the time from a
# slice to cells; how true its pictures are beside chafa. Prints docs/performance-terminal.md.
#   Benchmarks/terminal.sh
#
# SECONDS_OF_KEYS   15 by default, for each of eight screens
# ROWS              100000 by default
# RADISH_REFERENCE  folder with ibsi/ (default: shared/reference beside the checkout)
# BUILD             no: use the programs that are built already
# PEERS             folder for a Python environment with numpy and Pillow (default: Benchmarks/.peers); made once
set -eu
cd "$(dirname "$0")/.."
swift=${SWIFT:-swift}
reference=${RADISH_REFERENCE:-../shared/reference}
peers=${PEERS:-Benchmarks/.peers}
image=$reference/ibsi/PAT1_ct_image.nii.gz
if [ "${BUILD:-yes}" = yes ]; then
  # Linked as it is installed; both from one build, so that nothing is compiled twice.
  for product in radish terminal-benchmark; do
    # shellcheck disable=SC2046  # several arguments
    $swift build -c release --package-path Benchmarks $(scripts/link-flags.sh "$swift") --product "$product" >&2
  done
fi
radish=$PWD/Benchmarks/.build/release/radish
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cat <<TEXT
# How fast the workbench answers

\`make benchmark-terminal\` wrote this page: a release build in a pseudo-terminal (xterm-256color), $(date -u +%Y-%m-%d), $(nproc) processors, load
$(cut -d ' ' -f 1 /proc/loadavg) at the start. Times of different runs or machines are not comparable, and targets are meant for an idle machine: where the
load is above the number of processors, waiting for others is in the times, while the time on the processor is what Radish itself takes.
TEXT
# A sample cohort with images, for the viewer.
HOME=$work XDG_DATA_HOME=$work/data "$radish" samples generate crc-lymph-node --into "$work/images" --patients 24 >&2
images=$(find "$work/images" -name '*.sqlite' | head -n 1)
python3 Benchmarks/terminal/measure.py --radish "$radish" --work "$work" --seconds "${SECONDS_OF_KEYS:-15}" \
  --rows "${ROWS:-100000}" --image-cohort "$images" --image-patients 24

[ -f "$image" ] || {
  echo "terminal.sh: no $image; set RADISH_REFERENCE. The times of pictures and their fidelity are left out." >&2
  exit 0
}
mkdir "$work/pictures"
mask=$reference/ibsi/PAT1_ct_mask.nii.gz
cells=$(Benchmarks/.build/release/terminal-benchmark "$image" "$mask" "$work/pictures")
slice=$(printf %s "$cells" | sed 's/.*"slice": \([0-9]*\).*/\1/')
python3 - "$cells" <<'PYTHON'
import json
import sys

print("\n## From a slice to cells\n")
print("Milliseconds of one processor for a slice of 512×512 voxels in lung window, block elements, median of 60.\n")
print("| cells | ms | target |\n|--|--|--|")
limits = {"80x40": 2.5, "120x60": 4.8, "200x100": 11.7}
times = json.loads(sys.argv[1])
for size in limits:
    time = times[size]
    print(f"| {size.replace('x', '×')} | {time:.2f} | ≤ {limits[size]} {'✓' if time <= limits[size] else '✗'} |")
PYTHON

command -v chafa >/dev/null 2>&1 || {
  echo "terminal.sh: chafa is not installed (apt-get install chafa); fidelity is left out." >&2
  exit 0
}
if ! "$peers/pictures/bin/python" -c 'import numpy, PIL' 2>/dev/null; then
  python3 -m venv "$peers/pictures"
  "$peers/pictures/bin/python" -m pip install --quiet numpy pillow
fi
cat <<TEXT

## Fidelity

The largest slice of the tumour of PAT1 in 80×40 cells and 256 colours, as pixels of the terminal beside the slice enlarged by Lanczos' filter to
8×16 pixels per cell; $(chafa --version | head -n 1) in the same run, the better of two work factors. The limit is the best that any program can draw
with block elements, found cell by cell with greys free of a palette.

TEXT
"$peers/pictures/bin/python" Benchmarks/terminal/fidelity.py --pictures "$work/pictures" --image "$image" --slice "$slice"
