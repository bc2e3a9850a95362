"""Files with headers of every style, with plausible values and columns that only look like ours: the matching test.

`files()` gives the same files every time. Values follow styles that differ from file to file and from the samples:
ids, dates, percents, money and names are written in several ways, and nothing is taken from a sample workbook.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from random import Random

from tests.onboarding.header_rows import COLUMNS, DISTRACTORS, rows

ROWS = 40
SYLLABLES = ("Al", "Bor", "Cin", "Dra", "Eld", "Fen", "Gro", "Hal", "Ist", "Jor", "Kel", "Lum", "Mar", "Nor", "Ost")
ENDINGS = ("vane Systems", "wick Labs", "ton Group", "mere Health", "gate Studios", "ford Bank", "dale GmbH", "by Inc.")
FIRST = ("Amara", "Bjorn", "Chen", "Dolores", "Emeka", "Freya", "Goran", "Hana", "Idris", "Juno")
LAST = ("Abe", "Brandt", "Castillo", "Dube", "Eriksen", "Farouk", "Greco", "Hoang")
INDUSTRIES = ("Retail", "Banking", "Life Sciences", "Public Sector", "Telecoms", "Aerospace", "Agriculture", "Media")
USES = ("Chat Assistant", "Batch Scoring", "Protein Folding", "Video Captioning", "Search Ranking", "Speech to Text")
CHIPS = ("A100 80GB", "H100", "L4", "T4", "V100", "RTX 6000", "A10G")
PLACES = ("Germany", "Japan", "Brazil", "Kenya", "Canada", "Norway", "India")
NOTES = ("wants a call in May", "moved offices", "asked about pricing", "new champion", "")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a file: its header, the column of ours that it is (None: none of them), and its values."""

    header: str
    truth: str | None
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HeaderFile:
    """A file to be mapped."""

    name: str
    columns: tuple[Column, ...]

    @property
    def truth(self) -> dict[str, str]:
        """Our column by header."""
        return {item.header: item.truth for item in self.columns if item.truth}

    def csv(self) -> bytes:
        """Return the file as CSV."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow([item.header for item in self.columns])
        writer.writerows(zip(*[item.values for item in self.columns], strict=True))
        return out.getvalue().encode()


@dataclass(frozen=True, slots=True)
class Taste:
    """How one file writes its values."""

    ids: int
    dates: str
    money: str
    percent: str
    levels: tuple[str, str, str]
    segments: tuple[str, ...]


TASTES = (
    Taste(0, "%Y-%m-%d", "{:.2f}", "{:.1f}", ("High", "Medium", "Low"), ("Production Service", "Development/Testing")),
    Taste(1, "%d %b %Y", "${:,.2f}", "{:.1f}%", ("high", "medium", "low"), ("Enterprise", "Mid-Market", "SMB")),
    Taste(2, "%m/%d/%Y", "{:.0f}", "{:.2f}", ("HIGH", "MEDIUM", "LOW"), ("Prod", "Dev", "Trial")),
    Taste(3, "%Y-%m-%dT%H:%M:%S", "{:,.0f}", "{:.0f}", ("High", "Medium", "Low"), ("Strategic", "Growth", "Starter")),
    Taste(4, "%B %d, %Y", "USD {:,.2f}", "{:.1f} %", ("High", "Medium", "Low"), ("Production", "Development")),
)


def identity(style: int, number: int) -> str:
    """Write a customer's id in one of five styles."""
    return (
        f"ACCT-{number + 17:05d}",
        f"C{number * 7 + 1003}",
        f"{400_100 + number * 13}",
        f"0015g00000X{number:02d}kLmQA{chr(65 + number % 26)}",
        f"eu-{number + 1:03d}",
    )[style]


def own_values(random: Random, taste: Taste) -> dict[str, tuple[str, ...]]:
    """Return plausible values for our 21 columns, consistent in each row as real ones are."""
    made: dict[str, list[str]] = {column: [] for column in COLUMNS}
    for number in range(ROWS):
        spend = round(random.lognormvariate(8.6, 1.2), 2)
        calls = int(random.lognormvariate(6.5, 1.3))
        seconds = round(random.lognormvariate(3.2, 1.4), 1)
        level = random.choice(taste.levels)
        row = {
            "customer_id": identity(taste.ids, number),
            "company_name": SYLLABLES[number % 15] + ENDINGS[(number * 3 + number // 15) % 8],
            "signup_date": (date(2022, 1, 5) + timedelta(days=random.randrange(1300))).strftime(taste.dates),
            "monthly_spend": taste.money.format(spend),
            "contract_value_annual": taste.money.format(round(spend * random.uniform(10, 15), -2)),
            "customer_segment": random.choice(taste.segments),
            "csm_assigned": FIRST[number % 4] + " " + LAST[number % 4],
            "daily_invocations": str(calls),
            "invocations_30d": str(int(calls * random.uniform(27, 33))),
            "avg_execution_time_sec": str(seconds),
            "cold_start_pct": taste.percent.format(random.uniform(1, 60)),
            "p95_latency_ms": str(int(seconds * random.uniform(1500, 3500))),
            "error_rate_pct": taste.percent.format(random.uniform(0, 12)),
            "invocation_velocity_change_pct": taste.percent.format(random.uniform(-70, 70)),
            "days_since_last_invocation": str(int(random.expovariate(0.2))),
            "health_score": f"{random.uniform(1.5, 9.8):.1f}",
            "churn_risk": level,
            "expansion_potential": random.choice(taste.levels),
            "industry": random.choice(INDUSTRIES),
            "use_case": random.choice(USES),
            "gpu_type_primary": random.choice(CHIPS),
        }
        for column, value in row.items():
            made[column].append("" if random.random() < 0.03 and column not in COLUMNS[:2] else value)
    return {column: tuple(values) for column, values in made.items()}


def day(random: Random) -> str:
    """A day of the years around now."""
    return str(date(2025, 1, 1) + timedelta(days=random.randrange(700)))


KINDS: Mapping[str, Callable[[Random], str]] = {
    "date": day,
    "place": lambda random: random.choice(PLACES),
    "zone": lambda random: random.choice(("UTC", "UTC+1", "UTC+9", "UTC-5")),
    "nps": lambda random: str(random.randrange(-60, 90)),
    "percent": lambda random: f"{random.uniform(0, 100):.1f}",
    "ten": lambda random: f"{random.uniform(1, 10):.1f}",
    "small": lambda random: str(random.randrange(0, 40)),
    "count": lambda random: str(int(random.lognormvariate(6, 1.5))),
    "days": lambda random: str(random.randrange(0, 365)),
    "ms": lambda random: str(int(random.lognormvariate(10, 1))),
    "seconds": lambda random: f"{random.lognormvariate(4, 1):.1f}",
    "money": lambda random: f"{random.lognormvariate(9, 1.2):.2f}",
    "site": lambda random: f"www.{random.choice(SYLLABLES).lower()}{random.randrange(99)}.example",
    "mail": lambda random: f"{random.choice(FIRST).lower()}@{random.choice(SYLLABLES).lower()}.example",
    "phone": lambda random: f"+49 30 {random.randrange(10**6, 10**7)}",
    "person": lambda random: f"{random.choice(FIRST)} {random.choice(LAST)}",
    "firm": lambda random: random.choice(SYLLABLES) + random.choice(ENDINGS),
    "code": lambda random: f"{random.choice('QRSX')}-{random.randrange(10**5, 10**6)}",
    "grade": lambda random: random.choice(("Basic", "Business", "Enterprise", "Annual", "Prepaid")),
    "currency": lambda random: random.choice(("USD", "EUR", "GBP")),
    "level": lambda random: random.choice(("High", "Medium", "Low")),
    "note": lambda random: random.choice(NOTES),
    "chip": lambda random: random.choice(("x86", "arm64", "EPYC 9654")),
    "runtime": lambda random: random.choice(("python3.12", "nodejs22", "java21")),
}


def others(random: Random, names: Sequence[str]) -> list[Column]:
    """Return columns that are none of ours."""
    return [Column(name, None, tuple(KINDS[DISTRACTORS[name]](random) for _ in range(ROWS))) for name in names]


@cache
def files() -> tuple[HeaderFile, ...]:
    """Return every file: each header row whole with ten columns more, and each in part, where traps stand alone."""
    made = []
    names = sorted(DISTRACTORS)
    for number, (style, headers) in enumerate(rows().items()):
        random = Random(f"headers {style}")
        values = own_values(random, TASTES[number % len(TASTES)])
        own = [Column(header, column, values[column]) for header, column in zip(headers, COLUMNS, strict=True)]
        taken = {header.lower() for header in headers}
        shift = number * 10 % len(names)
        extra = [name for name in (names + names)[shift : shift + 10] if name.lower() not in taken]
        whole = own + others(random, extra)
        random.shuffle(whole)
        made.append(HeaderFile(f"{style}, whole", tuple(whole)))
        kept = own[:2] + random.sample(own[2:], 7)
        part = kept + others(random, [name for name in random.sample(names, 18) if name.lower() not in taken])
        random.shuffle(part)
        made.append(HeaderFile(f"{style}, in part", tuple(part)))
    return tuple(made)
