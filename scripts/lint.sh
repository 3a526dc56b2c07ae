#!/bin/sh
# Layout, shell scripts and the rooms' one direction (ARCHITECTURE.md). Prints each finding; fails on any.
set -eu
cd "$(dirname "$0")/.."
status=0

folders="Package.swift Sources Tests"
[ -d Benchmarks ] && folders="$folders Benchmarks"
[ -d Fuzzing ] && folders="$folders Fuzzing"
# shellcheck disable=SC2086  # a list of folders
swift format lint --strict --recursive $folders || status=1
shellcheck scripts/*.sh Benchmarks/*.sh .ci/run || status=1

# forbid PATTERN SENTENCE FILES…: an import where it may not be.
forbid() {
  pattern=$1
  sentence=$2
  shift 2
  if found=$(grep -rnE "^(@testable )?(public |internal |package |private )?import ($pattern)$" --include='*.swift' "$@"); then
    printf '%s\n%s\n' "$sentence" "$found" >&2
    status=1
  fi
}
forbid 'Stats|Cohort|TUI|GRDB|Yams|ArgumentParser|CTerminal|COpenBLAS' \
  'Features may import nothing of the other rooms:' Sources/Features
forbid 'Features|Cohort|TUI|GRDB|Yams|ArgumentParser|CTerminal|CNIfTI' \
  'Stats may import nothing of the other rooms:' Sources/Stats
forbid 'TUI|ArgumentParser|CTerminal|CNIfTI|COpenBLAS' 'Cohort may not look up or past its neighbours:' Sources/Cohort
forbid 'GRDB|Yams|ArgumentParser|CNIfTI|COpenBLAS' 'TUI may not reach past Cohort:' Sources/TUI
forbid 'GRDB|Yams|CNIfTI|CFourier|CSums|COpenBLAS|CTerminal' 'The command line may not reach past its rooms:' Sources/radish

# only FOLDER MODULE: MODULE is imported in one folder alone.
only() {
  if found=$(grep -rlE "import $2$" --include='*.swift' Sources | grep -v "^Sources/$1/"); then
    printf 'Only %s may import %s:\n%s\n' "$1" "$2" "$found" >&2
    status=1
  fi
}
only Cohort/Database GRDB
only TUI/Terminal CTerminal
only Features/NIfTI CNIfTI
only Features/Volume CFourier
only Features/Families CSums
only Stats/LinearAlgebra COpenBLAS
only Cohort/Model CDigest
exit $status
