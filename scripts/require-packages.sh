#!/bin/sh
# Installs the Debian packages named on the command line that are not installed yet.
# Asks apt only when something is missing, so that a second run needs neither network nor root.
set -eu

missing=""
for package in "$@"; do
  if ! command -v dpkg-query >/dev/null 2>&1; then
    echo "radish: this system has no dpkg. Install what corresponds to these Debian packages, then run make again:" >&2
    echo "  $*" >&2
    echo "  and set RADISH_SKIP_PACKAGES=1 once they are there." >&2
    exit 1
  fi
  if ! dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed'; then
    missing="$missing $package"
  fi
done
[ -n "$missing" ] || exit 0

if ! command -v apt-get >/dev/null 2>&1; then
  echo "radish: these packages are missing and apt-get is not here to install them:$missing" >&2
  exit 1
fi
run=""
if [ "$(id -u)" -ne 0 ]; then
  if ! command -v sudo >/dev/null 2>&1; then
    echo "radish: these packages are missing; install them as root, then run make again:" >&2
    echo "  apt-get install$missing" >&2
    exit 1
  fi
  run="sudo"
fi
echo "radish: installing$missing" >&2
export DEBIAN_FRONTEND=noninteractive
# A fresh machine may have no package lists yet; try without, then with an update.
# shellcheck disable=SC2086  # a list of package names
if ! $run apt-get install -y --no-install-recommends $missing >/dev/null 2>&1; then
  $run apt-get update >&2
  # shellcheck disable=SC2086
  $run apt-get install -y --no-install-recommends $missing >&2
fi
