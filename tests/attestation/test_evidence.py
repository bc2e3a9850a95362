"""Documents to fill in: what is known is written in, what is not is a line to write on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path

from cip_tui.export.markdown import to_markdown
from cip_tui.model.attestation.credit_duties import duties_of_adoptions
from cip_tui.model.attestation.desk import Attestations
from cip_tui.model.attestation.duties import evidence_items
from cip_tui.model.attestation.origins import tell_credits
from cip_tui.model.commitment.charges import Charge, ChargeType
from cip_tui.model.credits.adoption import Adoption
from cip_tui.model.credits.catalogue import load_catalogue
from cip_tui.model.credits.states import State, following
from cip_tui.model.credits.windows import Window, next_window, windows
from cip_tui.model.job import Job
from cip_tui.model.period import Period
from tests.attestation.duties import HOSTILE, JOB, TERMS, Clock, desk, items, obligations, once

Q4 = [Period(date(2026, month, 1), date(2026, month + 1, 1)) for month in (10, 11)]


def charge(
    service: str, amount: str, kind: ChargeType = ChargeType.USAGE, month: int = 0, currency: str = "USD"
) -> Charge:
    return Charge(Q4[month], service, "", kind, Decimal(amount), currency)


def test_figures_of_the_period_are_filled_in_and_add_up(tmp_path: Path) -> None:
    charges = [
        charge("AWS Lambda", "10.005"),
        charge("AWS Lambda", "10.005", month=1),
        charge("AWS Lambda", "-3.00", ChargeType.CREDIT),
        charge("Amazon S3", "5.10"),
        charge("Amazon S3", "1.00", ChargeType.TAX),
        charge("Amazon S3", "99", currency="EUR"),
        Charge(Period(date(2026, 9, 1), date(2026, 10, 1)), "Amazon S3", "", ChargeType.USAGE, Decimal(500)),
    ]
    room = desk(tmp_path, Clock(), charges=charges)
    name = room.items(JOB)[0].obligation.id
    found = room.templates(name, JOB)
    assert sorted(found) == [
        "spend_attestation_2026_q4_sign_off_by_the_cfo.md",
        "spend_attestation_2026_q4_usage_report.md",
    ]
    report = found["spend_attestation_2026_q4_usage_report.md"]
    table = report.table("template.services")
    assert table.total == ("Total", Decimal("25.11"), Decimal("-3.00"), Decimal("1.00"), Decimal("23.11"))
    text = to_markdown(report)
    for words in (
        "Acme GmbH",
        "2026-10-01 to 2026-12-31",
        "cover 2026-10-01 to 2026-11-30 only",
        "Charges in EUR",
        "………",
    ):
        assert words in text


def test_without_charges_the_document_says_what_is_missing(tmp_path: Path) -> None:
    room = desk(tmp_path, Clock())
    text = "".join(map(to_markdown, room.templates(room.items(JOB)[0].obligation.id, JOB).values()))
    assert "import a Cost Explorer" in text
    assert "I attest under Private Pricing Addendum" in text


def test_every_kind_of_evidence_has_its_document(tmp_path: Path) -> None:
    titles = [
        "Usage report",
        "Query of invocations",
        "Sign-off",
        "Tag export",
        "Review before and after",
        "Case study",
        "証明",
    ]
    duty = once(date(2027, 2, 1), evidence=evidence_items(titles))
    room = desk(tmp_path, Clock(), terms=(), accepted=[duty])
    found = room.templates(room.items(JOB)[0].obligation.id, JOB)
    assert len(found) == len(titles)
    assert all("Signature" in to_markdown(document) for document in found.values())


def test_names_of_all_kinds_stay_text_and_files_stay_in_their_folder(tmp_path: Path) -> None:
    duties = [
        once(date(2027, 2, 1), programme=str(n), title=f"../{name}", evidence=evidence_items([name]))
        for n, name in enumerate(HOSTILE)
    ]
    room = desk(tmp_path, Clock(), terms=(), accepted=duties)
    for item in room.items(JOB):
        for file, document in room.templates(item.obligation.id, JOB).items():
            assert "/" not in file
            assert "\x1b" not in to_markdown(document)


def adopted(programme_id: str, state: State, on: date, missed: int = 0) -> Adoption:
    programme = load_catalogue().programmes[programme_id]
    first = next_window(programme.attestation, on)
    coming = windows(programme.attestation, first.closes)
    shown = [next(coming) for _ in range(3)]
    return Adoption(programme, on, "ada", state, first, shown[-1], tuple(shown[:missed]))


def test_an_accepted_credit_has_the_windows_of_its_programme() -> None:
    found = obligations(*duties_of_adoptions([adopted("serverless", State.QUALIFIED, date(2026, 11, 1))]))
    programme = load_catalogue().programmes["serverless"]
    expected = windows(programme.attestation, date(2026, 11, 1))
    for item in found:
        window = next(expected)
        assert (item.nominal, item.opens) == (window.closes, window.opens)
        assert item.covered is not None
        assert item.covered.last == window.period_end
    assert found[0].duty.owner == programme.attestation.approver_role


def test_what_the_credits_count_as_attested_is_attested_here() -> None:
    adoption = adopted("serverless", State.ATTESTED, date(2026, 4, 10), missed=1)
    words = [
        item.status.word for item in sorted(items(*duties_of_adoptions([adoption])), key=lambda i: i.obligation.due)
    ]
    assert words[:3] == ["Missed", "Attested", "Attested"]
    assert set(words[3:]) <= {"Upcoming", "Open"}
    declined = adopted("serverless", State.DECLINED, date(2026, 1, 10))
    assert list(duties_of_adoptions([declined])) == []
    assert TERMS.customer == "Acme GmbH"


class Claims:
    """Stands in for the accepted credits, with one programme at its first window."""

    def __init__(self) -> None:
        self.states = [State.QUALIFIED]

    def state(self) -> State:
        return self.states[-1]

    def accepted(self) -> list[Adoption]:
        return [replace(adopted("serverless", self.states[-1], date(2026, 11, 1)), window=self.window)]

    @property
    def window(self) -> Window:
        return adopted("serverless", State.QUALIFIED, date(2026, 11, 1)).first

    def next_states(self, _: str) -> tuple[str, ...]:
        return tuple(state.value for state in following(self.states[-1]))

    def advance(self, _: str, state: str, __: Job) -> None:
        self.states.append(State(state))

    def retreat(self, _: str) -> None:
        self.states.pop()


def test_the_credits_are_told_of_their_attestation_and_of_its_undoing(tmp_path: Path) -> None:
    claims = Claims()
    room = desk(tmp_path, Clock(), terms=(), accepted=duties_of_adoptions(claims.accepted()))
    sources = replace(
        room._sources,
        credits=lambda: list(duties_of_adoptions(claims.accepted())),
        tell=partial(tell_credits, claims),
    )
    room = Attestations(room._room, sources)
    item = next(item for item in room.items(JOB) if item.obligation.nominal == claims.window.closes)
    room.done(item.obligation.id, JOB, anyway=True)
    assert claims.state() is State.ATTESTED
    room.undo(JOB)
    assert claims.state() is State.EVIDENCE_READY
    assert room.find(item.obligation.id, JOB).status.word == "Upcoming"
    later = next(one for one in room.items(JOB) if one.obligation.nominal > claims.window.closes)
    room.done(later.obligation.id, JOB, anyway=True)
    assert claims.state() is State.EVIDENCE_READY
