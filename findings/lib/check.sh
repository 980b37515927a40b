# Sourced by every finding: a temporary folder that goes at the end, a virtual environment in it, one comparison.
#   install NAME==VERSION ...   installs from the package index that pip is set up for
#   expect TEXT <<'PY' ... PY   runs the program and compares what it prints with TEXT
# The program runs with UserWarning and RuntimeWarning as errors: what holds, holds without a word, unless the
# program collects the warnings itself and prints them.
# Exit status: 0 the finding still holds, 1 the behaviour has changed, 2 it could not be tried.
set -euo pipefail

name=$(basename "$0" .sh)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

untried() {
  echo "$name: not tried: $1" >&2
  exit 2
}

install() {
  [ -x "$folder/venv/bin/python" ] || "${PYTHON:-python3}" -m venv "$folder/venv" || untried "no virtual environment"
  "$folder/venv/bin/pip" install --quiet --disable-pip-version-check "$@" >"$folder/pip.txt" 2>&1 \
    || { tail -n 5 "$folder/pip.txt" >&2; untried "pip install $*"; }
}

expect() {
  local seen
  cat >"$folder/program.py"
  mkdir -p "$folder/work"
  seen=$(cd "$folder/work" && "$folder/venv/bin/python" -W error::UserWarning -W error::RuntimeWarning \
    "$folder/program.py" 2>"$folder/errors.txt") \
    || seen="$seen"$'\n'"the program ends with: $(tail -n 1 "$folder/errors.txt")"
  if [ "$seen" = "$1" ]; then
    echo "$name: still holds"
  else
    printf '%s: the behaviour has changed\n--- expected\n%s\n--- seen\n%s\n' "$name" "$1" "$seen" >&2
    exit 1
  fi
}
