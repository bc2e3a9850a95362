"""Writes the lock files anew from pyproject.toml: `python -m tools.lock [--upgrade]`. Needs uv, fetched on demand."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
COMMON = ["--universal", "--python-version", "3.11", "--generate-hashes", "--custom-compile-command", "make lock"]
FILES = {
    "requirements.lock": ["--group", "build"],
    "requirements-dev.lock": ["--group", "build", "--group", "dev", "--extra", "aws"],
}


def main(arguments: Sequence[str]) -> int:
    """Resolve each lock file; pins that are there are kept unless `--upgrade` is given. Returns the exit code."""
    uv = find_uv()
    for name, choice in FILES.items():
        command = [
            uv,
            "pip",
            "compile",
            "pyproject.toml",
            *choice,
            *COMMON,
            "--output-file",
            name,
            "--quiet",
            *arguments,
        ]
        done = subprocess.run([*command, *arguments], cwd=ROOT, check=False)
        if done.returncode:
            return done.returncode
    return 0


def find_uv() -> str:
    """Return the path of uv beside this Python, installing it there if it is missing."""
    beside = Path(sys.executable).parent
    found = shutil.which("uv", path=str(beside))
    if found is None:
        subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", "uv"], check=True)
        found = shutil.which("uv", path=str(beside))
    if found is None:
        raise FileNotFoundError("uv was installed but is not beside this Python")
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
