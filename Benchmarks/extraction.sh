#!/bin/sh
# Extraction by Radish beside PyRadiomics 3.0.1 and flash-radiomics 1.0.0, in one run. No result is kept or reused.
#   Benchmarks/extraction.sh [CASE…]        cases: brain1 prostate PAT1 LARGE (all by default)
#
# RADISH_REFERENCE  folder with ibsi/ and images/ (default: shared/reference beside the checkout)
# PEERS             folder for the peers' Python environments (default: Benchmarks/.peers); made once
# REPETITIONS       5 by default
# SETTLING          no: memory is left as the program before left it (see extraction/compare.py)
# DOCUMENT          a file with the lines <!-- measured --> and <!-- end -->, between which the table is written
set -eu
cd "$(dirname "$0")/.."
reference=${RADISH_REFERENCE:-../shared/reference}
peers=${PEERS:-Benchmarks/.peers}
swift=${SWIFT:-swift}
cases=${*:-brain1 prostate PAT1 LARGE}

[ -d "$reference" ] || {
  echo "extraction.sh: no folder $reference; set RADISH_REFERENCE to one with ibsi/ and images/." >&2
  exit 1
}

# environment NAME PYTHON…: a virtual environment made with the first of the given Pythons that is installed.
environment() {
  name=$1
  shift
  [ -x "$peers/$name/bin/python" ] && return 0
  for python in "$@"; do
    if command -v "$python" >/dev/null 2>&1; then
      "$python" -m venv "$peers/$name"
      return 0
    fi
  done
  echo "extraction.sh: $name needs one of: $*" >&2
  exit 1
}

environment pyradiomics python3.9 python3.10 python3.11
if ! "$peers/pyradiomics/bin/python" -c 'import radiomics' 2>/dev/null; then
  "$peers/pyradiomics/bin/python" -m pip install --quiet 'setuptools<70' wheel 'numpy<2' cython SimpleITK PyWavelets pykwalify six
  "$peers/pyradiomics/bin/python" -m pip install --quiet --no-build-isolation pyradiomics==3.0.1
fi
environment flash python3.11 python3.12 python3.10
if ! "$peers/flash/bin/python" -c 'import flash_radiomics' 2>/dev/null; then
  "$peers/flash/bin/python" -m pip install --quiet numpy scipy SimpleITK h5py PyWavelets scikit-image scikit-learn \
    trimesh pykwalify nibabel cloudpickle
  "$peers/flash/bin/python" -m pip install --quiet --no-deps flash-radiomics==1.0.0
fi

# shellcheck disable=SC2046  # several arguments
$swift build -c release $(scripts/link-flags.sh "$swift") --product radish >&2
$swift build -c release --package-path Benchmarks --product extraction-benchmark >&2

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
list=""
for case in $cases; do
  case $case in
    brain1) list="$list brain1:$reference/images/pyradiomics/brain1_image.nii.gz:$reference/images/pyradiomics/brain1_mask.nii.gz" ;;
    prostate) list="$list prostate:$reference/images/prostate_image.nii.gz:$reference/images/prostate_mask.nii.gz" ;;
    PAT1) list="$list PAT1:$reference/ibsi/PAT1_ct_image.nii.gz:$reference/ibsi/PAT1_ct_mask.nii.gz" ;;
    LARGE)
      "$peers/pyradiomics/bin/python" Benchmarks/extraction/large_case.py "$reference/ibsi/PAT1_ct_image.nii.gz" \
        "$reference/ibsi/PAT1_ct_mask.nii.gz" "$work/large_image.nii.gz" "$work/large_mask.nii.gz"
      list="$list LARGE:$work/large_image.nii.gz:$work/large_mask.nii.gz"
      ;;
    *)
      echo "extraction.sh: no case $case; there are brain1, prostate, PAT1 and LARGE." >&2
      exit 2
      ;;
  esac
done
settling=""
[ "${SETTLING:-yes}" = yes ] || settling=--no-settling
# shellcheck disable=SC2086  # a list of cases, an option or none
"$peers/pyradiomics/bin/python" Benchmarks/extraction/compare.py --radish .build/release/radish \
  --benchmark Benchmarks/.build/release/extraction-benchmark --settings Benchmarks/extraction/ibsi1-3d.yaml \
  --pyradiomics "$peers/pyradiomics/bin/python" --flash "$peers/flash/bin/python" \
  --repetitions "${REPETITIONS:-5}" $settling ${DOCUMENT:+--document "$DOCUMENT"} $list
