#!/bin/sh
# Prints the first Python this product supports: $PYTHON if it is set, else what the machine has.
for candidate in ${PYTHON:-python3 python3.12 python3.11 python}; do
    found=$("$candidate" -c 'import sys; print(sys.executable if (3, 11) <= sys.version_info[:2] <= (3, 12) else "")' 2>/dev/null)
    if [ -n "$found" ]; then
        echo "$found"
        exit 0
    fi
done
if [ -n "$PYTHON" ]; then
    echo "Doorstep needs Python 3.11 or 3.12, and $PYTHON is neither." >&2
else
    echo "Doorstep needs Python 3.11 or 3.12, and this machine has neither: install one of them (no root: from python.org, pyenv or uv), or name one with PYTHON=/path/to/python3.12." >&2
fi
exit 1
