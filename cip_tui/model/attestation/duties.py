"""Duties: what has to be attested, given notice of or moved, how often, by whom and with what evidence.

A duty is the input of the schedule, wherever it comes from: a confirmed agreement, an accepted credit, a model in use.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from cip_tui.model.commitment.terms import AttestationDuty, NoticePeriod, Terms
from cip_tui.model.period import Period
from cip_tui.model.text import clean

STAGES = (30, 14, 7, 3, 1)
"""Days before a deadline on which a reminder stands."""


class DutyKind(StrEnum):
    """What a duty is."""

    ATTESTATION = "attestation"
    CREDIT = "credit"
    NOTICE = "notice"
    RETIREMENT = "retirement"
    PERIOD_END = "period_end"


class Cadence(StrEnum):
    """How often a duty comes round."""

    ONCE = "once"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    SEMIANNUAL = "semiannual"
    ANNUAL = "annual"

    @property
    def months(self) -> int:
        """Months from one deadline to the next; 0 for once."""
        return _MONTHS[self]


_MONTHS = {Cadence.ONCE: 0, Cadence.MONTHLY: 1, Cadence.QUARTERLY: 3, Cadence.SEMIANNUAL: 6, Cadence.ANNUAL: 12}


@dataclass(frozen=True, slots=True)
class EvidenceItem:
    """One piece of evidence on a duty's checklist.

    `kind` is report, query, sign_off, tag_export, blog, review or document; `max_age_days` says how old a file may be
    on the day of the deadline, None for any age.
    """

    id: str
    title: str
    kind: str = "document"
    owner: str = ""
    max_age_days: int | None = None


@dataclass(frozen=True, slots=True)
class Duty:
    """Something due once or again and again.

    `source` and `programme` together name it for ever: they and the period make the identity of its deadlines, so
    neither may hold a date that can move. `first_due` is the next deadline as the source states it; None with a
    cadence and a `term` means the end of each period of the term. `window_days` says how many days before a deadline
    its window opens, `grace_days` how many after it still count. A `fixed` deadline is not moved to a business day.
    `first_end` is the last day of what the first deadline is about, where the source says so: later ones then keep
    their distance from the end of their period. What the source itself counts as attested is everything up to the
    stated day `attested_through`, without the days `not_attested`.
    """

    source: str
    programme: str
    title: str
    kind: DutyKind = DutyKind.ATTESTATION
    cadence: Cadence = Cadence.ONCE
    first_due: date | None = None
    term: Period | None = None
    window_days: int | None = None
    grace_days: int = 0
    stages: tuple[int, ...] = STAGES
    owner: str = ""
    evidence: tuple[EvidenceItem, ...] = ()
    consequence: str = ""
    origin: str = ""
    fixed: bool = False
    first_end: date | None = None
    attested_through: date | None = None
    not_attested: tuple[date, ...] = ()

    def counts_as_attested(self, stated: date) -> bool:
        """Say whether the source itself counts the deadline stated for a day as attested."""
        through = self.attested_through
        return through is not None and stated <= through and stated not in self.not_attested


@dataclass(frozen=True, slots=True)
class ModelInUse:
    """A model that calls are made to, the last day on which they were, and the first day it is no longer served."""

    provider: str
    model: str
    last_used: date
    retire_on: date


def duties_of_terms(terms: Terms) -> Iterator[Duty]:
    """Yield the duties of a confirmed agreement: its attestations, notice periods, and the ends of its years."""
    names = _distinct(clean(duty.name) for duty in terms.attestations)
    for duty, name in zip(terms.attestations, names, strict=True):
        yield _attestation(terms, duty, name)
    names = _distinct(clean(notice.purpose) for notice in terms.notices)
    for notice, name in zip(terms.notices, names, strict=True):
        yield _notice(terms, notice, name)
    for year in terms.years:
        yield Duty(
            terms.agreement_id,
            f"year-{year.number}",
            clean(f"Contract year {year.number} ends: commitment settled as of this day"),
            DutyKind.PERIOD_END,
            first_due=year.period.last,
            term=year.period,
            origin=_origin(terms, None),
            fixed=True,
        )
    if terms.period is not None and not any(year.period.last == terms.period.last for year in terms.years):
        yield Duty(
            terms.agreement_id,
            "term-end",
            "The agreement ends",
            DutyKind.PERIOD_END,
            first_due=terms.period.last,
            term=terms.period,
            origin=_origin(terms, None),
            fixed=True,
        )


def _attestation(terms: Terms, duty: AttestationDuty, name: str) -> Duty:
    return Duty(
        terms.agreement_id,
        f"attestation-{name}",
        clean(duty.name),
        DutyKind.ATTESTATION,
        read_cadence(duty.cadence),
        duty.next_due,
        terms.period,
        duty.window_days,
        duty.grace_days or 0,
        owner=clean(duty.owner),
        evidence=evidence_items(duty.evidence, clean(duty.owner)),
        consequence=clean(duty.consequence),
        origin=_origin(terms, duty.page),
    )


def _notice(terms: Terms, notice: NoticePeriod, name: str) -> Duty:
    before = notice.before or (terms.period.end if terms.period is not None else None)
    return Duty(
        terms.agreement_id,
        f"notice-{name}",
        clean(f"Give notice: {notice.purpose}"),
        DutyKind.NOTICE,
        first_due=before - timedelta(days=notice.days) if before is not None else None,
        consequence=clean(f"{notice.days} days' notice are needed before {before}") if before is not None else "",
        evidence=(EvidenceItem("notice", "Notice as sent, with proof of receipt"),),
        origin=_origin(terms, notice.page),
    )


def duties_of_models(models: Iterable[ModelInUse], today: date) -> Iterator[Duty]:
    """Yield a duty for each model in use that goes away: calls have to move before it is no longer served.

    A model counts as in use for 90 days after its last call; one that has retired only if it was called since.
    """
    for item in models:
        recent = item.last_used >= today - timedelta(days=90)
        if recent and (item.retire_on > today or item.last_used >= item.retire_on):
            yield Duty(
                "models",
                f"{item.provider}/{item.model}",
                clean(f"Move off {item.model} before {item.provider} retires it"),
                DutyKind.RETIREMENT,
                first_due=item.retire_on - timedelta(days=1),
                evidence=(EvidenceItem("move", "Last day with calls to the old model", "query"),),
                consequence=f"Calls to it fail from {item.retire_on} on",
                origin="price book",
            )


def evidence_items(titles: Iterable[str], owner: str = "") -> tuple[EvidenceItem, ...]:
    """Return a checklist from plain titles; its ids are the titles in short."""
    texts = [clean(title) for title in titles]
    names = _distinct(re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:30] or "item" for text in texts)
    return tuple(EvidenceItem(name, text, _kind_of(text), owner) for text, name in zip(texts, names, strict=True))


def read_cadence(text: str) -> Cadence:
    """Read a cadence; what is none of the five counts as once, since nothing says that it comes again."""
    word = re.sub(r"[^a-z]", "", text.lower())
    word = _CADENCE_WORDS.get(word, word)
    return Cadence(word) if word in set(Cadence) else Cadence.ONCE


_CADENCE_WORDS = {
    "semiannually": "semiannual",
    "halfyearly": "semiannual",
    "biannual": "semiannual",
    "yearly": "annual",
    "annually": "annual",
}


def _kind_of(title: str) -> str:
    text = title.lower()
    for kind, words in _KIND_WORDS.items():
        if any(word in text for word in words):
            return kind
    return "document"


_KIND_WORDS = {
    "sign_off": ("sign-off", "sign off", "signed", "signature", "officer", "certif"),
    "tag_export": ("tag export", "tagged", "tags"),
    "query": ("query",),
    "review": ("review", "remediation"),
    "blog": ("case study", "blog", "reference"),
    "report": ("report", "usage", "spend", "invocations", "metrics", "export", "list"),
}


def _distinct(names: Iterable[str]) -> list[str]:
    """Return the names, the second of the same name with `-2` and so on."""
    seen: Counter[str] = Counter()
    found = []
    for name in names:
        seen[name] += 1
        found.append(name if seen[name] == 1 else f"{name}-{seen[name]}")
    return found


def _origin(terms: Terms, page: int | None) -> str:
    name = clean(terms.title or terms.file or terms.agreement_id)
    return f"{name}, page {page}" if page is not None else name
