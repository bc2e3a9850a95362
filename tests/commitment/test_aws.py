"""Charges fetched live: over HTTP from a local stand-in of AWS, and every way in which AWS can say no."""

from __future__ import annotations

import json
import sys
import threading
import urllib.request
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from cip_tui.cli import main
from cip_tui.model.commitment.aws_access import AwsAccess, AwsError
from cip_tui.model.commitment.aws_fetch import CostExplorer, Wanted
from cip_tui.model.errors import Cancelled, UsageError
from cip_tui.model.job import Job
from cip_tui.model.period import Period
from cip_tui.model.workspace import Workspace
from tests.commitment.answers import answer, group, period

ACCOUNT = "123456789012"
OCTOBER = ("2026-10-01", "2026-11-01")


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No credentials, profiles or region of this machine are seen, and nothing waits between tries."""
    for name in ("AWS_PROFILE", "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_ACCOUNT_ID", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    monkeypatch.setattr("botocore.retries.standard.ExponentialBackoff.delay_amount", lambda *_: 0)


@pytest.fixture(scope="module")
def moto() -> Iterator[str]:
    """A moto server over HTTP; its address."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def stand_in(moto: str) -> Callable[..., AwsAccess]:
    """Have the stand-in give these pages, one after the other, and say how to ask it."""

    def given(*pages: dict[str, Any]) -> AwsAccess:
        for path, body in (("reset", {}), ("static/ce/cost-and-usage-results", {"results": list(pages)})):
            request = urllib.request.Request(f"{moto}/moto-api/{path}", json.dumps(body).encode(), method="POST")
            urllib.request.urlopen(request).close()
        return AwsAccess(region="eu-central-1", endpoint=moto)

    return given


def charged(workspace: Workspace) -> list[tuple[str, str, Decimal]]:
    return [(each.service_id, each.type.value, each.amount) for each in workspace.cloud_spend.charges(Job())]


def test_charges_are_fetched_page_by_page_and_kept_as_an_import(
    stand_in: Callable[..., AwsAccess], workspace: Workspace
) -> None:
    access = stand_in(
        answer(period(*OCTOBER, group("AWS Lambda", "Usage", amount="10")), NextPageToken="more"),
        answer(period(*OCTOBER, group("Amazon Simple Storage Service", "Credit", amount="-3"))),
    )
    receipt = workspace.cloud_spend.fetch(access, Wanted(), Job())
    assert (receipt.record.file, receipt.record.rows_kept) == (f"aws-{ACCOUNT}-monthly.json", 2)
    assert "incomplete" not in {finding.rule for finding in receipt.findings}
    assert charged(workspace) == [("lambda", "usage", Decimal(10)), ("s3", "credit", Decimal(-3))]
    workspace.undo_import(receipt.record.id)
    assert workspace.cloud_spend.is_empty()


def test_a_second_fetch_takes_the_place_of_the_first(stand_in: Callable[..., AwsAccess], tmp_path: Path) -> None:
    clock = [datetime(2026, 11, 20, 9)]
    workspace = Workspace.open(tmp_path / "w", now=lambda: clock[0], user="ana")
    try:
        access = stand_in(answer(period(*OCTOBER, group("AWS Lambda", "Usage", amount="10"))))
        first = workspace.cloud_spend.fetch(access, Wanted(), Job())
        access = stand_in(answer(period(*OCTOBER, group("AWS Lambda", "Usage", amount="11"))))
        clock[0] = datetime(2026, 11, 21, 9)
        second = workspace.cloud_spend.fetch(access, Wanted(), Job())
        assert {record.id: record.undone for record in workspace.imports()} == {
            first.record.id: True,
            second.record.id: False,
        }
        assert second.findings[-1].message == "It takes the place of what was fetched on 2026-11-20 09:00 UTC"
        assert charged(workspace) == [("lambda", "usage", Decimal(11))]
        fresh = workspace.cloud_spend.freshness()
        assert fresh is not None
        assert fresh.imported_at == clock[0]
    finally:
        workspace.close()


def test_nothing_to_fetch_is_said_and_keeps_what_was_there(
    stand_in: Callable[..., AwsAccess], workspace: Workspace
) -> None:
    workspace.cloud_spend.fetch(
        stand_in(answer(period(*OCTOBER, group("AWS Lambda", "Usage", amount="10")))), Wanted(), Job()
    )
    with pytest.raises(AwsError, match=f"no charges for .* in account {ACCOUNT}"):
        workspace.cloud_spend.fetch(stand_in(), Wanted(), Job())
    assert charged(workspace) == [("lambda", "usage", Decimal(10))]


def test_a_stopped_fetch_changes_nothing(stand_in: Callable[..., AwsAccess], workspace: Workspace) -> None:
    pages = [answer(period(*OCTOBER, group("AWS Lambda", "Usage")), NextPageToken=str(n)) for n in range(5)]
    access = stand_in(*pages)
    job = Job(lambda what, _: job.cancel() if "page 3" in what else None)
    with pytest.raises(Cancelled):
        workspace.cloud_spend.fetch(access, Wanted(), job)
    assert workspace.imports() == []


def test_pages_without_end_are_refused(stand_in: Callable[..., AwsAccess], workspace: Workspace) -> None:
    page = answer(period(*OCTOBER, group("AWS Lambda", "Usage")), NextPageToken="same")
    with pytest.raises(AwsError, match="does not come to an end"):
        workspace.cloud_spend.fetch(stand_in(page, page, page), Wanted(), Job())


def test_the_account_must_be_the_one_that_was_asked_for(stand_in: Callable[..., AwsAccess]) -> None:
    access = stand_in()
    assert CostExplorer(access).check(date(2026, 11, 21)).account == ACCOUNT
    other = AwsAccess(region=access.region, endpoint=access.endpoint, account="999999999999")
    with pytest.raises(AwsError, match=f"for account {ACCOUNT}, not for 999999999999"):
        CostExplorer(other).check(date(2026, 11, 21))


@pytest.mark.parametrize(
    ("today", "wanted", "start"),
    [
        (date(2026, 11, 21), Wanted(13), date(2025, 11, 1)),
        (date(2026, 11, 1), Wanted(1), date(2026, 10, 1)),
        (date(2026, 1, 15), Wanted(2, daily=True), date(2025, 12, 1)),
        (date(2024, 3, 1), Wanted(1), date(2024, 2, 1)),
    ],
)
def test_whole_months_up_to_yesterday_are_asked_for(today: date, wanted: Wanted, start: date) -> None:
    assert wanted.period(today) == Period(start, today)


@pytest.mark.parametrize("wanted", [Wanted(0), Wanted(39), Wanted(15, daily=True)])
def test_more_than_cost_explorer_keeps_is_refused(wanted: Wanted) -> None:
    with pytest.raises(UsageError):
        wanted.period(date(2026, 11, 21))


# What AWS says where it says no.


class Refusing(BaseHTTPRequestHandler):
    """Knows who one is, and answers everything else with the error of its server."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        server: Any = self.server
        server.asked += 1
        who = "GetCallerIdentity" in body
        if who and server.code not in ("ExpiredToken", "InvalidClientTokenId"):
            text = (
                "<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::123456789012:user/ana</Arn>"
                "<Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>"
            )
            self._answer(200, text)
        elif who:
            self._answer(
                403, f"<ErrorResponse><Error><Code>{server.code}</Code><Message>no</Message></Error></ErrorResponse>"
            )
        elif server.asked <= server.busy + 1:
            self._answer(400, json.dumps({"__type": "ThrottlingException", "message": "Rate exceeded"}))
        elif server.code == "ValidationException" and "NetUnblendedCost" not in body:
            plain = answer(period(*OCTOBER, group("AWS Lambda", "Usage", name="UnblendedCost")))
            self._answer(200, json.dumps(plain))
        elif server.code:
            self._answer(400, json.dumps({"__type": server.code, "message": server.message}))
        else:
            self._answer(200, json.dumps(answer(period(*OCTOBER, group("AWS Lambda", "Usage")))))

    def _answer(self, status: int, text: str) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def refusing() -> Iterator[Callable[..., AwsAccess]]:
    servers = []

    def given(code: str = "", message: str = "", busy: int = 0, profile: str = "") -> AwsAccess:
        server: Any = ThreadingHTTPServer(("127.0.0.1", 0), Refusing)
        server.code, server.message, server.busy, server.asked = code, message, busy, 0
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        servers.append(server)
        return AwsAccess(profile, "us-east-1", endpoint=f"http://127.0.0.1:{server.server_port}")

    yield given
    for server in servers:
        server.shutdown()
        server.server_close()


NOT_ALLOWED = (
    "User: arn:aws:iam::123456789012:user/ana is not authorized to perform: ce:GetCostAndUsage on resource: "
    "arn:aws:ce:us-east-1:123456789012:/GetCostAndUsage because no identity-based policy allows it"
)


@pytest.mark.parametrize(
    ("code", "message", "said", "remedy"),
    [
        ("AccessDeniedException", NOT_ALLOWED, "permission ce:GetCostAndUsage is missing", '"Action": ["ce:GetCost'),
        ("ExpiredTokenException", "expired", "have expired", "aws sso login"),
        ("ExpiredToken", "expired", "have expired", "aws sso login"),
        ("InvalidClientTokenId", "bad", "does not accept the credentials", "clock"),
        ("DataUnavailableException", "none", "no data for this account yet", "takes a day"),
        ("LimitExceededException", "slow", "slow down", "later"),
        ("Curious", "odd", "AWS refused: Curious", "reason"),
    ],
)
def test_each_refusal_says_what_is_missing_and_what_to_do(
    refusing: Callable[..., AwsAccess], code: str, message: str, said: str, remedy: str
) -> None:
    with pytest.raises(AwsError) as caught:
        CostExplorer(refusing(code, message)).check(date(2026, 11, 21))
    assert said in caught.value.message
    assert remedy in caught.value.next_step
    assert caught.value.permission == ("ce:GetCostAndUsage" if "Denied" in code else "")


def test_an_account_that_may_not_see_net_costs_gets_the_others_and_is_told(
    refusing: Callable[..., AwsAccess], workspace: Workspace
) -> None:
    receipt = workspace.cloud_spend.fetch(
        refusing("ValidationException", "net costs are not enabled"), Wanted(1), Job()
    )
    assert receipt.record.rows_kept == 1
    metric = next(finding for finding in receipt.findings if finding.rule == "metric")
    assert metric.message.startswith("Amounts are UnblendedCost")


def test_throttling_is_waited_out_and_given_up_in_the_end(
    refusing: Callable[..., AwsAccess], workspace: Workspace
) -> None:
    receipt = workspace.cloud_spend.fetch(refusing(busy=3), Wanted(1), Job())
    assert receipt.record.rows_kept == 1
    with pytest.raises(AwsError, match="slow down"):
        CostExplorer(refusing(busy=99)).check(date(2026, 11, 21))


def test_no_credentials_no_profile_no_network_and_no_boto3(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, refusing: Callable[..., AwsAccess]
) -> None:
    (tmp_path / "config").write_text("[profile billing]\nregion = eu-west-1\n", encoding="utf-8")
    with pytest.raises(AwsError, match=r"no AWS profile 'biling'.*billing"):
        CostExplorer(AwsAccess("biling"))
    closed = refusing()
    nowhere = AwsAccess(region="us-east-1", endpoint="http://127.0.0.1:9")
    with pytest.raises(AwsError, match=r"cannot be reached.*import the file"):
        CostExplorer(nowhere).check(date(2026, 11, 21))
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    with pytest.raises(AwsError, match=r"no usable credentials.*aws sso login --profile billing"):
        CostExplorer(AwsAccess("billing", endpoint=closed.endpoint)).check(date(2026, 11, 21))
    monkeypatch.setitem(sys.modules, "boto3", None)
    with pytest.raises(AwsError, match=r"boto3 is installed.*pip install 'cip-tui\[aws\]'"):
        CostExplorer(AwsAccess())


def test_an_expired_sign_in_names_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, refusing: Callable[..., AwsAccess]
) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "config").write_text(
        "[profile billing]\nsso_session = corp\nsso_account_id = 123456789012\nsso_role_name = Billing\n"
        "[sso-session corp]\nsso_region = us-east-1\nsso_start_url = https://corp.example/start\n",
        encoding="utf-8",
    )
    with pytest.raises(AwsError, match=r"sign-in to AWS has expired.*aws sso login --profile billing"):
        CostExplorer(AwsAccess("billing", endpoint=refusing().endpoint)).check(date(2026, 11, 21))


def test_the_command_line_fetches_and_checks(
    stand_in: Callable[..., AwsAccess],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    access = stand_in(answer(period(*OCTOBER, group("AWS Lambda", "Usage"))), answer())
    monkeypatch.setenv("AWS_ENDPOINT_URL", access.endpoint)
    place = ["--workspace", str(tmp_path / "w"), "--as-of", "2026-11-21"]
    assert main([*place, "import", "--aws", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["imports"][0]["file"] == f"aws-{ACCOUNT}-monthly.json"
    monkeypatch.setenv("AWS_ACCOUNT_ID", ACCOUNT)
    assert main([*place, "import", "--aws", "--dry-run", "--daily", "--format", "json"]) == 0
    facts = json.loads(capsys.readouterr().out)
    assert (facts["account"], facts["allowed"]) == (ACCOUNT, True)
    assert facts["period"] == {"start": "2025-11-01", "end": "2026-11-21"}
    assert main([*place, "import", "--aws", "--dry-run"]) == 0
    assert "2025-11-01 to 2026-11-20, by month" in capsys.readouterr().out
    monkeypatch.setenv("AWS_ACCOUNT_ID", "999999999999")
    assert main([*place, "import", "--aws"]) == 1
    assert "not for 999999999999" in capsys.readouterr().err
    monkeypatch.setenv("AWS_ACCOUNT_ID", "twelve")
    assert main([*place, "import", "--aws"]) == 2
    assert main([*place, "import"]) == 2
    assert main([*place, "import", "--aws", "file.json"]) == 2
