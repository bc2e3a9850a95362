"""One account: what it scores and why, what would lift it, how it came here, who it is, what to do."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from cip_tui.model.document import (
    Cell,
    Chart,
    Column,
    Document,
    Kind,
    Level,
    Metric,
    Note,
    Provenance,
    Row,
    Section,
    Series,
    Shape,
    Status,
    Table,
)
from cip_tui.model.onboarding.account_tables import FORMULA, boundary_text, number_text, part_text
from cip_tui.model.onboarding.health import Health, Part, decimal, shown_points
from cip_tui.model.onboarding.kpis import Band
from cip_tui.model.onboarding.levers import Lever, levers, next_band, points_missing, robustness
from cip_tui.model.onboarding.pins import Pin
from cip_tui.model.onboarding.scores import CRITICAL_EDGE, FULL, HEALTHY_EDGE, band_status
from cip_tui.model.onboarding.settings import HealthSettings
from cip_tui.model.onboarding.trend import Move

EDGES = (float(CRITICAL_EDGE), float(HEALTHY_EDGE), float(FULL))
KPIS, LOST, LEVERS = "account.kpis", "account.lost", "account.levers"


def account_document(
    health: Health,
    settings: HealthSettings,
    *,
    pin: Pin | None = None,
    history: Sequence[tuple[str, Health]] = (),
    move: Move | None = None,
    plays: Table | None = None,
) -> Document:
    """Return the document of one account; `history` are its imports (label and health), oldest first."""
    account = health.account
    sections = [
        Section("headline", "Health", (*_headline(health, pin), *_notes(health, pin))),
        Section("kpis", "KPIs in their bands", (kpi_table(health),)),
        Section("why", "Points lost", (lost_table(health), *_category_note(health))),
        Section("levers", "What would lift it", lever_blocks(health, settings)),
    ]
    if plays is not None:
        sections.append(Section("plays", "Plays", (plays,)))
    sections.append(Section("history", "History", history_blocks(history, move)))
    sections.append(Section("profile", "Profile", (_profile(health),)))
    return Document(
        f"account.{account.external_account_id}",
        account.account_name,
        tuple(sections),
        facts=(("Account", account.external_account_id), ("Formula", FORMULA)),
        data={
            "account_id": account.external_account_id,
            "account": account.account_name,
            "pinned": "" if pin is None else pin.band.value,
        },
    )


def _headline(health: Health, pin: Pin | None) -> tuple[Metric, ...]:
    score, _ = shown_points(health)
    band = band_status(health.band, health.mark)
    status = Status(band.level, health.word)
    if pin is not None:
        status = Status(band_status(pin.band).level, f"{pin.band.value} (pinned)")
    firm = robustness(health)
    low, high = (decimal(figure) for figure in (health.low, health.high))
    between = None if health.coverage == 1 else (low, high)
    return (
        Metric(
            "account.health",
            "Health",
            score,
            Kind.NUMBER,
            "of 100",
            2,
            low=between[0] if between else None,
            high=between[1] if between else None,
            status=status,
            provenance=Provenance(FORMULA),
        ),
        Metric("account.acv", "ACV", health.account.revenue, Kind.MONEY, "USD", 0),
        Metric(
            "account.coverage",
            "Coverage",
            float(health.coverage),
            Kind.RATIO,
            places=1,
            note=_missing(health),
            provenance=Provenance("nominal weight of the KPIs that the file gives; assumed values do not count"),
        ),
        Metric(
            "account.reported",
            "Reported health",
            health.reported,
            Kind.NUMBER,
            "of 100",
            0,
            note=_divergence(health),
            provenance=Provenance("Health Score of the file x 10"),
        ),
        Metric(
            "account.firm",
            "Band holds",
            firm,
            Kind.RATIO,
            places=0,
            note="of draws with weights 20 % off",
            provenance=Provenance("share of 200 draws of category weights, each up to 20 % off, that keep the band"),
        ),
    )


def _missing(health: Health) -> str:
    unseen = [part.kpi.name for part in health.parts if part.nominal and not part.observed]
    return "" if not unseen else "not given: " + ", ".join(unseen)


def _divergence(health: Health) -> str:
    if health.divergence is None:
        return "not reported"
    points = decimal(abs(health.divergence))
    word = "above" if health.divergence > 0 else "below"
    return f"computed {points:.1f} {word} it" + (", diverges" if health.diverges else "")


def _notes(health: Health, pin: Pin | None) -> tuple[Note, ...]:
    notes = []
    if pin is not None:
        computed = health.word
        notes.append(
            Note(f"Pinned to {pin.band.value} until {pin.until} by {pin.user}: {pin.reason}. Computed: {computed}.")
        )
    for part in health.capped:
        text = f"{part.kpi.name} is Critical at {part_text(part)} ({part.cell or 'no cell'})"
        notes.append(Note(f"Band capped at At Risk: {text}. The score is untouched.", Level.WARNING))
    if health.doubtful:
        low, high = decimal(health.low), decimal(health.high)
        text = f"Missing values leave {low:.1f} to {high:.1f} open, so the band is not sure"
        notes.append(Note(f"{text}.", Level.WARNING))
    if health.band is None:
        notes.append(Note("Less than 60 % of the weight is covered, so there is no band.", Level.WARNING))
    return tuple(notes)


def lost_table(health: Health) -> Table:
    """Return the points each KPI costs, the dearest first; they add up to 100 less the score shown."""
    score, points = shown_points(health)
    known = [(part, lost) for part, lost in zip(health.parts, points, strict=True) if lost is not None]
    known.sort(key=lambda pair: -pair[0].lost)
    rows = tuple(
        Row((part.kpi.name, lost, part_text(part), band_status(part.band), part.cell or None))
        for part, lost in known
        if lost
    )
    total: tuple[Cell, ...] | None = None
    if score is not None:
        total = (f"100 - {score:.2f}", Decimal(100) - score, None, None, None)
    return Table(
        LOST,
        "Points lost by KPI",
        (
            Column("kpi", "KPI"),
            Column("lost", "Points lost", Kind.NUMBER, "", 2),
            Column("value", "Value"),
            Column("band", "Band", Kind.STATUS),
            Column("cell", "Cell"),
        ),
        rows,
        total,
        bars="lost",
        empty="No points are lost.",
        provenance=Provenance("share of the KPI x (100 - its score); 100 less their sum is the health, exactly"),
    )


def _category_note(health: Health) -> tuple[Note, ...]:
    """Say what one more unit of a category's weight would do."""
    slopes = [f"{one.name} {float(one.sensitivity):+.3f}" for one in health.categories if one.sensitivity is not None]
    silent = [one.name for one in health.categories if one.score is None and one.weight]
    notes = [Note("Points per unit of category weight: " + ", ".join(slopes) + ".")] if slopes else []
    if silent:
        notes.append(Note("No KPI with data, so its weight goes to the others: " + ", ".join(silent) + "."))
    return tuple(notes)


def kpi_table(health: Health) -> Table:
    """Return all KPIs in the order of the file's scheme with value, band, score, share and cell."""
    rows = tuple(
        Row(
            (
                _label(part),
                part_text(part),
                band_status(part.band, unknown="No data"),
                None if part.score is None else decimal(part.score),
                float(part.share),
                boundary_text(part.kpi),
                part.cell or None,
            )
        )
        for part in health.parts
    )
    return Table(
        KPIS,
        "KPIs",
        (
            Column("kpi", "KPI"),
            Column("value", "Value"),
            Column("band", "Band", Kind.STATUS),
            Column("score", "Score", Kind.NUMBER, "", 1),
            Column("share", "Share", Kind.RATIO, places=1),
            Column("range", "Critical, healthy"),
            Column("cell", "Cell"),
        ),
        rows,
        bars="score",
        provenance=Provenance("score along straight lines between worst, critical, healthy and best"),
        edges=EDGES,
    )


def peek_table(health: Health) -> Table:
    """Return the KPIs of an account in short, with the points each costs: what stands beside a list of accounts."""
    _, points = shown_points(health)
    rows = tuple(
        Row(
            (
                _label(part),
                part_text(part),
                band_status(part.band, unknown="No data"),
                None if part.score is None else decimal(part.score),
                lost,
            )
        )
        for part, lost in zip(health.parts, points, strict=True)
    )
    return Table(
        "account.peek",
        "KPIs",
        (
            Column("kpi", "KPI"),
            Column("value", "Value"),
            Column("band", "Band", Kind.STATUS),
            Column("score", "Score", Kind.NUMBER, "", 1),
            Column("lost", "Lost", Kind.NUMBER, "", 2),
        ),
        rows,
        bars="score",
        edges=EDGES,
    )


def _label(part: Part) -> str:
    return "Reported Health Score" if part.kpi.id == "K11" else part.kpi.name


def lever_blocks(health: Health, settings: HealthSettings) -> tuple[Table | Note, ...]:
    """Return the single changes that reach the next band, or that there is none."""
    target = next_band(health)
    if target is None:
        text = "There is no band above." if health.band is Band.HEALTHY else "There is no band to start from."
        return (Note(text),)
    missing = points_missing(health)
    found = levers(health, settings.method, cap=settings.cap)
    lead = f"To {target.value} {decimal(missing):.2f} points are missing." if missing else ""
    notes = [Note(lead)] if lead else []
    if health.capped:
        kpis = " and ".join(part.kpi.name for part in health.capped)
        notes.append(Note(f"The score is Healthy; the cap goes when {kpis} leaves its Critical band."))
    if not found:
        return (*notes, Note("No single lever: no KPI alone reaches the next band."))
    rows = tuple(Row(_lever_cells(lever)) for lever in found)
    table = Table(
        LEVERS,
        f"Single changes that reach {target.value}",
        (
            Column("kpi", "KPI"),
            Column("from", "From"),
            Column("to", "To"),
            Column("points", "Points", Kind.NUMBER, "", 2),
            Column("note", "Note"),
        ),
        rows,
        provenance=Provenance("the score of the KPI that lifts health to the band, turned back into a value"),
    )
    return (*notes, table)


def _lever_cells(lever: Lever) -> tuple[Cell, ...]:
    kpi = lever.part.kpi
    to = f"{lever.value:f} ({lever.word})" if lever.word else f"{number_text(lever.value)} {kpi.unit}"
    held = ", ".join(part.kpi.name for part in lever.held_by)
    note = f"the score alone: {held} still caps the band" if held else ""
    return kpi.name, part_text(lever.part), to, decimal(lever.points), note


def history_blocks(history: Sequence[tuple[str, Health]], move: Move | None) -> tuple[Chart | Table | Note, ...]:
    """Return the account at each import, and what moved it since the one before."""
    if len(history) < 2:
        return (Note("A trend needs two imports; there is one so far."),)
    scores = tuple(None if one.score is None else float(one.score) for _, one in history)
    labels = tuple(label for label, _ in history)
    chart = Chart(
        "account.history",
        "Health at each import",
        (Series("Health", labels, scores, Shape.BARS),),
        summary="All imports are scored by the settings of today.",
    )
    blocks: list[Chart | Table | Note] = [chart]
    if move is not None and move.points is not None:
        blocks.append(move_table(move))
    return tuple(blocks)


def move_table(move: Move) -> Table:
    """Return what moved an account between two imports; the parts add up to the move."""
    rows = [Row((kpi.name, decimal(points))) for kpi, points in move.parts]
    if move.shares:
        rows.append(Row(("Weights and coverage changed", decimal(move.shares))))
    total = None if move.points is None else ("Health", decimal(move.points))
    return Table(
        "account.move",
        "What moved it since the import before",
        (Column("kpi", "KPI"), Column("points", "Points", Kind.NUMBER, "", 2)),
        tuple(rows),
        total,
        empty="Nothing moved it.",
    )


def _profile(health: Health) -> Table:
    account = health.account
    named = {
        "Region": account.region,
        "Status": account.account_status,
        "CSM": account.assigned_csm or "(none)",
        "Industry": account.industry,
        "Outcome": account.outcome,
    }
    titles = {"gpu_type_primary": "GPU", "use_case": "Use case", "signup_date": "Signed up"}
    for key, value in account.profile.items():
        named.setdefault(titles.get(key, key.replace("_", " ").capitalize()), value)
    rows = tuple(Row((name, value)) for name, value in named.items() if value)
    return Table("account.profile", "Profile", (Column("name", "Field"), Column("value", "Value")), rows)
