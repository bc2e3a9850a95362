"""`python -m bench [NAME…] [--rounds N] [--large] [--json FILE] [--list]`: run the benchmarks, print Markdown."""

from __future__ import annotations

import argparse
import ast
import importlib
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

from bench.harness import Bench, machine, scratch

HERE = Path(__file__).parent


def available() -> dict[str, str]:
    """Return the benchmark modules by the name they are asked for: every module here with a function `run`."""
    found = {}
    for path in sorted(HERE.glob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        if any(isinstance(node, ast.FunctionDef) and node.name == "run" for node in tree.body):
            found[path.stem.removesuffix("_bench")] = f"bench.{path.stem}"
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what was asked for. Returns 0, 1 if a benchmark broke, 2 for a wrong name; a missed target is no error."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure CIP beside what others need.")
    parser.add_argument("names", nargs="*", help="which benchmarks (default: all)")
    parser.add_argument("--rounds", type=int, default=5, help="how often each subject takes its turn (default: 5)")
    parser.add_argument("--large", action="store_true", help="also the sizes that need minutes and gigabytes")
    parser.add_argument("--json", type=Path, help="write everything that was measured to this file")
    parser.add_argument("--list", action="store_true", help="print the names and end")
    chosen = parser.parse_args(arguments)
    modules = available()
    if chosen.list:
        print("\n".join(modules))
        return 0
    unknown = sorted(set(chosen.names) - set(modules))
    if unknown:
        print(f"no such benchmark: {', '.join(unknown)}; there are {', '.join(modules)}", file=sys.stderr)
        return 2
    print(machine())
    with scratch() as work:
        bench = Bench(work, rounds=chosen.rounds, large=chosen.large)
        broken = [name for name in chosen.names or modules if not run_one(bench, modules[name], name)]
    if chosen.json:
        chosen.json.write_text(bench.as_json() + "\n", encoding="utf-8")
    missed = [f"{line.group}: {line.name}" for line in bench.lines if line.verdict == "MISSED"]
    print("\n" + (f"targets missed: {'; '.join(missed)}" if missed else "every target met"))
    if broken:
        print(f"broke off: {', '.join(broken)}", file=sys.stderr)
    return 1 if broken else 0


def run_one(bench: Bench, module: str, name: str) -> bool:
    """Run one module; if it breaks, show why and go on with the next. Returns whether it came to its end."""
    print(f"\n## {name}", flush=True)
    try:
        importlib.import_module(module).run(bench)
    except Exception:
        traceback.print_exc()
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())
