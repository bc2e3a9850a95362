"""What kind of customer file this is: told by its columns, with a confidence and the evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cip_tui.model.onboarding.fields import REQUIRED, language
from cip_tui.model.onboarding.headers import read_header
from cip_tui.model.onboarding.matching import Match, by_field
from cip_tui.model.onboarding.template import ACCOUNTS_HEADER

SERVERLESS = "data_center_serverless"
CRM = "crm_export"
TEMPLATE = "standard_template"
UNKNOWN = "unknown"
TITLES = {
    SERVERLESS: "serverless data centre file",
    CRM: "CRM export",
    TEMPLATE: "standard template",
    UNKNOWN: "unknown format",
}
_USAGE = tuple(field.name for field in language().fields.values() if field.group == "usage")
# Columns that exports of CRM systems have and tables of usage have not.
_CRM_CUES = (
    "account owner", "company owner", "record id", "annual revenue", "billing country", "billing city", "billing state",
    "lifecycle stage", "lead status", "lead source", "parent account", "last activity date", "create date",
    "created date", "number of employees", "employees", "account source", "opportunity stage", "deal stage", "type",
    "website", "phone", "owner id", "rating", "last modified date", "close date", "associated contacts",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Detection:
    """The format of a file: its key, a confidence between 0 and 1, and why."""

    format: str
    confidence: float
    evidence: tuple[str, ...]

    @property
    def title(self) -> str:
        """The format in words."""
        return TITLES[self.format]


def detect(headers: Sequence[str], matches: Sequence[Match], *, template: bool = False) -> Detection:
    """Say what a table is. `template` tells that the sheets of the standard template are there."""
    taken = by_field(matches)
    lacking = [name for name in REQUIRED if name not in taken]
    stated = {header.strip().casefold() for header in headers if header.strip()}
    own = len(stated & set(ACCOUNTS_HEADER))
    if template or (own >= 6 and {"external_account_id", "account_name"} <= stated):
        return Detection(TEMPLATE, 1.0, (f"{own} of {len(ACCOUNTS_HEADER)} columns of the standard template",))
    usage = [name for name in _USAGE if name in taken]
    if len(usage) >= 4 and not lacking:
        share = len(taken) / max(len([header for header in headers if header.strip()]), 1)
        said = f"{len(usage)} of {len(_USAGE)} columns of serverless usage: {', '.join(usage[:4])}…"
        return Detection(SERVERLESS, round(0.6 + 0.4 * min(1.0, len(usage) / len(_USAGE)) * share, 2), (said,))
    words = {read_header(header).words for header in headers if header.strip()}
    cues = [cue for cue in _CRM_CUES if read_header(cue).words in words]
    if len(cues) >= 2 and _names_accounts(matches):
        said = f"Columns as CRM systems export them: {', '.join(cues[:5])}"
        return Detection(CRM, round(min(0.95, 0.5 + 0.1 * len(cues)), 2), (said,))
    named = [language().fields[name].title for name in lacking]
    why = [f"No column is surely {' or '.join(named)}"] if named else []
    why.append(f"{len(usage)} of {len(_USAGE)} columns of serverless usage, {len(cues)} of a CRM export")
    return Detection(UNKNOWN, 0.0, tuple(why))


def _names_accounts(matches: Sequence[Match]) -> bool:
    return any(match.field == "company_name" for match in matches)
