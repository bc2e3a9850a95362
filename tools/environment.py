"""Makes the project's virtual environment with nothing but Python and pip: `environment.py run|dev FOLDER`.

The packages come from the lock files and are checked against their hashes; where they are fetched from is left to
the person's own pip settings. A fingerprint kept in the folder makes the second time quick.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCKS = {"run": "requirements.lock", "dev": "requirements-dev.lock"}
OLDEST = (3, 11)
OLDEST_PIP = (22, 3)
HELP_VENV = (
    "Neither a virtual environment with pip nor a pip outside of it is at hand.\n"
    "Install what belongs to your Python, for example: apt-get install python3-venv python3-pip,\n"
    "or name another Python: make run PYTHON=/path/to/python3.11"
)


class SetUpError(Exception):
    """The environment cannot be made; the message says why and what to do."""


def main(arguments: Sequence[str]) -> int:
    """Make or refresh the environment of the given kind (`run` or `dev`). Returns the exit code."""
    if len(arguments) != 2 or arguments[0] not in LOCKS:
        print(__doc__, file=sys.stderr)
        return 2
    kind, folder = arguments[0], Path(arguments[1]).absolute()
    try:
        prepare(kind, folder)
    except SetUpError as error:
        print(f"cannot set up {folder}: {error}", file=sys.stderr)
        return 1
    return 0


def prepare(kind: str, folder: Path) -> None:
    """Bring `folder` to the state that the lock of `kind` describes. Raises `SetUpError`."""
    if sys.version_info < OLDEST:
        raise SetUpError(f"Python {'.'.join(map(str, OLDEST))} or newer is needed, this is {sys.version.split()[0]}")
    python = folder / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    stamp = folder / f".installed-{kind}"
    wanted = fingerprint(kind)
    if stamp.is_file() and stamp.read_text() == wanted and stands(folder, python):
        return
    make_folder(folder, python)
    pip = pip_command(python)
    say(f"installing what {LOCKS[kind]} lists")
    for other in folder.glob(".installed-*"):
        other.unlink()
    install = [*pip, "--disable-pip-version-check", "install", "--quiet"]
    call([*install, "--require-hashes", "--requirement", str(ROOT / LOCKS[kind])])
    call([*install, "--no-deps", "--no-build-isolation", "--editable", str(ROOT)])
    stamp.write_text(wanted)
    if kind == "dev":  # the development lock holds everything that the other one does
        (folder / ".installed-run").write_text(fingerprint("run"))


def fingerprint(kind: str) -> str:
    """Return a text that changes when the lock, the project's settings, its place or the Python changes."""
    digest = hashlib.sha256()
    for name in (LOCKS[kind], "pyproject.toml"):
        digest.update((ROOT / name).read_bytes())
    digest.update(f"{ROOT}\n{sys.version}\n{sys.base_prefix}".encode())
    return digest.hexdigest()


def make_folder(folder: Path, python: Path) -> None:
    """Make the virtual environment, or make it again if it does not run or belongs to another Python or place."""
    if stands(folder, python):
        return
    if folder.exists():
        if not (folder / "pyvenv.cfg").is_file() and any(folder.iterdir()):
            raise SetUpError("there is something else in that folder; move it away")
        shutil.rmtree(folder)
    say(f"making {folder}")
    made = subprocess.run([sys.executable, "-m", "venv", str(folder)], capture_output=True, text=True, check=False)
    if made.returncode:  # several Linux distributions leave ensurepip out
        shutil.rmtree(folder, ignore_errors=True)
        bare = [sys.executable, "-m", "venv", "--without-pip", str(folder)]
        again = subprocess.run(bare, capture_output=True, text=True, check=False)
        if again.returncode:
            raise SetUpError(f"{HELP_VENV}\n{again.stderr.strip() or made.stderr.strip()}")
    (folder / ".made-by").write_text(made_by(folder))


def stands(folder: Path, python: Path) -> bool:
    """Tell whether the virtual environment is there, in the place and with the Python it was made for."""
    mark = folder / ".made-by"
    return python.exists() and mark.is_file() and mark.read_text() == made_by(folder)


def made_by(folder: Path) -> str:
    """Return what a virtual environment depends on: its own path and the Python it was made with."""
    return f"{folder}\n{sys.version}\n{sys.base_prefix}\n"


def pip_command(python: Path) -> list[str]:
    """Return the command that installs into the environment of `python`: its own pip, else the one outside."""
    if works([str(python), "-m", "pip", "--version"]):
        return [str(python), "-m", "pip"]
    outside = [sys.executable, "-m", "pip", "--version"]
    if works(outside):
        version = subprocess.run(outside, capture_output=True, text=True, check=True).stdout.split()[1]
        if tuple(int(part) for part in version.split(".")[:2]) >= OLDEST_PIP:
            return [sys.executable, "-m", "pip", "--python", str(python)]
    raise SetUpError(HELP_VENV)


def works(command: Sequence[str]) -> bool:
    """Tell whether a command ends with success."""
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def call(command: Sequence[str]) -> None:
    """Run a command with its output shown. Raises `SetUpError` if it fails."""
    if subprocess.run(command, check=False).returncode:
        raise SetUpError(f"this failed: {' '.join(command)}\nWhere pip looks for packages: pip config list")


def say(text: str) -> None:
    """Tell on stderr what is going on; stdout belongs to the program that is started next."""
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
