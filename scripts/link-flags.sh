#!/bin/sh
# How the program is linked, as arguments of `swift build`.
#   scripts/link-flags.sh [SWIFT]
#
# The Swift libraries are linked in: the program starts in half the time and needs no Swift where it runs. LLD, which comes
# with Swift, packs the addresses to be adjusted at start into a hundredth of their room where the C library can read that
# (glibc 2.36 or later).
set -eu
swift=$(command -v "${1:-swift}" || true)
flags="--static-swift-stdlib"
linker=""
[ -z "$swift" ] || linker="$(dirname "$(readlink -f "$swift")")/ld.lld"
if [ -x "$linker" ]; then
  flags="$flags -Xswiftc -use-ld=lld"
  glibc=$(getconf GNU_LIBC_VERSION 2>/dev/null | sed -n 's/^glibc \([0-9]*\)\.\([0-9]*\).*/\1 \2/p')
  # shellcheck disable=SC2086  # two numbers
  set -- ${glibc:-0 0}
  if [ "$1" -gt 2 ] || { [ "$1" -eq 2 ] && [ "$2" -ge 36 ]; }; then
    flags="$flags -Xlinker -z -Xlinker pack-relative-relocs"
  fi
fi
echo "$flags"
