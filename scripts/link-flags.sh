#!/bin/sh
# How the program is linked, as arguments of `swift build`.
#   scripts/link-flags.sh [SWIFT]
#
# The Swift libraries and the C++ library they stand on are linked in: the program starts in half the time and needs no Swift
# where it runs. LLD, which comes with Swift, packs the addresses to be adjusted at start into a hundredth of their room where
# the C library can read that (glibc 2.36 or later).
set -eu
swift=$(command -v "${1:-swift}" || true)
flags="--static-swift-stdlib"
tools=""
[ -z "$swift" ] || tools=$(dirname "$(readlink -f "$swift")")
if [ -x "$tools/ld.lld" ]; then
  flags="$flags -Xswiftc -use-ld=lld"
  glibc=$(getconf GNU_LIBC_VERSION 2>/dev/null | sed -n 's/^glibc \([0-9]*\)\.\([0-9]*\).*/\1 \2/p')
  # shellcheck disable=SC2086  # two numbers
  set -- ${glibc:-0 0}
  if [ "$1" -gt 2 ] || { [ "$1" -eq 2 ] && [ "$2" -ge 36 ]; }; then
    flags="$flags -Xlinker -z -Xlinker pack-relative-relocs"
  fi
fi
# Most symbols to be looked up at start are the C++ library's. Found first in a folder that holds no other form of it, the
# archive is taken.
archive=""
[ ! -x "$tools/clang" ] || archive=$("$tools/clang" -print-file-name=libstdc++.a)
folder=$(cd "$(dirname "$0")/.." && pwd)/.build/archives
case $folder in
*[[:space:]]*) archive="" ;; # an argument cannot hold a space
esac
if [ -f "$archive" ]; then
  mkdir -p "$folder"
  ln -sf "$archive" "$folder/libstdc++.a"
  flags="$flags -Xswiftc -L$folder -Xswiftc -Xclang-linker -Xswiftc -static-libgcc"
fi
echo "$flags"
