#!/bin/sh
# Where the instructions of an extraction go: extraction-benchmark under callgrind, whose counts repeat, as a table.
#   Benchmarks/extraction-shares.sh
#
# RADISH_REFERENCE  folder with ibsi/ and images/ (default: shared/reference beside the checkout)
# DOCUMENT          a file with the lines <!-- shares --> and <!-- end of shares -->, between which the table is written
set -eu
cd "$(dirname "$0")/.."
reference=${RADISH_REFERENCE:-../shared/reference}
swift=${SWIFT:-swift}
[ -d "$reference" ] || {
  echo "extraction-shares.sh: no folder $reference; set RADISH_REFERENCE to one with ibsi/ and images/." >&2
  exit 1
}
$swift build -c release --package-path Benchmarks --product extraction-benchmark >&2

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# Valgrind does not read this compiler's debug information; names are enough.
strip -g -o "$work/extraction-benchmark" Benchmarks/.build/release/extraction-benchmark
count() {
  valgrind --tool=callgrind --callgrind-out-file="$work/$1" "$work/extraction-benchmark" "$2" "$3" --repetitions 5 \
    >"$work/$1.json" 2>"$work/$1.log" || {
    cat "$work/$1.log" >&2
    exit 1
  }
}
count prostate "$reference/images/prostate_image.nii.gz" "$reference/images/prostate_mask.nii.gz"
count PAT1 "$reference/ibsi/PAT1_ct_image.nii.gz" "$reference/ibsi/PAT1_ct_mask.nii.gz"
python3 Benchmarks/extraction/shares.py ${DOCUMENT:+--document "$DOCUMENT"} \
  "prostate (9,088 voxels):$work/prostate" "PAT1 (125,256 voxels):$work/PAT1"
