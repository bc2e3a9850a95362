"""The alias table of services: every name of the field finds its service, and nothing is guessed."""

from __future__ import annotations

import csv
import json

import pytest

from cip_tui.model.commitment.services import Service, Services, plain_name
from tests.paths import shared

SERVICES = Services.load()


@pytest.mark.parametrize(
    ("name", "service_id"),
    [
        ("Amazon Elastic Compute Cloud - Compute", "ec2"),
        ("EC2 - Other", "ec2"),
        ("AmazonEC2", "ec2"),
        ("Amazon Elastic Compute Cloud (Amazon EC2)", "ec2"),
        ("Amazon Simple Storage Service", "s3"),
        ("AmazonS3", "s3"),
        ("AWSLambda", "lambda"),
        ("lambda", "lambda"),
        ("AmazonApiGateway", "apigateway"),
        ("Amazon DynamoDB", "dynamodb"),
        ("AWSQueueService", "sqs"),
        ("Amazon Elastic Container Service for Kubernetes", "eks"),
        ("AmazonCloudWatch", "cloudwatch"),
        ("CloudWatch Events", "eventbridge"),
        ("AWS Support (Enterprise)", "support"),
        ("Savings Plans for AWS Compute usage", "savingsplans"),
        # The console writes names without their vendor, wherever it stood.
        ("Savings Plans for  Compute usage", "savingsplans"),
        ("Contact Lens for  Connect", "connect"),
        ("Relational Database Service", "rds"),
        ("Tax", "tax"),
        ("Elastic\u00a0Load Balancing", "elb"),
    ],
)
def test_a_name_of_any_source_finds_its_service(name: str, service_id: str) -> None:
    found = SERVICES.find(name)
    assert found is not None
    assert (found.service.id, found.marketplace) == (service_id, False)


@pytest.mark.parametrize(
    "name",
    [
        "Claude 3.5 Sonnet (Amazon Bedrock Edition)",
        "Claude 3.5 Sonnet v2 ( Bedrock Edition)",
        "Meta Llama 3.1 70B Instruct (amazon bedrock edition)",
    ],
)
def test_a_model_of_bedrock_sold_through_the_marketplace_is_bedrock(name: str) -> None:
    found = SERVICES.find(name)
    assert found is not None
    assert (found.service.id, found.marketplace) == ("bedrock", True)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "Amazon",
        "AWS",
        "Amazon Elastic",
        "Amazon EC2 Something New",
        "Datadog Pro for Amazon EC2",
        "(Amazon Bedrock Edition)",
        "Amazon Simple Storage Service (Amazon EC2)",
        "Elastic Cloud (Elasticsearch Service)",
        "Virtual Machines",
    ],
)
def test_a_name_that_is_not_in_the_table_stands_for_nothing(name: str) -> None:
    assert SERVICES.find(name) is None
    assert SERVICES.id_of(name) == ""


def test_no_name_stands_for_two_services_and_each_finds_its_own() -> None:
    assert len(SERVICES) >= 150
    for service in SERVICES:
        assert service.id.isalnum()
        assert service.id == service.id.lower()
        for name in (service.title, *service.names):
            found = SERVICES.find(name)
            assert found is not None, name
            assert found.service is service, name


def test_a_table_that_gives_a_name_twice_is_refused() -> None:
    twice = [Service("a", "A thing", "x", ("One",)), Service("b", "B thing", "x", ("Amazon one",))]
    with pytest.raises(ValueError, match="stands for a and for b"):
        Services(twice, {})


def test_plain_names_ignore_case_marks_and_the_vendor_alone() -> None:
    assert plain_name("Amazon EC2") == plain_name("ec-2") == "ec2"
    assert plain_name("AWS") == "aws"
    assert plain_name("Cost & Usage") == plain_name("cost and usage")


def test_every_service_of_real_bills_is_known() -> None:
    answer = json.loads(shared("cloud_cost", "cost_explorer_monthly_by_service.json").read_text())
    names = {key for part in answer["ResultsByTime"] for group in part["Groups"] for key in group["Keys"]}
    assert {name for name in names if SERVICES.find(name) is None} == set()
    with shared("cloud_cost", "focus_1_0_sample_1000.csv").open(encoding="utf-8-sig", newline="") as file:
        lines = [row["ServiceName"] for row in csv.DictReader(file) if row["ProviderName"] == "AWS"]
    assert lines
    assert {name for name in lines if SERVICES.find(name) is None} == set()
