"""Whether chances of a shortfall hold what they say, on simulated contract years: predicted against observed.

Bills and the seeds they are reported on are apart from those on which constants were chosen
(`simulated_years.TUNING_SEED`); they are made in another way than the forecast assumes. Run by
`python -m bench burndown`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np

from bench.harness import Bench, Line, at_least, at_most
from bench.simulated_years import TEST_SEED, YEAR, SimulatedYear, simulated_year
from cip_tui.model.commitment.charges import Charge, ChargeType
from cip_tui.model.commitment.status import Status, status_of
from cip_tui.model.commitment.terms import ContractYear, Terms
from cip_tui.model.period import Period, month_of

YEARS = 2_000
BINS = 10
LEAST, MOST = 0.75, 0.88  # in which share of years P10 to P90 should hold


@dataclass(frozen=True, slots=True)
class Judged:
    """One simulated year: what was said, and what came. `elapsed` is the share of the year that was known."""

    chance: float
    missed: bool
    held: bool
    error: float
    even: float
    elapsed: float
    months: int


def charges_of(year: SimulatedYear) -> list[Charge]:
    """Return the bill as months, the open one with what had accrued."""
    found: list[Charge] = []
    month = month_of(year.first)
    while month.start < year.today:
        begin = (month.start - year.first).days
        end = (min(month.end, year.today) - year.first).days
        amount = Decimal(f"{float(year.daily[begin:end].sum()):.2f}")
        found.append(Charge(month, "EC2", "ec2", ChargeType.USAGE, amount, estimated=month.end > year.today))
        month = month_of(month.end)
    return found


def status_at(year: SimulatedYear) -> Status:
    """Return the status of a simulated year on the day it is looked at."""
    period = Period(year.start, year.end)
    terms = Terms("sim", "sim", "sim", "", period=period, years=(_promised(year, period),))
    found = status_of(terms, charges_of(year), lambda name: name, year.today, {})
    assert found is not None
    return found


def _promised(year: SimulatedYear, period: Period) -> ContractYear:
    return ContractYear(1, period, Decimal(f"{year.commitment:.2f}"))


def judged(seed: int) -> Judged:
    """Simulate one year, forecast it from the part that is known, and hold the rest against it."""
    year = simulated_year(seed)
    status = status_at(year)
    outcome = status.outcome
    assert outcome is not None
    assert outcome.chance is not None
    total = year.total
    even = float(status.standing.counted) / float(status.standing.elapsed)
    return Judged(
        outcome.chance,
        total < year.commitment,
        float(outcome.low) <= total <= float(outcome.high),
        abs(float(outcome.middle) - total) / total,
        abs(even - total) / total,
        float(status.standing.elapsed),
        status.outlook.futures.model.known,
    )


def whole_year(seed: int) -> bool | None:
    """Say whether the range given on the first day of a year held its total; None with less than a year known."""
    year = simulated_year(seed)
    if (year.start - year.first).days < YEAR:
        return None
    outcome = status_at(replace(year, today=year.start)).outlook.years[1]
    return float(outcome.low) <= year.total <= float(outcome.high)


def bins_of(found: list[Judged]) -> list[tuple[int, float, float]]:
    """Return for each tenth of predicted chances how many years fell into it, the mean prediction and the observed."""
    rows = []
    for index in range(BINS):
        inside = [one for one in found if min(int(one.chance * BINS), BINS - 1) == index]
        count = len(inside)
        said = float(np.mean([one.chance for one in inside])) if count else float("nan")
        came = float(np.mean([one.missed for one in inside])) if count else float("nan")
        rows.append((count, said, came))
    return rows


def calibration_error(found: list[Judged]) -> float:
    """Return the mean distance between predicted and observed over the bins, weighed by their years."""
    rows = [row for row in bins_of(found) if row[0]]
    return float(sum(count * abs(said - came) for count, said, came in rows) / len(found))


def brier(found: list[Judged]) -> float:
    """Return the mean square of what was said against what came, 0 or 1."""
    return float(np.mean([(one.chance - one.missed) ** 2 for one in found]))


def run(bench: Bench) -> None:
    """Print the ten bins, the calibration error, how often P10 to P90 holds, and the error of the middle forecast."""
    found = [judged(TEST_SEED + seed) for seed in range(YEARS)]
    missed = float(np.mean([one.missed for one in found]))
    bench.note(
        f"{YEARS:,} simulated contract years, each looked at on a day between its 30th and 330th with 1 to 37 months"
        f" known; {missed:.0%} were missed. Constants were not tuned on these seeds."
    )
    rows = ["| P(shortfall) said | years | mean said | came |", "|---|---:|---:|---:|"]
    for index, (count, said, came) in enumerate(bins_of(found)):
        rows.append(f"| {index * 10}-{index * 10 + 10} % | {count} | {said:.1%} | {came:.1%} |")
    bench.note("\n".join(rows))
    group = "shortfall of the contract year"
    lines = [
        Line(group, "calibration error over ten bins", "%", [100 * calibration_error(found)], target=at_most(5)),
        Line(group, "Brier score", "", [brier(found)]),
        Line(group, "Brier score of always saying the share that missed", "", [missed * (1 - missed)]),
        Line(group, "error of the middle forecast", "%", [100 * float(np.mean([one.error for one in found]))]),
        Line(group, "error of the even line", "%", [100 * float(np.mean([one.even for one in found]))]),
    ]
    for name, least, most in (("all", 0.0, 1.0), ("first third", 0.0, 1 / 3), ("last third", 2 / 3, 1.0)):
        inside = [one for one in found if least <= one.elapsed <= most]
        share = 100 * float(np.mean([one.held for one in inside]))
        lines += [
            Line(group, f"P10 to P90 holds, {name}", "%", [share], target=bound)
            for bound in (at_least(100 * LEAST), at_most(100 * MOST))
        ]
    ahead = [whole_year(TEST_SEED + seed) for seed in range(YEARS // 2)]
    share = 100 * float(np.mean([held for held in ahead if held is not None]))
    name = "P10 to P90 holds, the whole year ahead, 12 months known"
    lines += [Line(group, name, "%", [share], target=bound) for bound in (at_least(100 * LEAST), at_most(100 * MOST))]
    bench.report(group, lines)
    year = simulated_year(TEST_SEED)
    bench.measure("one commitment counted and forecast", lambda: _call(year))


def _call(year: SimulatedYear) -> None:
    status_at(year)
