"""`cip simulate`: files of simulated AI calls."""

from __future__ import annotations

import argparse
from pathlib import Path

from cip_tui.commands.context import Context
from cip_tui.commands.parser import day
from cip_tui.model.errors import UsageError


def configure_simulate(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `cip simulate`."""
    parser.epilog = "The calls are written as Parquet where FILE of -o ends in .parquet, else as CSV."
    parser.add_argument("--customers", metavar="N", type=int, default=100, help="how many customers (default 100)")
    parser.add_argument("--days", metavar="N", type=int, default=30, help="how many days (default 30)")
    parser.add_argument("--seed", metavar="N", type=int, default=7, help="equal seeds give equal calls (default 7)")
    parser.add_argument("--start", metavar="DATE", type=day, help="the first day (default: so that it ends yesterday)")
    for name, what in (("customers", "the customers"), ("budgets", "budgets"), ("teams", "the teams of the products")):
        parser.add_argument(f"--{name}-out", metavar="FILE.csv", type=Path, help=f"also write {what}")
    parser.add_argument("--truth-out", metavar="FILE.json", type=Path, help="also write what was planted in the calls")


def run_simulate(context: Context) -> int:
    """Simulate calls and write them and what belongs to them; nothing else is touched."""
    from datetime import timedelta

    from cip_tui.model.calls.simulator import SimulatorSettings, simulate, write

    args = context.args
    if context.out.file is None:
        raise UsageError("Where should the calls be written?", next_step="Name a file with -o calls.csv")
    beside = (args.customers_out, args.budgets_out, args.teams_out, args.truth_out)
    taken = [path for path in beside if path is not None and path.exists() and not args.force]
    if taken:
        raise UsageError(f"{taken[0]} exists already", next_step="Choose another name, or give --force")
    start = args.start or context.now().date() - timedelta(days=args.days)
    settings = SimulatorSettings(customers=args.customers, days=args.days, seed=args.seed, start=start)
    with context.out.job() as job:
        simulation = simulate(settings)
        write(simulation, context.out.file, *beside, job=job)
    for path in (context.out.file, *beside):
        if path is not None:
            context.out.say(f"Written: {path.resolve()}")
    context.out.say(f"{simulation.size:,} calls of {settings.customers:,} customers over {settings.days:,} days")
    return 0
