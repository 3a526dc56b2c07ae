#!/bin/sh
# The workbench over a pseudo-terminal: first paint, key to frame, bytes per frame, idle processor time, memory.
#   Benchmarks/terminal.sh
#
# SECONDS_OF_KEYS  60 by default
# ROWS             100000 by default
set -eu
cd "$(dirname "$0")/.."
swift=${SWIFT:-swift}
$swift build -c release --product radish >&2
radish=$PWD/.build/release/radish
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# A sample cohort with images, for the viewer.
"$radish" samples generate crc-lymph-node --into "$work/images" --patients 6 >&2
images=$(find "$work/images" -name '*.sqlite' | head -n 1)
python3 Benchmarks/terminal/measure.py --radish "$radish" --work "$work" --seconds "${SECONDS_OF_KEYS:-60}" \
  --rows "${ROWS:-100000}" --image-cohort "$images"
