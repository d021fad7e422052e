"""``python -m seamwright.lsp``: the server over standard input and output, with nothing around it."""

from __future__ import annotations

import sys

from seamwright.lsp import serve

if __name__ == "__main__":
    sys.exit(serve())
