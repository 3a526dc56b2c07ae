#!/bin/sh
# Statistics by Radish beside R (survival, glmnet, pROC), lifelines, scikit-survival, scipy and numpy, in one run.
#   Benchmarks/statistics.sh > docs/performance-statistics.md     (make benchmark-statistics does it)
#
# PYTHON       a Python with numpy, and whichever of scipy, lifelines and scikit-survival shall be compared (default: python3)
# REPETITIONS  5 by default; every row keeps its best time
# A peer that is not installed is named and left out.
set -eu
cd "$(dirname "$0")/.."
python=${PYTHON:-python3}
repetitions=${REPETITIONS:-5}
${SWIFT:-swift} build -c release --package-path Benchmarks --product statistics-benchmark >&2

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 MKL_NUM_THREADS=1
Benchmarks/.build/release/statistics-benchmark "$work/data" "$repetitions" >"$work/radish"
if command -v Rscript >/dev/null 2>&1; then
  Rscript Benchmarks/statistics/peers.R "$work/data" "$repetitions" >"$work/r" 2>"$work/r.log" || {
    echo "# R stopped early: $(tail -n 1 "$work/r.log")" >>"$work/r"
  }
else
  echo "# Rscript is not installed: R's rows are left out" >"$work/r"
fi
if "$python" -c 'import numpy' 2>/dev/null; then
  "$python" Benchmarks/statistics/peers.py "$work/data" "$repetitions" >"$work/python" 2>"$work/python.log" || {
    echo "# Python stopped early: $(tail -n 1 "$work/python.log")" >>"$work/python"
  }
else
  echo "# $python has no numpy: Python's rows are left out" >"$work/python"
fi
"$python" Benchmarks/statistics/compare.py "$work/radish" "$work/r" "$work/python"
