"""What to do next for which account: rules out of playbooks.toml, one play per root cause, the most at stake first.

A play is worth points lost by its KPIs x annual contract value / 100: the contract value that its KPIs take out of the
health of the account. It orders the plays and is no forecast of dollars.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

from cip_tui.model.onboarding.health import Health, assess
from cip_tui.model.onboarding.kpis import Kpi
from cip_tui.model.onboarding.levers import levers
from cip_tui.model.onboarding.questions.evaluate import run_query
from cip_tui.model.onboarding.questions.grammar import parse_query
from cip_tui.model.onboarding.questions.query import Query
from cip_tui.model.onboarding.settings import HealthSettings
from cip_tui.model.onboarding.standing import Standing

_FILE = Path(__file__).with_name("playbooks.toml")


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the rule table."""

    id: str
    title: str
    cause: str
    when: Query
    kpis: tuple[str, ...]
    metric: str
    owner: str
    due_days: int
    urgent: bool
    steps: str


@dataclass(frozen=True, slots=True)
class Play:
    """A rule that fits an account. `lost` are points, `worth` is in USD; None where it rests on no KPI."""

    rule: Rule
    standing: Standing
    lost: float | None
    worth: Decimal | None

    @property
    def id(self) -> str:
        """The play's own name: account and rule."""
        return f"{self.standing.account.external_account_id}/{self.rule.id}"

    @property
    def owner(self) -> str:
        """Who is to do it: the account's CSM by name, else the role."""
        named = self.standing.account.assigned_csm
        return named if self.rule.owner == "CSM" and named else self.rule.owner


@cache
def rules() -> tuple[Rule, ...]:
    """Return the rule table, in its order."""
    with _FILE.open("rb") as file:
        entries = tomllib.load(file)["play"]
    return tuple(
        Rule(
            id=entry["id"],
            title=entry["title"],
            cause=entry["cause"],
            when=parse_query(entry["when"]),
            kpis=tuple(entry["kpis"]),
            metric=entry["metric"],
            owner=entry["owner"],
            due_days=entry["due_days"],
            urgent=entry.get("urgent", False),
            steps=entry["steps"],
        )
        for entry in entries
    )


def plays_for(standings: Sequence[Standing], settings: HealthSettings) -> list[Play]:
    """Return the plays of accounts: urgent ones first, then the most contract value x points lost."""
    positions = {kpi.id: at for at, kpi in enumerate(settings.scheme.kpis)}
    taken: set[tuple[str, str]] = set()
    found: list[Play] = []
    for rule in rules():
        for standing in run_query(rule.when, standings).rows:
            key = (standing.account.external_account_id, rule.cause)
            if key not in taken:
                taken.add(key)
                found.append(_play(rule, standing, positions))
    return sorted(found, key=order_of)


def order_of(play: Play) -> tuple[bool, Decimal, Decimal, str]:
    """Return what plays are sorted by; among those of no worth the greater contract comes first."""
    revenue = play.standing.account.revenue or Decimal(0)
    return not play.rule.urgent, -(play.worth or Decimal(0)), -revenue, play.id


def _play(rule: Rule, standing: Standing, positions: dict[str, int]) -> Play:
    lost: float | None = None
    if rule.kpis:
        lost = sum(standing.lost[positions[kpi]] or 0.0 for kpi in rule.kpis)
    elif rule.cause == "data":
        # Points that the missing values leave open.
        lost = standing.high - standing.low
    revenue = standing.account.revenue
    worth = None if lost is None or revenue is None else Decimal(str(round(lost, 6))) * revenue / 100
    return Play(rule, standing, lost, worth)


@dataclass(frozen=True, slots=True)
class Target:
    """What tells that a play worked: a KPI at a value. `reaches` says which band the account comes to by it alone."""

    kpi: Kpi
    value: Decimal
    reaches: str

    @property
    def sign(self) -> str:
        """Whether the value is a floor or a ceiling."""
        return ">=" if self.kpi.better == "up" else "<="

    def met(self, value: Decimal | None) -> bool:
        """Say whether a value of the KPI meets the target."""
        if value is None:
            return False
        return value >= self.value if self.kpi.better == "up" else value <= self.value


def target_of(rule: Rule, health: Health, settings: HealthSettings) -> Target | None:
    """Return the success metric of a rule for an account: the KPI's lever, or its healthy boundary without one."""
    if not rule.metric:
        return None
    part = health.part(rule.metric)
    found = next(
        (one for one in levers(health, settings.method, cap=settings.cap) if one.part.kpi.id == rule.metric), None
    )
    if found is not None:
        return Target(part.kpi, found.value, found.band.value)
    boundary = part.kpi.range.healthy
    value = part.value
    past = value is not None and (value >= boundary if part.kpi.better == "up" else value <= boundary)
    return Target(part.kpi, value if past and value is not None else boundary, "")


def play_target(play: Play, settings: HealthSettings) -> Target | None:
    """Return the success metric of a play."""
    return target_of(play.rule, assess(play.standing.account, settings), settings)
