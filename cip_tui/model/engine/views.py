"""How snapshots become the relations that analyses query: `ai_calls`, `customers`, `budgets`, `teams`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from cip_tui.model.calls.schema import DERIVED, FIELDS
from cip_tui.model.engine.source import quoted

CUSTOMER_COLUMNS: dict[str, str] = {
    "customer_id": "VARCHAR",
    "subscription_tier": "VARCHAR",
    "monthly_fee": "DECIMAL(18,6)",
    "usage_archetype": "VARCHAR",
    "signup_date": "DATE",
}
BUDGET_COLUMNS: dict[str, str] = {
    "month": "DATE",
    "dimension": "VARCHAR",
    "name": "VARCHAR",
    "amount": "DECIMAL(18,6)",
}
# The dimension and name of a budget for all spend.
EVERYTHING = "everything"
TEAM_COLUMNS: dict[str, str] = {"product_id": "VARCHAR", "team_id": "VARCHAR"}
CALL_COLUMNS: dict[str, str] = {item.name: item.sql_type for item in FIELDS + DERIVED}

RELATIONS: dict[str, dict[str, str]] = {
    "calls": CALL_COLUMNS,
    "customers": CUSTOMER_COLUMNS,
    "budgets": BUDGET_COLUMNS,
    "teams": TEAM_COLUMNS,
}


def view_statements(files: Mapping[str, Sequence[Path]]) -> list[str]:
    """Return the statements that make every relation from Parquet files by kind; a kind without files is empty.

    A call that states no team gets its product's; one that states no tier gets its customer's. Of several rows
    for a customer, product or budget the one imported last counts.
    """
    statements = [_relation("stored_calls", CALL_COLUMNS, files.get("calls", ()), as_view=True)]
    keys = {"customers": ("customer_id",), "teams": ("product_id",), "budgets": ("month", "dimension", "name")}
    for kind, key in keys.items():
        statements += _latest(kind, RELATIONS[kind], key, files.get(kind, ()))
    return [*statements, _calls_view(bool(files.get("teams")), bool(files.get("customers")))]


def _relation(name: str, columns: Mapping[str, str], files: Sequence[Path], *, as_view: bool) -> str:
    what = "VIEW" if as_view else "TABLE"
    if not files:
        empty = ", ".join(f"CAST(NULL AS {sql_type}) AS {column}" for column, sql_type in columns.items())
        return f"CREATE {what} {name} AS SELECT {empty} WHERE 1 = 0"
    names = ", ".join(quoted(str(path)) for path in files)
    return f"CREATE {what} {name} AS SELECT {', '.join(columns)} FROM read_parquet([{names}], file_row_number = false)"


def _latest(kind: str, columns: Mapping[str, str], key: Sequence[str], files: Sequence[Path]) -> list[str]:
    statements = [f"CREATE TABLE {kind} ({', '.join(f'{name} {sql_type}' for name, sql_type in columns.items())})"]
    for path in files:
        same = " AND ".join(f"{kind}.{name} = new_rows.{name}" for name in key)
        new = f"SELECT DISTINCT ON ({', '.join(key)}) {', '.join(columns)} FROM read_parquet({quoted(str(path))})"
        statements.append(f"DELETE FROM {kind} WHERE EXISTS (SELECT 1 FROM ({new}) AS new_rows WHERE {same})")
        statements.append(f"INSERT INTO {kind} {new}")
    return statements


def _calls_view(teams: bool, customers: bool) -> str:
    stated = [name for name in CALL_COLUMNS if name not in ("team_id", "subscription_tier")]
    columns = [f"c.{name} AS {name}" for name in stated]
    joins = ""
    columns.append(_filled("team_id", "t", teams))
    columns.append(_filled("subscription_tier", "p", customers))
    if teams:
        joins += " LEFT JOIN teams AS t ON c.team_id = '' AND t.product_id = c.product_id"
    if customers:
        joins += " LEFT JOIN customers AS p ON c.subscription_tier = '' AND p.customer_id = c.customer_id"
    return f"CREATE VIEW ai_calls AS SELECT {', '.join(columns)} FROM stored_calls AS c{joins}"


def _filled(column: str, table: str, joined: bool) -> str:
    if not joined:
        return f"c.{column} AS {column}"
    return f"CASE WHEN c.{column} = '' THEN coalesce({table}.{column}, '') ELSE c.{column} END AS {column}"
