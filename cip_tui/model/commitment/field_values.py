"""Fields as people write and read them: names that exist, values typed in, values shown."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal, InvalidOperation

from cip_tui.model.commitment.extraction.dates import DATE, read_date
from cip_tui.model.commitment.extraction.fields import FieldKind, FieldValue
from cip_tui.model.commitment.extraction.values import Kind, find_values
from cip_tui.model.errors import UsageError
from cip_tui.model.text import clean

_TEXT, _MONEY, _DATE, _RATE, _COUNT, _FLAG = (
    FieldKind.TEXT,
    FieldKind.MONEY,
    FieldKind.DATE,
    FieldKind.RATE,
    FieldKind.COUNT,
    FieldKind.FLAG,
)
_KINDS: dict[str, tuple[FieldKind, str]] = {
    "document.type": (_TEXT, "Document"),
    "customer": (_TEXT, "Customer"),
    "provider": (_TEXT, "Provider"),
    "agreement.id": (_TEXT, "Agreement number"),
    "supersedes": (_TEXT, "Supersedes"),
    "effective": (_DATE, "Effective date"),
    "period.start": (_DATE, "Term starts"),
    "period.end": (_DATE, "Term ends"),
    "period.months": (_COUNT, "Length of the term"),
    "currency": (_TEXT, "Currency"),
    "total": (_MONEY, "Total commitment"),
    "floors.quarter": (_MONEY, "Floor per quarter"),
    "floors.month": (_MONEY, "Floor per month"),
    "counting.basis": (_TEXT, "Basis of counting"),
    "counting.marketplace_share": (_RATE, "Marketplace share that counts"),
    "counting.marketplace_cap": (_RATE, "Marketplace cap, of the commitment"),
    "counting.marketplace_cap_amount": (_MONEY, "Marketplace cap, amount"),
    "counting.credits_reduce": (_FLAG, "Credits reduce what counts"),
    "counting.taxes_count": (_FLAG, "Taxes count"),
    "counting.support_counts": (_FLAG, "Support counts"),
    "counting.eligible_services": (_TEXT, "Eligible services"),
    "counting.excluded_services": (_TEXT, "Excluded services"),
    "support.minimum": (_MONEY, "Support minimum"),
    "shortfall.trigger": (_TEXT, "Shortfall settled per"),
    "shortfall.treatment": (_TEXT, "Shortfall treatment"),
    "shortfall.usable_months": (_COUNT, "Shortfall payment usable for"),
    "carry_over": (_TEXT, "Carry-over"),
    "renewal": (_TEXT, "Renewal"),
    "termination": (_TEXT, "Termination"),
    "accounts": (_TEXT, "Accounts"),
    "regions": (_TEXT, "Regions"),
    "years.n.start": (_DATE, "Year {n} starts"),
    "years.n.end": (_DATE, "Year {n} ends"),
    "years.n.amount": (_MONEY, "Year {n} commitment"),
    "years.n.formula": (_TEXT, "Year {n} formula"),
    "discounts.n.scope": (_TEXT, "Discount {n} scope"),
    "discounts.n.rate": (_RATE, "Discount {n}"),
    "discounts.n.start": (_DATE, "Discount {n} starts"),
    "discounts.n.end": (_DATE, "Discount {n} ends"),
    "credits.n.name": (_TEXT, "Credit {n}"),
    "credits.n.amount": (_MONEY, "Credit {n} amount"),
    "credits.n.rate": (_RATE, "Credit {n} rate"),
    "credits.n.condition": (_TEXT, "Credit {n} condition"),
    "attestations.n.name": (_TEXT, "Attestation {n}"),
    "attestations.n.cadence": (_TEXT, "Attestation {n} cadence"),
    "attestations.n.next_due": (_DATE, "Attestation {n} due"),
    "attestations.n.window_days": (_COUNT, "Attestation {n} window"),
    "attestations.n.grace_days": (_COUNT, "Attestation {n} grace"),
    "attestations.n.owner": (_TEXT, "Attestation {n} owner"),
    "attestations.n.evidence": (_TEXT, "Attestation {n} evidence"),
    "attestations.n.consequence": (_TEXT, "Attestation {n} consequence"),
    "notices.n.purpose": (_TEXT, "Notice {n} is for"),
    "notices.n.days": (_COUNT, "Notice {n}"),
    "notices.n.before": (_DATE, "Notice {n} counts back from"),
}
CHOICES: dict[str, tuple[str, ...]] = {
    "shortfall.trigger": ("year", "term"),
    "shortfall.treatment": ("pay", "prepay", "carry"),
    "counting.basis": ("net", "gross"),
}
"""Fields that hold one of a few words."""
_CADENCES = ("once", "monthly", "quarterly", "semiannual", "annual")


def kind_of(name: str) -> tuple[FieldKind, str]:
    """Return kind and label of a field. Raises `UsageError` where no field can have this name."""
    pattern = re.sub(r"\.(\d{1,2})\.", ".n.", name)
    number = re.search(r"\.(\d{1,2})\.", name)
    if pattern not in _KINDS or ("n" in pattern.split(".") and (number is None or number[1] == "0")):
        raise unknown_field(name, (item.replace(".n.", ".1.") for item in _KINDS))
    kind, label = _KINDS[pattern]
    return kind, label.format(n=number[1] if number else "")


def unknown_field(name: str, known: Iterable[str]) -> UsageError:
    """Make the answer to a field name that does not exist."""
    near = difflib.get_close_matches(name, list(known), n=1)
    hint = f"Did you mean '{near[0]}'?" if near else "`cip agreement show` lists the fields"
    return UsageError(f"There is no field '{clean(name, 80)}'", next_step=hint)


def read_value(name: str, text: str) -> FieldValue:
    """Read a value that a person typed for a field. Raises `UsageError` that says how to write it."""
    kind, _ = kind_of(name)
    plain = " ".join(text.split())
    if not plain:
        raise UsageError(f"No value is given for {name}", next_step="Reject the field where the agreement says nothing")
    if kind is _MONEY:
        return _money(name, plain)
    if kind is _RATE:
        return _rate(name, plain)
    if kind is _DATE:
        return _day(name, plain)
    if kind is _COUNT:
        if not re.fullmatch(r"\d{1,4}", plain):
            raise _unreadable(name, plain, "Write a whole number")
        return int(plain)
    if kind is _FLAG:
        if plain.lower() not in ("yes", "no", "true", "false", "y", "n"):
            raise _unreadable(name, plain, "Write yes or no")
        return plain.lower() in ("yes", "true", "y")
    choices = _CADENCES if name.endswith(".cadence") else CHOICES.get(name)
    if choices and plain.lower() not in choices:
        raise _unreadable(name, plain, "Choose one of " + ", ".join(choices))
    if name == "currency" and not re.fullmatch(r"[A-Za-z]{3}", plain):
        raise _unreadable(name, plain, "Write a code of three letters, e.g. USD")
    return plain.upper() if name == "currency" else plain.lower() if choices else clean(plain, 2000)


def _money(name: str, text: str) -> Decimal:
    found = [value for value in find_values(text) if value.kind is Kind.MONEY]
    amount = found[0].amount if len(found) == 1 else None
    if amount is None:
        try:
            amount = Decimal(re.sub(r"[,_\s]", "", text))
        except InvalidOperation as error:
            raise _unreadable(name, text, "Write an amount, e.g. 1250000 or $1.25 million") from error
    if not amount.is_finite() or amount < 0 or amount >= Decimal(10) ** 13:
        raise _unreadable(name, text, "Write an amount that is not negative")
    return amount


def _rate(name: str, text: str) -> Decimal:
    try:
        rate = Decimal(text.rstrip("% ")) / (100 if text.endswith("%") else 1)
    except InvalidOperation as error:
        raise _unreadable(name, text, "Write 9% or 0.09") from error
    if not rate.is_finite() or not 0 <= rate <= 1:
        raise _unreadable(name, text, "Write a rate from 0% to 100%, e.g. 9% or 0.09")
    return rate


def _day(name: str, text: str) -> date:
    match = DATE.fullmatch(text)
    read = read_date(match) if match else None
    if read is None or read.doubt:
        raise _unreadable(name, text, "Write the day as YYYY-MM-DD")
    return read.day


def _unreadable(name: str, text: str, how: str) -> UsageError:
    return UsageError(f"'{clean(text, 60)}' is no value for {name}", next_step=how)


def show_value(value: FieldValue, kind: FieldKind, unit: str = "") -> str:
    """Write a value for people: money with separators and currency, rates in percent, flags as yes or no."""
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if kind is _MONEY and isinstance(value, Decimal):
        places = 0 if value == value.to_integral_value() else 2
        return f"{value:,.{places}f} {unit}".strip()
    if kind is _RATE and isinstance(value, Decimal):
        return f"{(value * 100).normalize():f} %"
    if isinstance(value, date):
        return value.isoformat()
    return f"{value} {unit}".strip() if kind is _COUNT else str(value)
