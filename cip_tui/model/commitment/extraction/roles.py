"""What an amount is for: told by the label that it hangs on, not by how large it is."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cip_tui.model.commitment.extraction.ordinals import EACH, find_ordinals
from cip_tui.model.commitment.extraction.text import Reading
from cip_tui.model.commitment.extraction.values import Kind, Value

_ADJ = (
    r"(?:minimum|annual|yearly|total|aggregate|overall|cumulative|spend(?:ing)?|committed"
    r"|contract(?:ual)?|base|guaranteed|revised|"
    r"amended|increased|usage|purchas(?:e|ing)|revenue|consumption|cloud|aws|services?|fees?|eligible"
    r"|term|initial|net|new|restated|"
    r"customer'?s?|private pricing|edp|ppa|quarterly|monthly|financial|expenditure|current|active"
    r"|contract year|yearly|non-cancell?able|"
    r"year \d|purchase)"
)
_NOT_AFTER = (
    r"(?!\s*[-]?\s*(?:periods?\b|terms?\b|years?\b(?!\s*\d)|shortfalls?|eligible|discounts?|letters?"
    r"|date\b|start\b|end\b|schedule\s+of\s+credits|fees?\s+means))"
)
COMMITMENT = re.compile(
    rf"\b(?:(?:{_ADJ}[\s-]+){{0,6}}commitments?(?:\s+(?:amounts?|spend|fees?|levels?|values?|totals?))?"
    rf"|(?:{_ADJ}\s+){{0,3}}committed\s+(?:{_ADJ}\s+){{0,3}}(?:spend(?:ing)?|amounts?|fees?|values?"
    rf"|expenditures?|purchases?)"
    rf"|(?:{_ADJ}\s+){{0,3}}minimum\s+(?:{_ADJ}\s+){{0,4}}(?:spend(?:ing)?|amounts?|purchases?"
    rf"|obligations?|expenditures?|usage|fees)"
    rf"|(?:spend(?:ing)?|purchase)\s+(?:obligations?|requirements?|minimums?)|(?:minimum"
    rf"|annual)\s+(?:obligations?|requirements?)|MAC\b|annual\s+floor|spend\s+floor){_NOT_AFTER}",
    re.IGNORECASE,
)
PROMISE = re.compile(
    r"\b(?:(?:commits?|committed|agrees?|agreed|undertakes?|undertaken|is\s+obligated|is\s+obliged"
    r"|is\s+required|covenants?)\s+(?:itself\s+)?(?:to\s+)?"
    r"(?:(?:spend|spending|purchase|purchasing|incur|incurring|consume|use|buy|pay|expend|a|an)\b)?"
    r"|(?:shall|must|will)\s+(?:spend|incur|consume|purchase|expend))",
    re.IGNORECASE,
)
OTHER = re.compile(
    r"\b(?:(?P<credit>credits?\b|rebates?|incentives?|funding|investments?|MDF)"
    r"|(?P<marketplace>marketplace)|(?P<support>(?:enterprise |business )?support)"
    r"|(?P<shortfall>shortfalls?(?:\s+(?:payment|fee|amount))?|deficiency)|(?P<relief>relief)"
    r"|(?P<cap>not\s+(?:to\s+)?exceed(?:ing)?|capped|cap\b|maximum|up\s+to|limit(?:ed)?\b|per\s+(?:poc"
    r"|workload|case\s+study|project))"
    r"|(?P<threshold>thresholds?|exceeds?|exceeding|tier\s+band|run[\s-]?rate|ARR\b|qualifying"
    r"|greater\s+than|more\s+than|in\s+excess\s+of|bands?\b)"
    r"|(?P<fee>prepay(?:ment)?s?|prepaid|deposit|invoices?|termination\s+fee|penalt(?:y|ies)|liability"
    r"|late\s+fee|training|upfront|insurance|damages"
    r"|(?:list|unit)\s+price|per\s+(?:GB|hour|request|million|unit|month))"
    r"|(?P<target>targets?|stretch|aspirational|goals?|forecasts?|projected|projections?|illustrative"
    r"|examples?|e\.g\.|estimated?|anticipated|non-binding|optional|expected|"
    r"potential|proposed|baseline|actual|historical|run\s+rate)"
    r"|(?P<growth>growth|incremental))",
    re.IGNORECASE,
)
INACTIVE = re.compile(
    r"\b(?:target|stretch|aspirational|proposed|planned|optional|future|goal|inactive|expired"
    r"|not\s+(?:active|selected)|forecast|illustrative|non-binding|declined|withdrawn|superseded|void|lapsed)\b",
    re.I,
)
ACTIVE = re.compile(r"\b(?:active|selected|binding|in\s+(?:effect|force)|agreed|executed|current|committed)\b", re.I)
_FILLER = frozenset(
    [
        "of",
        "is",
        "are",
        "was",
        "shall",
        "will",
        "be",
        "being",
        "equals",
        "equal",
        "to",
        "at",
        "least",
        "no",
        "not",
        "less",
        "than",
        "a",
        "an",
        "minimum",
        "amount",
        "amounts",
        "the",
        "sum",
        "total",
        "in",
        "for",
        "during",
        "per",
        "each",
        "every",
        "contract",
        "year",
        "years",
        "term",
        "and",
        "hereby",
        "as",
        "follows",
        "set",
        "fixed",
        "totaling",
        "totalling",
        "amounting",
        "amounts",
        "increased",
        "increase",
        "reduced",
        "reduction",
        "decreased",
        "amended",
        "revised",
        "changed",
        "from",
        "customer",
        "customer's",
        "under",
        "this",
        "that",
        "addendum",
        "agreement",
        "its",
        "fees",
        "spend",
        "usage",
        "services",
        "aws",
        "eligible",
        "on",
        "spending",
        "purchase",
        "purchases",
        "incur",
        "means",
        "has",
        "have",
        "been",
        "committed",
        "commit",
        "annual",
        "annually",
        "annum",
        "by",
        "which",
        "minimum",
        "below",
        "above",
        "following",
        "corresponding",
        "aggregate",
        "value",
        "worth",
        "lesser",
        "edp",
        "ppa",
        "ii",
        "iii",
        "iv",
        "vi",
        "thereafter",
        "deleted",
        "replaced",
        "with",
        "instead",
        "read",
        "now",
        "remains",
        "greater",
        "higher",
        "together",
        "runs",
        "run",
        "it",
        "each's",
        "respective",
        "applicable",
        "covering",
        "fiscal",
        "calendar",
        "period",
        "commencing",
        "beginning",
        "ending",
        "starting",
        "through",
        "until",
        "first",
        "second",
        "third",
        "fourth",
        "fifth",
        "us",
        "usd",
        "use",
        "over",
        "eur",
        "gbp",
        "dollars",
        "eligible-fees",
        "consisting",
        "cumulative",
        "cumulatively",
        "agrees",
        "twelve",
        "month",
        "months",
        "twelve-month",
        "s",
    ]
)


@dataclass(frozen=True, slots=True)
class Role:
    """What an amount is: `commitment` or the name of something else, how surely, and by which label."""

    name: str
    score: float
    label: str = ""
    label_start: int = 0


def role_of(reading: Reading, value: Value, *, reach: int = 220) -> Role:
    """Say what an amount is for, by the nearest label before it that it can hang on, or one right after it."""
    first, last = reading.sentence(value.start)
    before_start = max(first, value.start - reach)
    before = reading.text[before_start : value.start]
    after = reading.text[value.end : min(last, value.end + 60)]
    behind = _role_after(after)
    if behind is not None:
        return behind
    label = _label(reading, before, before_start, value)
    if label is not None:
        return label
    below = _label_below(reading, value) if not before.strip() else None
    if below is not None:
        return below
    # A label may stand on the line above, with the value alone on its own line.
    if re.fullmatch(r"[\s:=|.(]*", before):
        above_start = max(0, first - 90)
        above = reading.text[above_start:first].rstrip().split("\n")[-1]
        offset = first - len(reading.text[above_start:first]) + reading.text[above_start:first].rfind(above)
        if above and len(above) <= 70:
            ends = [match for match in COMMITMENT.finditer(above) if len(above) - match.end() <= 30]
            if ends and not OTHER.search(above[ends[-1].end() :]) and not _spoilt(above[: ends[-1].start()]):
                return Role("commitment", 0.88, above, offset)
            other = OTHER.search(above)
            if other:
                return Role(str(other.lastgroup), 0.8, above, offset)
    return Role("", 0.0)


def _label_below(reading: Reading, value: Value) -> Role | None:
    """Return the role of an amount alone on its line that the next line names, as on a slide."""
    lines = reading.text[value.end : value.end + 160].split("\n")
    if len(lines) < 2 or lines[0].strip():
        return None
    label = COMMITMENT.match(lines[1])
    if label is None or OTHER.search(lines[1][: label.end() + 20]):
        return None
    start = value.end + len(lines[0]) + 1
    if any(item.kind in (Kind.MONEY, Kind.REDACTION) for item in reading.between(start, start + len(lines[1]))):
        return None
    return Role("commitment", 0.84, label.group(), start)


def _label(reading: Reading, before: str, start: int, value: Value) -> Role | None:
    promise = max(PROMISE.finditer(before), key=lambda match: match.end(), default=None)
    noun = max(COMMITMENT.finditer(before), key=lambda match: match.end(), default=None)
    other = max(OTHER.finditer(before), key=lambda match: match.end(), default=None)
    best = max((match for match in (promise, noun) if match is not None), key=lambda match: match.end(), default=None)
    if best is not None:
        between = before[best.end() :]
        if _connects(reading, start + best.end(), value.start) and not _spoilt(before[: best.start()]):
            # "up to 25 % of the Annual Commitment" speaks of a share of it, not of its amount.
            score = (
                0.93
                if best is noun or re.search(r"\b(?:spend|purchase|incur|consume|expend|use|buy)", best.group(), re.I)
                else 0.82
            )
            return Role("commitment", score - 0.0005 * len(between), best.group(), start + best.start())
    if other is not None and (best is None or other.end() > best.start()):
        return Role(str(other.lastgroup), 0.8, other.group(), start + other.start())
    if best is not None and other is None and len(before) - best.end() < 160:
        return Role("commitment", 0.6, best.group(), start + best.start())
    return None


def _role_after(after: str) -> Role | None:
    match = re.match(r"\s*(?:\([^)]{0,40}\)\s*)?(?:in|of|worth of|as|for)?\s*(?:\w+\s+){0,2}", after)
    tail = after[: (match.end() if match else 0) + 24]
    found = re.match(
        r"\s*(?:in|of|worth\s+of|as)\s+(?:\w+\s+){0,3}?(?P<what>credits?|funding|relief|incentives?"
        r"|training|support|prepayment)\b",
        tail,
        re.I,
    )
    if found:
        other = OTHER.search(found["what"])
        return Role(str(other.lastgroup) if other else "fee", 0.85, found["what"])
    if re.match(r"\s*(?:per|/|a)\s*(?:GB|hour|request|unit|month\b|poc|workload|case|instance)", tail, re.I):
        return Role("fee", 0.85, tail.strip())
    return None


def _spoilt(before: str) -> bool:
    """Say whether what stands before a label turns it into something else: a share of it, or a failure to meet it."""
    tail = before[-60:]
    return bool(
        re.search(
            r"(?:%|percent)\s*(?:\([^)]*\)\s*)?of\s+(?:the|each|its|such|any|that)?\s*(?:applicable\s+"
            r"|then-current\s+|relevant\s+)?$",
            tail,
            re.I,
        )
        or re.search(
            r"\b(?:exceeds?|exceeding|below|towards?|against|beyond|in excess of|fails? to (?:meet|satisfy)"
            r"|short of|satisf(?:y|ies)|meets?|achieves?)\s+(?:the|its|an?|each|such|any"
            r"|that)?\s*(?:applicable\s+)?$",
            tail,
            re.I,
        )
        or re.search(
            r"\b(?:target|stretch|aspirational|proposed|projected|forecast(?:ed)?|illustrative|optional|example)\s+$",
            tail,
            re.I,
        )
    )


def _connects(reading: Reading, start: int, end: int) -> bool:
    """Say whether only filler, dates and contract years stand between a label and an amount."""
    if end - start > 230:
        return False
    text = list(reading.text[start:end])
    for value in reading.between(start, end):
        if value.kind in (Kind.DATE, Kind.DURATION, Kind.RATE) or (
            value.kind is Kind.MONEY and _is_from(reading, value)
        ):
            text[value.start - start : value.end - start] = " " * (value.end - value.start)
        elif value.kind in (Kind.MONEY, Kind.REDACTION):
            return False
    plain = "".join(text)
    for ordinal in reversed(find_ordinals(plain)):
        plain = plain[: ordinal.start] + " " + plain[ordinal.end :]
    plain = EACH.sub(" ", plain)
    words = re.findall(r"[A-Za-z][A-Za-z'-]+", plain)
    strange = [word for word in words if word.lower() not in _FILLER]
    return len(strange) <= len(words) // 9


def _is_from(reading: Reading, value: Value) -> bool:
    return bool(re.search(r"\bfrom\s*$", reading.text[max(0, value.start - 8) : value.start], re.I))


def lead_role(text: str) -> str:
    """Say what a list or table is about, by the last label of the text before it; empty where that does not tell."""
    noun = max(COMMITMENT.finditer(text), key=lambda match: match.end(), default=None)
    promise = max(PROMISE.finditer(text), key=lambda match: match.end(), default=None)
    other = max(OTHER.finditer(text), key=lambda match: match.end(), default=None)
    best = max((match for match in (noun, promise) if match is not None), key=lambda match: match.end(), default=None)
    if best is not None and (
        other is None or best.end() >= other.end() or other.lastgroup in ("cap", "threshold", "fee")
    ):
        return "commitment"
    return str(other.lastgroup) if other is not None else ""
