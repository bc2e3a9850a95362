"""A made-up cloud bill of thirteen months, as Cost Explorer answers and exports it and as a usage report lists it.

The figures are invented: a company of about 90,000 USD a month with a private discount, Savings Plans, a reserved
database, models of Bedrock sold through the Marketplace, Lambda and DynamoDB but no API Gateway.
"""

from __future__ import annotations

import csv
import io
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

FIRST, LAST = date(2025, 11, 1), date(2026, 11, 1)
OPEN_UNTIL = date(2026, 11, 20)
"""The last month is not closed: its charges end before this day and are estimates."""

PAYER, ACCOUNTS = "004512348876", ("004512348876", "118273645091", "772019384655")
DISCOUNT = Decimal("0.08")
_START = 88_500
_NAMES = ("Company", "Production", "Data platform")
_PLAIN = "0.0000000001"


@dataclass(frozen=True, slots=True)
class Line:
    """A service and record type: its share of the first month, growth a month, and what is special about it.

    `discounted` lines get the private discount; `since` is the first month, `until` the last one, where not all.
    `code` and `usage_type` are how a usage report names it.
    """

    service: str
    record_type: str
    share: float
    growth: float = 0.008
    discounted: bool = True
    since: date = FIRST
    until: date = LAST
    code: str = ""
    usage_type: str = ""


_EC2 = "Amazon Elastic Compute Cloud - Compute"
_SONNET = "Claude 3.5 Sonnet (Amazon Bedrock Edition)"
_NEWER = "Claude Sonnet 4 (Amazon Bedrock Edition)"
_PLAN = "Savings Plans for AWS Compute usage"
_SUMMER, _AUTUMN = date(2026, 6, 1), date(2026, 9, 1)

LINES: tuple[Line, ...] = (
    Line(_EC2, "Usage", 23.5, 0.006, code="AmazonEC2", usage_type="BoxUsage:m7i.2xlarge"),
    Line(_EC2, "SavingsPlanCoveredUsage", 9.4, 0, code="AmazonEC2", usage_type="BoxUsage:m6i.4xlarge"),
    Line(_EC2, "SavingsPlanNegation", -9.4, 0, code="AmazonEC2", usage_type="BoxUsage:m6i.4xlarge"),
    Line(_PLAN, "SavingsPlanRecurringFee", 6.6, 0, False, code="ComputeSavingsPlans", usage_type="ComputeSP:1yr"),
    Line("EC2 - Other", "Usage", 7.3, 0.005, code="AmazonEC2", usage_type="EBS:VolumeUsage.gp3"),
    Line("Amazon Relational Database Service", "Usage", 12.1, 0.007, code="AmazonRDS", usage_type="InstanceUsage"),
    Line("Amazon Relational Database Service", "RIFee", 1.5, 0, False, code="AmazonRDS", usage_type="HeavyUsage"),
    Line("Amazon Relational Database Service", "DiscountedUsage", 0, 0, code="AmazonRDS", usage_type="InstanceUsage"),
    Line("Amazon Simple Storage Service", "Usage", 6.4, 0.011, code="AmazonS3", usage_type="TimedStorage-ByteHrs"),
    Line("AWS Lambda", "Usage", 2.6, 0.016, code="AWSLambda", usage_type="Lambda-GB-Second"),
    Line("Amazon DynamoDB", "Usage", 2.1, 0.014, code="AmazonDynamoDB", usage_type="ReadRequestUnits"),
    Line("Amazon CloudFront", "Usage", 3.0, 0.004, code="AmazonCloudFront", usage_type="EU-DataTransfer-Out-Bytes"),
    Line("Amazon ElastiCache", "Usage", 2.4, 0.003, code="AmazonElastiCache", usage_type="NodeUsage:cache.r6g.large"),
    Line("Amazon Elastic Container Service for Kubernetes", "Usage", 1.5, 0, code="AmazonEKS", usage_type="EKS-Hours"),
    Line("Amazon Elastic Load Balancing", "Usage", 1.3, 0.004, code="AWSELB", usage_type="LCUUsage"),
    Line("Amazon Virtual Private Cloud", "Usage", 1.7, 0.004, code="AmazonVPC", usage_type="VpcEndpoint-Hours"),
    Line("AmazonCloudWatch", "Usage", 2.2, 0.009, code="AmazonCloudWatch", usage_type="DataProcessing-Bytes"),
    Line("Amazon Redshift", "Usage", 4.3, 0.003, code="AmazonRedshift", usage_type="Node:ra3.xlplus"),
    Line("AWS Glue", "Usage", 1.3, 0.01, code="AWSGlue", usage_type="ETL-DPU-Hour"),
    Line("Amazon Kinesis", "Usage", 0.9, 0.006, code="AmazonKinesis", usage_type="Storage-ShardHour"),
    Line("Amazon Athena", "Usage", 0.4, 0.01, code="AmazonAthena", usage_type="DataScannedInTB"),
    Line("Amazon SageMaker", "Usage", 1.6, 0.012, code="AmazonSageMaker", usage_type="Host:ml.g5.xlarge"),
    Line("Amazon Bedrock", "Usage", 1.4, 0.06, code="AmazonBedrock", usage_type="Nova-Pro-input-tokens"),
    Line(_SONNET, "Usage", 2.2, -0.03, False, code="8fkz3v1q0l7m2x9c4b6n5w0pa", usage_type="MP:Output"),
    Line(_NEWER, "Usage", 1.1, 0.09, False, date(2026, 5, 1), code="2yq7d9s4h1j6k3g8f5t0z1xwe", usage_type="MP:Output"),
    Line("Datadog Pro", "Usage", 5.6, 0.004, False, code="c6v8n1m4k2j9h3g7f5d0s8aqw", usage_type="MP:Hosts"),
    Line("Amazon GuardDuty", "Usage", 0.7, 0.005, code="AmazonGuardDuty", usage_type="PaidEventsAnalyzed"),
    Line("AWS Security Hub", "Usage", 0.25, 0.002, code="AWSSecurityHub", usage_type="SecurityChecks"),
    Line("AWS Config", "Usage", 0.32, 0.002, code="AWSConfig", usage_type="ConfigurationItemRecorded"),
    Line("AWS Key Management Service", "Usage", 0.2, 0.002, code="awskms", usage_type="KMS-Requests"),
    Line("AWS Secrets Manager", "Usage", 0.12, 0.002, code="AWSSecretsManager", usage_type="AWSSecretsManager-Secrets"),
    Line("Amazon Simple Queue Service", "Usage", 0.2, 0.008, code="AWSQueueService", usage_type="Requests-Tier1"),
    Line("Amazon Route 53", "Usage", 0.09, 0, code="AmazonRoute53", usage_type="DNS-Queries"),
    Line("AWS Support (Business)", "Support", 6.2, 0.006, False, code="AWSSupportBusiness", usage_type="Dollar"),
    Line("Tax", "Tax", 2.4, 0.006, False, code="AWSSupportBusiness", usage_type="Tax"),
    Line("Amazon Bedrock", "Credit", -1.2, 0, False, _SUMMER, _AUTUMN, code="AmazonBedrock", usage_type="Credit"),
    Line(_EC2, "Refund", -0.49, 0, False, date(2026, 8, 1), date(2026, 8, 1), code="AmazonEC2", usage_type="Refund"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Amount:
    """What a line costs in a month, before and after the private discount."""

    line: Line
    month: date
    unblended: Decimal
    net: Decimal


def months() -> list[date]:
    """Return the first day of every month of the bill."""
    found, month = [], FIRST
    while month <= LAST:
        found.append(month)
        month = _next(month)
    return found


def amounts() -> Iterator[Amount]:
    """Yield what every line costs in every month it has charges; always the same."""
    draw = random.Random(20251101)
    for number, month in enumerate(months()):
        for line in LINES:
            wobble = 1 + draw.uniform(-0.015, 0.015) * (line.growth != 0)
            if not line.since <= month <= line.until:
                continue
            age = number - months().index(line.since)
            part = _days(month) / (_next(month) - month).days
            value = _START * line.share / 100 * (1 + line.growth) ** age * wobble * part
            unblended = Decimal(value).quantize(Decimal(_PLAIN))
            net = (unblended * (1 - DISCOUNT)).quantize(Decimal(_PLAIN)) if line.discounted else unblended
            yield Amount(line, month, unblended, net)


def _next(month: date) -> date:
    return (month + timedelta(days=32)).replace(day=1)


def _days(month: date) -> int:
    return (min(_next(month), OPEN_UNTIL) - month).days


def monthly_answer() -> str:
    """Return the answer of Cost Explorer, by month, service and record type, as the AWS CLI saves it."""
    found = list(amounts())
    content = {
        "GroupDefinitions": [{"Type": "DIMENSION", "Key": key} for key in ("SERVICE", "RECORD_TYPE")],
        "ResultsByTime": [
            {
                "TimePeriod": {"Start": str(month), "End": str(min(_next(month), OPEN_UNTIL))},
                "Total": {},
                "Groups": [_group(amount) for amount in found if amount.month == month],
                "Estimated": month == LAST,
            }
            for month in months()
        ],
        "DimensionValueAttributes": [],
    }
    return json.dumps(content, indent=2) + "\n"


def _group(amount: Amount) -> dict[str, Any]:
    stated = {"NetUnblendedCost": amount.net, "UnblendedCost": amount.unblended}
    metrics = {name: {"Amount": f"{value:f}", "Unit": "USD"} for name, value in stated.items()}
    return {"Keys": [amount.line.service, amount.line.record_type], "Metrics": metrics}


def _usage(month: date) -> list[Amount]:
    return [amount for amount in amounts() if amount.month == month and amount.line.record_type == "Usage"]


def _console_name(service: str) -> str:
    # The console leaves the vendor's name out.
    short = {"Amazon Elastic Compute Cloud - Compute": "EC2-Instances", "EC2 - Other": "EC2-Other"}
    return short.get(service, service.replace("Amazon ", "").replace("AWS ", "").removeprefix("Amazon"))


def daily_console() -> str:
    """Return two weeks of October 2026 as the console of Cost Explorer exports them: dates down, services across."""
    month = date(2026, 10, 1)
    used = sorted(_usage(month), key=lambda amount: -amount.net)[:12]
    rows = [
        [amount.net / 31 * (Decimal("0.8") if day.weekday() >= 5 else Decimal("1.05")) for amount in used]
        for day in (month + timedelta(days=n) for n in range(14))
    ]
    names = [f"{_console_name(amount.line.service)}($)" for amount in used]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["Service", *names, "Total costs($)"])
    writer.writerow(["Service total", *_written([sum(column) for column in zip(*rows, strict=True)])])
    for number, row in enumerate(rows):
        writer.writerow([str(month + timedelta(days=number)), *_written(row)])
    return out.getvalue()


def _written(values: list[Any]) -> list[str]:
    rounded = [Decimal(value).quantize(Decimal(_PLAIN)) for value in values]
    return [*(f"{value:f}" for value in rounded), f"{sum(rounded):f}"]


_REPORT_COLUMNS = (
    "identity_line_item_id", "bill_billing_entity", "bill_billing_period_start_date", "bill_billing_period_end_date",
    "bill_payer_account_id", "bill_bill_type", "line_item_usage_account_id", "line_item_usage_account_name",
    "line_item_line_item_type", "line_item_usage_start_date", "line_item_usage_end_date", "line_item_product_code",
    "line_item_usage_type", "line_item_currency_code", "line_item_unblended_cost", "line_item_net_unblended_cost",
    "product", "product_region_code", "resource_tags",
)  # fmt: skip
_REPORT_TYPES = {"Support": "Fee"}


def usage_report() -> str:
    """Return three days of October 2026 as lines of a Cost and Usage Report 2.0."""
    month = date(2026, 10, 1)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_REPORT_COLUMNS)
    for number, amount in enumerate(each for each in amounts() if each.month == month):
        line = amount.line
        monthly = line.record_type in ("Support", "Tax", "RIFee")
        for n in range(1 if monthly else 3):
            start = month + timedelta(days=n)
            end = _next(month) if monthly else start + timedelta(days=1)
            share = 1 if monthly else 31
            costs = [(cost / share).quantize(Decimal(_PLAIN)) for cost in (amount.unblended, amount.net)]
            sold = "AWS Marketplace" if len(line.code) > 20 else "AWS"
            account = number % len(ACCOUNTS)
            writer.writerow(
                [
                    f"line-{number:03d}-{n}", sold, f"{month}T00:00:00.000Z", f"{_next(month)}T00:00:00.000Z",
                    PAYER, "Anniversary", ACCOUNTS[account], _NAMES[account],
                    _REPORT_TYPES.get(line.record_type, line.record_type), f"{start}T00:00:00.000Z",
                    f"{end}T00:00:00.000Z", line.code, line.usage_type, "USD", *(f"{cost:f}" for cost in costs),
                    json.dumps({"product_name": _product(line.service)}), "eu-central-1",
                    json.dumps({"user_team": ("core", "search", "data")[number % 3]}),
                ]
            )  # fmt: skip
    return out.getvalue()


def _product(service: str) -> str:
    names = {"EC2 - Other": "Amazon Elastic Compute Cloud", _EC2: "Amazon Elastic Compute Cloud", "Tax": ""}
    return names.get(service, service)
