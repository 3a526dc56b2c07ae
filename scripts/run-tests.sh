#!/bin/sh
# Runs the test command given and, in CI, fails when any test was skipped: there everything a test needs is present.
set -eu
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if [ "${CI:-}" = true ] && [ ! -d "$(dirname "$0")/../../shared/reference" ]; then
  echo "radish: in CI the reference values must lie beside the checkout" >&2
  exit 1
fi
# A pipe would hide the status of the tests, so the status travels through a file.
{ "$@" 2>&1 && echo 0 >"$log.status" || echo $? >"$log.status"; } | tee "$log"
status=$(cat "$log.status")
rm -f "$log.status"
if [ "$status" -eq 0 ] && [ "${CI:-}" = true ] && grep -E '(Test|Suite) .* skipped' "$log" >&2; then
  echo "radish: in CI no test may be skipped" >&2
  exit 1
fi
exit "$status"
