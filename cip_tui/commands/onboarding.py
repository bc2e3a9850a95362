"""`cip onboard`: what a customer's file would become, and keeping it."""

from __future__ import annotations

import argparse
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cip_tui.commands.context import Context
from cip_tui.model.errors import UsageError
from cip_tui.model.text import clean

if TYPE_CHECKING:
    from cip_tui.model.onboarding.choices import Choices
    from cip_tui.model.onboarding.desk import Kept, Onboarding
    from cip_tui.model.onboarding.plan import ImportPlan
    from cip_tui.model.onboarding.settings import HealthSettings

_EPILOG = """Without --confirm nothing is written: what comes out is the preview, its first line
"Will create N accounts and M KPIs". `cip undo ID` takes an import back."""


def configure_onboard(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `cip onboard`."""
    parser.epilog = _EPILOG
    parser.add_argument("file", metavar="FILE", nargs="?", type=Path, help="a workbook or table of customers")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--preview", action="store_true", help="show what would be written (also without this)")
    what.add_argument("--confirm", action="store_true", help="keep it as one import that can be taken back")
    what.add_argument("--template", action="store_true", help="write the blank template to the file of -o")
    what.add_argument("--receipt", metavar="ID", help="write the receipt of an import again")
    parser.add_argument("--recipe", metavar="FILE.toml", type=Path, help="columns, fixes, weights and ranges as saved")
    parser.add_argument("--save-recipe", metavar="FILE.toml", type=Path, help="save them")
    parser.add_argument("--sheet", metavar="NAME", default="", help="the sheet that holds the customers")
    parser.add_argument(
        "--map", metavar="FIELD=COLUMN", nargs="+", action="extend", default=[],
        help="which column holds a field; FIELD= leaves it out",
    )  # fmt: skip
    parser.add_argument("--accept", action="store_true", help="take the proposed columns too")
    parser.add_argument(
        "--rescale", metavar="FIELD=FACTOR", nargs="+", action="extend", default=[],
        help="multiply a column, 1 keeps it as it stands",
    )  # fmt: skip
    parser.add_argument(
        "--fix", metavar="CELL=TEXT", nargs="+", action="extend", default=[], help="read a cell as this text instead"
    )
    parser.add_argument("--region", metavar="NAME", default="", help="the region of all accounts that state none")
    parser.add_argument(
        "--weights", metavar="CATEGORY=WEIGHT", nargs="+", action="extend", default=[],
        help="weights of categories, e.g. 'Product Usage=40'",
    )  # fmt: skip
    parser.add_argument(
        "--range", metavar="KPI=CRITICAL,HEALTHY", nargs="+", action="extend", default=[], dest="ranges",
        help="boundaries of a KPI, e.g. K8=10,5",
    )  # fmt: skip
    parser.add_argument("--corrected", metavar="FILE", type=Path, help="write the table with the fixes, .csv or .xlsx")
    parser.add_argument("--rejected", metavar="FILE", type=Path, help="write the rows that make no account")


def run_onboard(context: Context) -> int:
    """Write the template, a receipt, the preview, or keep the file."""
    args = context.args
    if args.template:
        return _template(context)
    if args.receipt:
        with context.workspace() as workspace:
            context.out.document(workspace.onboarding.receipt(args.receipt))
        return 0
    if args.file is None:
        raise UsageError("Which file?", next_step="cip onboard FILE, or cip onboard --template -o FILE.xlsx")
    with context.workspace() as workspace, context.out.job() as job:
        desk = workspace.onboarding
        choices = _choices(context, desk)
        plan = desk.plan(args.file, choices, job)
        if not _asked(context) and (known := desk.remembered(plan)) is not None:
            context.out.say("Columns are read as last time, when a file had this header")
            choices = replace(choices, sheet=known.sheet, mapping=known.mapping, rescales=known.rescales)
            plan = desk.plan(args.file, choices, job)
        _files(context, desk, plan)
        if args.confirm:
            return _keep(context, desk, plan)
        _preview(context, desk, plan)
    return context.exit_code(bool(plan.blocked) or any(f.level in ("warning", "critical") for f in plan.findings))


def _asked(context: Context) -> bool:
    args = context.args
    return bool(args.map or args.recipe or args.accept or args.rescale or args.sheet)


def _choices(context: Context, desk: Onboarding) -> Choices:
    from cip_tui.model.onboarding.choices import Choices, parse_mapping

    args = context.args
    choices = Choices(health=desk.settings())
    if args.recipe is not None:
        choices = desk.read_recipe(args.recipe).choices
    health = _health(choices.health, args.weights, args.ranges)
    choices = replace(
        choices,
        sheet=args.sheet or choices.sheet,
        mapping={**choices.mapping, **parse_mapping(args.map)},
        accept=args.accept or choices.accept,
        region=clean(args.region, 80) or choices.region,
        health=health,
    )
    for item in args.rescale:
        name, _, factor = item.partition("=")
        choices = choices.with_rescale(name, factor)
    for item in args.fix:
        cell, mark, text = item.partition("=")
        if not mark:
            raise UsageError(f"'{clean(item, 60)}' is no fix", next_step="Write it as Customers!G17=text")
        choices = choices.with_edit([cell], text)
    return choices


def _health(settings: HealthSettings, weights: list[str], ranges: list[str]) -> HealthSettings:
    for item in weights:
        name, _, text = item.rpartition("=")
        settings = settings.with_weight(name, _decimal(text, item))
    for item in ranges:
        name, _, text = item.partition("=")
        critical, _, healthy = text.partition(",")
        settings = settings.with_range(name, _decimal(critical, item), _decimal(healthy, item))
    return settings


def _decimal(text: str, item: str) -> Decimal:
    try:
        return Decimal(text.strip())
    except InvalidOperation as error:
        raise UsageError(f"'{clean(item, 60)}' holds no number where one belongs") from error


def _template(context: Context) -> int:
    from cip_tui.export.atomic import write_atomically
    from cip_tui.export.sheets import PlainSheet, sheets_to_xlsx

    if context.out.file is None:
        raise UsageError("Where to?", next_step="cip onboard --template -o FILE.xlsx")
    with context.workspace() as workspace:
        sheets = [PlainSheet(name, rows) for name, rows in workspace.onboarding.template().items()]
    written = write_atomically(context.out.file, sheets_to_xlsx(sheets), overwrite=context.out.force)
    context.out.say(f"Written: {written}; fill it in, then: cip onboard {written.name}")
    return 0


def _preview(context: Context, desk: Onboarding, plan: ImportPlan) -> None:
    out = context.out
    if out.form == "json":
        out.facts(plan_facts(plan, desk), desk.document(plan))
    elif out.form == "md":
        from cip_tui.commands.output import render

        text = render(desk.document(plan, headline=False), "md")
        assert isinstance(text, str)
        out.result(f"{plan.headline()}\n{plan.second_line()}\n\n{text}")
    else:
        out.document(desk.document(plan))
    if plan.blocked:
        out.say(plan.blocked)
    else:
        out.say("Nothing was written; --confirm keeps it")


def _keep(context: Context, desk: Onboarding, plan: ImportPlan) -> int:
    kept = desk.commit(plan)
    if kept.unchanged:
        context.out.say(f"This stands in the workspace already as import {kept.record.id}; nothing changes")
    else:
        context.out.say(f"Kept as import {kept.record.id}; `cip undo {kept.record.id}` takes it back")
    context.out.facts(_kept_facts(kept), desk.receipt(kept.record.id))
    return context.exit_code(any(finding.level in ("warning", "critical") for finding in plan.findings))


def _files(context: Context, desk: Onboarding, plan: ImportPlan) -> None:
    from cip_tui.model.onboarding.files import corrected_rows, rejected_rows

    args = context.args
    if args.save_recipe is not None:
        _write(context, args.save_recipe, desk.recipe(plan))
    if args.corrected is not None:
        _write_rows(context, args.corrected, "Customers", corrected_rows(plan))
    if args.rejected is not None:
        _write_rows(context, args.rejected, "Rejected", rejected_rows(plan))


def _write_rows(context: Context, path: Path, title: str, rows: list[list[str]]) -> None:
    if path.suffix.lower() == ".xlsx":
        from cip_tui.export.sheets import PlainSheet, sheets_to_xlsx

        _write(context, path, sheets_to_xlsx([PlainSheet(title, rows)]))
        return
    from cip_tui.model.onboarding.files import as_csv

    _write(context, path, as_csv(rows))


def _write(context: Context, path: Path, data: bytes | str) -> None:
    from cip_tui.export.atomic import write_atomically

    context.out.say(f"Written: {write_atomically(path, data, overwrite=context.out.force)}")


def plan_facts(plan: ImportPlan, desk: Onboarding) -> dict[str, Any]:
    """Return a plan as plain facts for scripts; keys as in the preview of the product's source, and more."""
    from cip_tui.model.onboarding.differences import facts_of

    observed, imputed, missing = plan.kpi_counts
    difference = desk.difference(plan) if plan.complete else None
    return {
        "file": clean(str(plan.path)),
        "sha256": plan.sha256,
        "format_detected": plan.format_detected,
        "confidence": plan.detection.confidence,
        "evidence": list(plan.facts),
        "accounts_count": plan.accounts_count,
        "kpis_count": plan.kpis_count,
        "kpis": {"observed": observed, "imputed": imputed, "no_data": missing},
        "preview": {
            "accounts": [
                {"external_account_id": account.external_account_id, **facts_of(account)}
                for account in plan.preview_accounts()
            ],
            "kpis": [_record_facts(record) for record in plan.preview_kpis()],
        },
        "mapping": {
            name: {
                "column": clean(plan.table.headers[match.column], 200),
                "score": match.score,
                "evidence": match.evidence,
            }
            for name, match in plan.used.items()
        },
        "proposed": {
            match.field: {"column": clean(match.header, 200), "score": match.score, "evidence": match.evidence}
            for match in plan.matches
            if match.proposed and match.field not in plan.used
        },
        "difference": None
        if difference is None
        else {
            "create": len(difference.created),
            "update": len(difference.updated),
            "unchanged": len(difference.unchanged),
            "missing": len(difference.missing),
            "moves": [[move.account_id, move.before, move.after] for move in difference.moves],
        },
        "dashboard": [
            {"label": figure.label, "stated": str(figure.stated), "agrees": figure.agrees, "cell": figure.cell}
            for figure in plan.reconciliation
        ],
        "rejected": [{"row": row.row, "cell": row.cell, "reason": row.reason} for row in plan.rejected],
        "findings": [finding.to_json() for finding in plan.findings],
        "blocked": plan.blocked,
    }


def _record_facts(record: Any) -> dict[str, Any]:
    return {
        "external_account_id": record.external_account_id,
        "account_name": record.account_name,
        "category": record.category,
        "kpi_parameter": record.kpi_parameter,
        "data": None if record.data is None else str(record.data),
        "unit": record.unit,
        "impact_level": record.impact_level,
        "measurement_frequency": record.measurement_frequency,
        "text": record.text,
        "imputed": record.imputed,
        "cell": record.cell,
    }


def _kept_facts(kept: Kept) -> dict[str, Any]:
    record = kept.record
    return {
        "import_id": record.id,
        "already_there": kept.unchanged,
        "accounts": record.accounts,
        "kpis": 13 * record.accounts,
        "created": record.created,
        "updated": record.updated,
        "unchanged": record.unchanged,
        "sha256": record.sha256,
    }
