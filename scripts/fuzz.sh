#!/bin/sh
# Fuzzes the NIfTI reader with libFuzzer (docs/fuzzing.md).
#   scripts/fuzz.sh run [RUNS]     from the seeds and the kept corpus; finds are written to .build-fuzz/finds
#   scripts/fuzz.sh coverage       line coverage of the reader by seeds and kept corpus
#   scripts/fuzz.sh check          whether the reader and the target still compile together
#   scripts/fuzz.sh keep           replaces the kept corpus by the smallest one of equal coverage
set -eu
cd "$(dirname "$0")/.."
work=.build-fuzz
# The tools that belong to the compiler come first: others may not know its format of profiles.
PATH="$(dirname "$(command -v swiftc)"):$PATH"
mkdir -p "$work/seeds" "$work/corpus" "$work/finds"

reader="Sources/Features/NIfTI/*.swift Sources/Features/Region/Mask.swift Sources/Features/Region/Mask+Shape.swift
  Sources/Features/Volume/Geometry*.swift Sources/Features/Volume/Volume.swift Sources/Features/Volume/VoxelBox.swift
  Sources/Features/Volume/VoxelPrecision.swift Sources/Features/Volume/SortedSearch.swift
  Sources/Features/Volume/IntensityRange.swift"

# compile FLAGS…: the reader and the target in one module, without the rest of the program.
compile() {
  # shellcheck disable=SC2086  # a list of files
  ${SWIFTC:-swiftc} -swift-version 6 -parse-as-library -module-name Features -package-name radish \
    -enable-upcoming-feature InternalImportsByDefault -enable-upcoming-feature MemberImportVisibility \
    -I Sources/CNIfTI/include $reader Fuzzing/NIfTIFuzzer.swift "$@"
}

# build OUTPUT FLAGS…
build() {
  output=$1
  shift
  ${CC:-cc} -O2 -I Sources/CNIfTI/include -c Sources/CNIfTI/CNIfTI.c -o "$work/CNIfTI.o"
  compile -O -use-ld=lld "$@" "$work/CNIfTI.o" -o "$output"
}

if [ "${1:-}" = check ]; then
  compile -typecheck
  exit
fi

python3 Fuzzing/seeds.py "$work/seeds"
# Damage is told by the exit status and the find; Swift's own backtraces would hide it from the sanitizer.
export SWIFT_BACKTRACE=enable=no
export ASAN_OPTIONS=quarantine_size_mb=1:malloc_context_size=0:detect_leaks=0

case "${1:-run}" in
  run)
    build "$work/fuzz" -sanitize=fuzzer,address
    "$work/fuzz" -runs="${2:-1000000}" -max_len=1024 -timeout=10 -rss_limit_mb=1024 -print_final_stats=1 \
      -artifact_prefix="$work/finds/" "$work/corpus" Fuzzing/corpus "$work/seeds"
    ;;
  coverage)
    build "$work/covered" -sanitize=fuzzer -profile-generate -profile-coverage-mapping
    LLVM_PROFILE_FILE="$work/fuzz.profraw" "$work/covered" -runs=0 Fuzzing/corpus "$work/seeds" 2>"$work/coverage.log"
    llvm-profdata merge -o "$work/fuzz.profdata" "$work/fuzz.profraw"
    # shellcheck disable=SC2086
    llvm-cov report "$work/covered" -instr-profile="$work/fuzz.profdata" Sources/Features/NIfTI/*.swift
    ;;
  keep)
    build "$work/fuzz" -sanitize=fuzzer,address
    mkdir -p "$work/kept"
    rm -f "$work/kept"/*
    "$work/fuzz" -merge=1 -max_len=1024 "$work/kept" "$work/corpus" Fuzzing/corpus 2>"$work/keep.log"
    rm -f Fuzzing/corpus/*
    cp "$work/kept"/* Fuzzing/corpus/
    du -sb Fuzzing/corpus
    ;;
  *)
    echo "usage: scripts/fuzz.sh [run [RUNS] | coverage | check | keep]" >&2
    exit 2
    ;;
esac
