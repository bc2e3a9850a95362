"""The gallery: `python -m widgets [--light] [--ascii]` shows every widget with ordinary and with hostile content."""

from __future__ import annotations

import sys

from widgets.gallery import Gallery

if __name__ == "__main__":
    Gallery(dark="--light" not in sys.argv, ascii_only="--ascii" in sys.argv).run()
