"""`python -m cip_tui` is `cip`."""

import sys

from cip_tui.cli import main

if __name__ == "__main__":
    sys.exit(main())
