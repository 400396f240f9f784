#!/bin/sh
# Prints the Python to use: $PYTHON when it is set, else the newest that is found. Says what to do when there is none.
# Plain sh and a one-line check that any Python can parse: an old Python must end in a sentence, not in a SyntaxError.
recent='import sys; sys.exit(sys.version_info < (3, 11))'

if [ -n "${PYTHON:-}" ]; then
    candidates=$PYTHON
else
    candidates='python3.14 python3.13 python3.12 python3.11 python3 python'
fi

seen=
for candidate in $candidates; do
    command -v "$candidate" >/dev/null 2>&1 || continue
    if "$candidate" -c "$recent" >/dev/null 2>&1; then
        command -v "$candidate"
        exit 0
    fi
    seen="$seen
  $candidate is $("$candidate" --version 2>&1 | head -n 1)"
done

{
    if [ -n "${PYTHON:-}" ]; then
        echo "Error: PYTHON=$PYTHON is not a Python 3.11 or newer.$seen"
    elif [ -n "$seen" ]; then
        echo "Error: Python 3.11 or newer is needed; found only:$seen"
    else
        echo "Error: no Python was found; Python 3.11 or newer is needed."
    fi
    echo "Remedy: install one (Debian, Ubuntu: apt-get install python3 python3-venv; macOS: brew install python),"
    echo "        or name one: make run PYTHON=/path/to/python3.12"
} >&2
exit 1
