"""The five steps of an onboarding without a screen: what each shows, what was decided, and that nothing gets lost."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from cip_tui.model.document import Cell, Column, Kind, Level, Row, Status, Table
from cip_tui.model.errors import UsageError
from cip_tui.model.onboarding.choices import Choices
from cip_tui.model.onboarding.documents import mapping_table
from cip_tui.model.onboarding.goals import GOALS, INDUSTRY, company_size, reasons, recommended
from cip_tui.model.onboarding.kpis import Kpi, standard
from cip_tui.model.onboarding.plan import ImportPlan
from cip_tui.model.text import clean

STEPS = ("File", "Goals", "Weights", "Ranges", "Accounts", "KPI data")
FILE, GOALS_STEP, WEIGHTS, RANGES, ACCOUNTS, KPI_DATA = range(6)
READY = "KPI data ready from Step 4 transformation"
_ACCOUNTS_SHOWN = 2_000


class Wizard:
    """Where one stands, and everything that was decided so far. Going back changes nothing."""

    def __init__(self, choices: Choices | None = None) -> None:
        self.step = FILE
        self.path: Path | None = None
        self.plan: ImportPlan | None = None
        self.choices = choices or Choices()
        self.further: list[ImportPlan] = []
        self._goals: tuple[str, ...] | None = None

    # What is decided

    def begin(self, path: Path) -> None:
        """Turn to a file. What was decided of another one's cells and columns is let go, weights and ranges stay."""
        if self.path != path:
            self.path, self.plan, self.further, self._goals = path, None, [], None
            self.choices = Choices(health=self.choices.health, region=self.choices.region)

    def take(self, plan: ImportPlan) -> None:
        """Take a plan of the file that is looked at."""
        if plan.path == self.path:
            self.plan = plan

    @property
    def goals(self) -> tuple[str, ...]:
        """The goals that are chosen; those that the data speaks for until a person chooses."""
        if self._goals is not None:
            return self._goals
        return recommended(self.plan.used) if self.plan is not None else ()

    def toggle_goal(self, key: str) -> None:
        """Choose a goal, or leave it."""
        chosen = set(self.goals) ^ {key}
        self._goals = tuple(goal.key for goal in GOALS if goal.key in chosen)

    def final_choices(self) -> Choices:
        """Return all decisions, with the goals as they stand."""
        return replace(self.choices, goals=self.goals)

    def set_weight(self, category: str, weight: Decimal) -> None:
        """Give a category another weight. Raises `UsageError`."""
        self.choices = replace(self.choices, health=self.choices.health.with_weight(category, weight))

    def turn_weight(self, category: str, step: int) -> None:
        """Turn a weight up or down, not below 0. Raises `UsageError` where nothing would have weight."""
        now = next(one.weight for one in self.choices.health.scheme.categories if one.name == category)
        self.set_weight(category, max(Decimal(0), now + step))

    def reset_weights(self) -> None:
        """Take the weights as shipped."""
        self.choices = replace(self.choices, health=replace(self.choices.health, weights={}))

    def total_weight(self) -> Decimal:
        """Return what the weights add up to."""
        return sum((one.weight for one in self.choices.health.scheme.categories), Decimal(0))

    def set_range(self, kpi_id: str, text: str) -> None:
        """Give a KPI other boundaries, typed as `critical, healthy`. Raises `UsageError`."""
        parts = [part.strip() for part in text.replace(";", ",").split(",")]
        try:
            critical, healthy = (Decimal(part) for part in parts)
        except (ValueError, ArithmeticError) as error:
            raise UsageError(
                f"'{clean(text, 40)}' is no pair of boundaries", next_step="Write: critical, healthy"
            ) from error
        self.choices = replace(self.choices, health=self.choices.health.with_range(kpi_id, critical, healthy))

    def reset_range(self, kpi_id: str) -> None:
        """Take the boundaries of a KPI as shipped."""
        ranges = {name: pair for name, pair in self.choices.health.ranges.items() if name != kpi_id}
        self.choices = replace(self.choices, health=replace(self.choices.health, ranges=ranges))

    def set_region(self, region: str, account_ids: tuple[str, ...] = ()) -> None:
        """Give accounts a region; all that state none where no account is named."""
        region = clean(region.strip(), 80)
        if account_ids:
            regions = {**self.choices.regions, **dict.fromkeys(account_ids, region)}
            self.choices = replace(self.choices, regions=regions)
        else:
            self.choices = replace(self.choices, region=region)

    # Moving

    def next(self) -> int:
        """Go on, and return the step one comes to; the last stays. A transformed file has its KPI data already."""
        if self.plan is not None and self.step < KPI_DATA:
            self.step += 1
        return self.step

    def back(self) -> int:
        """Go back, and return the step one comes to; nothing that was decided is lost."""
        self.step = max(FILE, self.step - 1)
        return self.step

    # What is shown

    def words(self) -> str:
        """Return the sentence of the step."""
        if self.plan is None:
            return "Choose the file of a customer. Nothing is written before you confirm."
        return (
            self._file_words,
            self._goal_words,
            self._weight_words,
            self._range_words,
            self._account_words,
            self._kpi_words,
        )[self.step]()

    def _file_words(self) -> str:
        plan = self.plan
        assert plan is not None
        return f"{plan.path.name}: {plan.detection.title}. {plan.headline()}: {plan.second_line()}."

    def _goal_words(self) -> str:
        plan = self.plan
        assert plan is not None
        size, middle = company_size(plan.accounts)
        value = "" if middle is None else f" (median contract ${middle:,.0f} a year)"
        accounts = f"{plan.accounts_count:,}{'' if plan.complete else '+'}"
        return f"Industry: {INDUSTRY}. Size: {size}{value}. Accounts: {accounts}."

    def _weight_words(self) -> str:
        total = self.total_weight()
        note = "" if total == 100 else ", not 100: weights are shares of their sum"
        return (
            f"Total {total:f}{note}. Relationship Strength has no KPI in such files, so its weight goes to the others."
        )

    def _range_words(self) -> str:
        return "Defaults of the plan, no benchmark. A value on a boundary is At Risk; t types other boundaries."

    def _account_words(self) -> str:
        plan = self.plan
        assert plan is not None
        return plan.blocked or (
            "Three ways in: this file with auto-transform (recommended), the standard template (d writes it), "
            "or columns mapped by hand (m)."
        )

    def _kpi_words(self) -> str:
        plan = self.plan
        assert plan is not None
        ready = READY if not plan.blocked else f"Not ready: {plan.blocked}"
        files = "".join(f" + {further.path.name} ({further.kpis_count:,} KPIs)" for further in self.further)
        return f"{ready}: {plan.kpis_count:,} KPIs, {plan.second_line()}.{files} b brings a further file."

    def table(self, *, columns: bool = False) -> Table:
        """Return the table of the step; of the accounts' step the columns of the file where `columns`."""
        if self.step == GOALS_STEP:
            return self._goals_table()
        if self.step == WEIGHTS:
            return self._weights_table()
        if self.step == RANGES:
            return self._ranges_table()
        if self.step == ACCOUNTS and self.plan is not None:
            return mapping_table(self.plan) if columns else self._accounts_table()
        return self._kpi_table()

    def _goals_table(self) -> Table:
        used = self.plan.used if self.plan is not None else {}
        chosen = set(self.goals)
        columns = (
            Column("goal", "Goal"),
            Column("state", "State", Kind.STATUS),
            Column("why", "Data that speaks for it"),
        )
        rows = tuple(
            Row(
                (
                    goal.title,
                    Status(Level.GOOD, "Chosen") if goal.key in chosen else Status(Level.UNKNOWN, "Not chosen"),
                    ", ".join(reasons(goal, used)) or "no column of this file",
                )
            )
            for goal in GOALS
        )
        return Table("goals", f"Goals, {len(chosen)} of {len(GOALS)} chosen", columns, rows)

    def _weights_table(self) -> Table:
        total = self.total_weight()
        columns = (
            Column("category", "Category"),
            Column("weight", "Weight", Kind.NUMBER, places=0),
            Column("share", "Share", Kind.RATIO),
            Column("level", "Level"),
            Column("kpis", "KPIs", Kind.COUNT),
            Column("why", "Why"),
        )
        kpis = standard().kpis
        rows = tuple(
            Row(
                (
                    one.name,
                    one.weight,
                    float(one.weight / total),
                    one.level,
                    sum(kpi.category == one.name for kpi in kpis),
                    one.rationale,
                )
            )
            for one in self.choices.health.scheme.categories
        )
        return Table(
            "weights", f"Weights, total {total:f}", columns, rows, total=("Total", total, 1.0, "", len(kpis), "")
        )

    def _ranges_table(self) -> Table:
        columns = (
            Column("kpi", "KPI"),
            Column("critical", "Critical"),
            Column("risk", "At Risk"),
            Column("healthy", "Healthy"),
            Column("unit", "Unit"),
            Column("better", "Better"),
            Column("changed", "Changed"),
            Column("category", "Category"),
            Column("note", "Note"),
        )
        ranges = self.choices.health.ranges
        rows = tuple(
            Row((*_range_cells(kpi), "yes" if kpi.id in ranges else None, kpi.category, kpi.note or None))
            for kpi in self.choices.health.scheme.kpis
        )
        return Table("ranges", f"Ranges of 13 KPIs, {len(ranges)} changed", columns, rows)

    def _accounts_table(self) -> Table:
        plan = self.plan
        assert plan is not None
        columns = (
            Column("account", "Account"),
            Column("id", "Id"),
            Column("region", "Region"),
            Column("revenue", "Revenue", Kind.MONEY, "USD", places=0),
            Column("tier", "Tier"),
            Column("csm", "CSM"),
            Column("industry", "Industry"),
            Column("status", "Status"),
        )
        shown = min(plan.accounts_count, _ACCOUNTS_SHOWN)
        accounts = (plan.accounts.account(index) for index in range(shown))
        rows = tuple(
            Row(
                (
                    one.account_name,
                    one.external_account_id,
                    one.region,
                    one.revenue,
                    one.account_tier or None,
                    one.assigned_csm or None,
                    one.industry or None,
                    one.account_status,
                )
            )
            for one in accounts
        )
        more = "" if plan.complete else " so far"
        return Table(
            "accounts", f"Accounts, {plan.accounts_count:,}{more}", columns, rows, available=plan.accounts_count
        )

    def _kpi_table(self) -> Table:
        columns = (
            Column("kpi", "KPI"),
            Column("observed", "Observed", Kind.COUNT),
            Column("imputed", "Imputed", Kind.COUNT),
            Column("missing", "No data", Kind.COUNT),
            Column("column", "From column"),
            Column("category", "Category"),
        )
        rows = tuple(Row(self._kpi_row(kpi)) for kpi in standard().kpis) if self.plan is not None else ()
        return Table("kpi_data", "KPI data", columns, rows)

    def _kpi_row(self, kpi: Kpi) -> tuple[Cell, ...]:
        plan = self.plan
        assert plan is not None
        texts = plan.accounts.texts.get(kpi.column)
        imputed = plan.accounts.imputed.get(kpi.column, frozenset())
        observed = 0
        if texts is not None:
            observed = len(texts) - texts.count("") - sum(bool(texts[index]) for index in imputed)
        match = plan.used.get(kpi.column)
        column = None if match is None else clean(plan.table.headers[match.column], 60)
        return (
            kpi.name,
            observed,
            len(imputed),
            plan.accounts_count - observed - len(imputed),
            column,
            kpi.record_category,
        )


def _range_cells(kpi: Kpi) -> tuple[str, str, str, str, str, str]:
    better = "more" if kpi.better == "up" else "less"
    if kpi.words:
        by_value = {value: word for word, value in kpi.words.items()}
        low, middle, high = (by_value[value] for value in sorted(by_value))
        return kpi.name, low, middle, high, "word", better
    critical, healthy = (f"{bound:,f}" for bound in (kpi.range.critical, kpi.range.healthy))
    less, more = ("<", ">") if kpi.better == "up" else (">", "<")
    return kpi.name, f"{less} {critical}", f"{critical} to {healthy}", f"{more} {healthy}", kpi.unit, better
