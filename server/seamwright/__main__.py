"""Lets ``python -m seamwright`` do what the command ``seamwright`` does."""

import sys

from seamwright.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
