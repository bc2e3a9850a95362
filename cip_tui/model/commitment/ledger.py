"""All imported charges of a cloud as one table, each counted once, with canonical services and types.

Two imports may state the same days of the same account. Month by month and account by account the import that covers
more of the month's days counts; of equals one that sums over all accounts before one of single accounts, and the one
made last. An import whose days in that month touch no other's always counts. What is left out is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from cip_tui.model.commitment.charge_types import charge_type, is_marketplace
from cip_tui.model.commitment.services import Services
from cip_tui.model.engine.charges import COLUMNS
from cip_tui.model.engine.source import DuckDBSource, Rows, quoted
from cip_tui.model.job import Job
from cip_tui.model.period import month_of
from cip_tui.model.sources.head import literal_path

_BATCH = 5_000


@dataclass(frozen=True, slots=True)
class Book:
    """One import of charges: its id, the file's name, when it was made, and its Parquet file."""

    id: str
    file: str
    at: datetime
    path: Path


@dataclass(frozen=True, slots=True)
class Part:
    """What an import states for a month of an account: bit n of `days` stands for day n of the month.

    An empty `account` is the sum over all accounts; an empty `payer` may be any.
    """

    book: int
    month: date
    payer: str
    account: str
    days: int

    def meets(self, other: Part) -> bool:
        """Say whether both state some of the same days of the same account."""
        return (
            self.month == other.month
            and bool(self.days & other.days)
            and (not self.payer or not other.payer or self.payer == other.payer)
            and (not self.account or not other.account or self.account == other.account)
        )


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Charges that are not counted because another import counts for these days."""

    month: date
    account: str
    file: str
    instead: str
    amounts: tuple[tuple[str, Decimal], ...]


def choose(parts: Sequence[Part]) -> tuple[list[Part], list[tuple[Part, Part]]]:
    """Return the parts that count, and those that do not with the part that counts instead."""
    order = sorted(parts, key=lambda part: (part.days.bit_count(), not part.account, part.book), reverse=True)
    taken: dict[date, list[Part]] = {}
    left: list[tuple[Part, Part]] = []
    for part in order:
        rivals = taken.setdefault(part.month, [])
        # Parts of one import never meet: its own pages and lines are told apart when it is read.
        rival = next((other for other in rivals if other.book != part.book and part.meets(other)), None)
        if rival is None:
            rivals.append(part)
        else:
            left.append((part, rival))
    return [part for month in sorted(taken) for part in taken[month]], left


class Ledger:
    """The charges of some imports, given oldest first, in a DuckDB of its own."""

    def __init__(self, books: Sequence[Book], job: Job) -> None:
        self.books = tuple(books)
        self._source = DuckDBSource.open(memory_limit="1GB")
        job.on_cancel(self._source.cancel)
        job.progress("Reading the charges")
        self._source.run(f"CREATE VIEW stated AS {_union(books)}")
        self._name()
        job.progress("Counting each day once")
        self.left_out = self._take()
        job.progress("Adding up the charges")
        self._source.run(_FACTS)

    def run(self, sql: str, parameters: Iterable[object], job: Job) -> Rows:
        """Run a query over the table `facts` on a connection that the job can interrupt."""
        source = self._source.clone()
        job.on_cancel(source.cancel)
        return source.run(sql, list(parameters))

    def _name(self) -> None:
        """Make the table `known`: what each combination of names in the bills stands for."""
        services = Services.load()
        rows = self._source.run("SELECT DISTINCT service, product_code, record_type, seller FROM stated").rows
        known = []
        for service, code, record_type, seller in rows:
            found = services.find(service) or services.find(code)
            kind = charge_type(record_type, found, marketplace=is_marketplace(seller))
            service_id = found.service.id if found else ""
            known.append((service, code, record_type, seller, service or code, service_id, kind.value))
        self._source.run(
            "CREATE TABLE known (service VARCHAR, product_code VARCHAR, record_type VARCHAR, seller VARCHAR, "
            "name VARCHAR, service_id VARCHAR, type VARCHAR)"
        )
        for at in range(0, len(known), _BATCH):
            columns = [list(column) for column in zip(*known[at : at + _BATCH], strict=True)]
            self._source.run(f"INSERT INTO known SELECT {', '.join(['unnest(?)'] * 7)}", columns)

    def _take(self) -> tuple[LeftOut, ...]:
        """Make the table `taken`, the parts that count, and return what does not."""
        rows = self._source.run(_PARTS).rows
        parts = [Part(row[0], row[1], row[2], row[3], int(row[4])) for row in rows]
        counted, left = choose(parts)
        self._source.run("CREATE TABLE taken (book INTEGER, month DATE, payer VARCHAR, account VARCHAR)")
        if counted:
            columns = [[part.book for part in counted], [part.month for part in counted]]
            columns += [[part.payer for part in counted], [part.account for part in counted]]
            self._source.run("INSERT INTO taken SELECT unnest(?), unnest(?), unnest(?), unnest(?)", columns)
        return tuple(self._left_out(part, rival) for part, rival in left)

    def _left_out(self, part: Part, rival: Part) -> LeftOut:
        rows = self._source.run(
            "SELECT currency, sum(amount) FROM stated WHERE book = ? AND day >= ? AND day < ? AND payer = ? "
            "AND account = ? GROUP BY currency ORDER BY currency",
            (part.book, part.month, month_of(part.month).end, part.payer, part.account),
        ).rows
        amounts = tuple((row[0], row[1]) for row in rows)
        return LeftOut(part.month, part.account, self.books[part.book].file, self.books[rival.book].file, amounts)


def _union(books: Sequence[Book]) -> str:
    names = ", ".join(COLUMNS)
    if not books:
        empty = ", ".join(f"CAST(NULL AS {sql_type}) AS {name}" for name, sql_type in COLUMNS.items())
        return f"SELECT 0 AS book, {empty} WHERE 1 = 0"
    return " UNION ALL ".join(
        f"SELECT {at} AS book, {names} FROM read_parquet({quoted(literal_path(book.path))})"
        for at, book in enumerate(books)
    )


# A charge belongs to the month it starts in. Which days an import covers is told by its charges of single days where
# it has any: fees, support and taxes of a whole month stand in the bill of a month that has only begun.
_MONTH = "CAST(date_trunc('month', day) AS DATE)"
_LAST = "least(until - 1, CAST(date_trunc('month', day) + INTERVAL 1 MONTH AS DATE) - 1)"
_PARTS = f"""
WITH masks AS (
    SELECT book, {_MONTH} AS month, payer, account, until - day <= 1 AS single,
        (CAST(1 AS BIGINT) << (day({_LAST}) + 1)) - (CAST(1 AS BIGINT) << day(day)) AS mask
    FROM stated
), covered AS (
    SELECT book, month, coalesce(bit_or(mask) FILTER (WHERE single), bit_or(mask)) AS days FROM masks GROUP BY ALL
)
SELECT DISTINCT book, month, payer, account, days FROM masks JOIN covered USING (book, month) ORDER BY ALL
"""
_FACTS = """
CREATE TABLE facts AS
SELECT s.book, t.month, s.day, s.until, s.payer, s.account, max(s.account_name) AS account_name, s.region,
    k.name AS service, k.service_id, k.type, s.record_type, s.currency, s.metric, s.estimated, sum(s.amount) AS amount
FROM stated AS s
JOIN known AS k USING (service, product_code, record_type, seller)
JOIN taken AS t ON t.book = s.book AND t.month = CAST(date_trunc('month', s.day) AS DATE) AND t.payer = s.payer
    AND t.account = s.account
GROUP BY ALL
"""
