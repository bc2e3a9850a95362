"""Agreements whose commitment stands in a table: ruled, glued, split over pages, in thousands, joined by the year."""

from __future__ import annotations

from tests.commitment.agreements.paper import Paper
from tests.commitment.agreements.truth import Agreement, facts


def year_table() -> bytes:
    """A ruled table with years, sums and rates, and a schedule of attestations."""
    paper = Paper(font="Helvetica", header="PPA-2025-0117")
    paper.title("Private Pricing Agreement")
    paper.para(
        """Agreement ID: PPA-2025-0117. Parties: Amazon Web Services, Inc. and Brightwater Telemetry Holdings, Inc.
        (“Customer”). Effective Date: February 1, 2025. The Agreement ends on January 31, 2028.""",
        9.5,
    )
    paper.heading("Schedule A – Spend Commitment and discount")
    paper.table(
        [
            ["Contract Year", "From", "To", "Spend Commitment", "Discount"],
            ["1", "2025-02-01", "2026-01-31", "$10,000,000.00", "8.0%"],
            ["2", "2026-02-01", "2027-01-31", "$12,000,000.00", "9.0%"],
            ["3", "2027-02-01", "2028-01-31", "$14,500,000.00", "10.5%"],
            ["Total", "", "", "$36,500,000.00", ""],
        ],
        [80, 80, 80, 120, 70],
        right=(3, 4),
    )
    paper.heading("Schedule B – What counts")
    paper.para(
        """Fees for Eligible Services after discounts. AWS Marketplace: 25% of fees count, capped at 20% of the Spend
        Commitment of the Contract Year. AWS Support fees count. Taxes are excluded.""",
        9.5,
    )
    paper.heading("Schedule C – Credits")
    paper.table(
        [
            ["Credit", "Amount", "Condition"],
            ["Serverless Adoption Credit", "18% of qualifying fees", "AWS Lambda, API Gateway and DynamoDB in use"],
            ["Graviton Credit", "$40,000", "30% of hours on Graviton, 3 months in a row"],
        ],
        [150, 120, 210],
        size=8.5,
    )
    paper.new_page()
    paper.heading("Schedule D – Attestations")
    paper.table(
        [
            ["Attestation", "Cadence", "Next due", "Window", "Owner"],
            ["Annual Spend Attestation", "Annual", "2026-02-28", "28 days", "VP Finance"],
            ["Graviton Hours Attestation", "Quarterly", "2025-05-15", "15 days", "Platform Engineering"],
            ["Security Posture Report", "Semi-annual", "2025-08-15", "14 days", "CISO"],
        ],
        [160, 75, 75, 60, 110],
        size=8.5,
    )
    paper.heading("Schedule E – Shortfall and notices")
    paper.para(
        """A shortfall at the end of a Contract Year is invoiced and payable within 45 days; the payment is final.
        Notice of non-renewal: 120 days before the Agreement ends.""",
        9.5,
    )
    return paper.pdf()


YEAR_TABLE = facts("""
document.provider             | aws          | 1 | Private Pricing Agreement
customer                      | Brightwater Telemetry Holdings, Inc. | 1 | Brightwater Telemetry Holdings, Inc.
effective                     | 2025-02-01   | 1 | February 1, 2025
period.start                  | 2025-02-01   | 1 | 2025-02-01
period.end                    | 2028-01-31   | 1 | January 31, 2028
years.1.start                 | 2025-02-01   | 1 | 2025-02-01
years.1.end                   | 2026-01-31   | 1 | 2026-01-31
years.1.amount                | 10000000     | 1 | $10,000,000.00
years.2.start                 | 2026-02-01   | 1 | 2026-02-01
years.2.end                   | 2027-01-31   | 1 | 2027-01-31
years.2.amount                | 12000000     | 1 | $12,000,000.00
years.3.start                 | 2027-02-01   | 1 | 2027-02-01
years.3.end                   | 2028-01-31   | 1 | 2028-01-31
years.3.amount                | 14500000     | 1 | $14,500,000.00
total                         | 36500000     | 1 | $36,500,000.00
currency                      | USD          | 1 | $
discounts.*.1                 | 0.08         | 1 | 8.0%
discounts.*.2                 | 0.09         | 1 | 9.0%
discounts.*.3                 | 0.105        | 1 | 10.5%
counting.marketplace_share    | 0.25         | 1 | 25% of fees
counting.marketplace_cap      | 0.20         | 1 | capped at 20%
counting.support_counts       | yes          | 1 | AWS Support fees count
counting.taxes_count          | no           | 1 | Taxes are excluded
credits.Serverless Adoption Credit.rate | 0.18 | 1 | 18% of qualifying fees
credits.Graviton Credit.amount | 40000       | 1 | $40,000
attestations.Annual Spend Attestation   | annual     | 2 | Annual Spend Attestation
attestations.Graviton Hours Attestation | quarterly  | 2 | Quarterly
attestations.Security Posture Report    | semiannual | 2 | Semi-annual
shortfall.trigger             | year         | 2 | end of a Contract Year
shortfall.treatment           | pay          | 2 | the payment is final
notices.renewal               | 120          | 2 | 120 days
""")


def glued_cells() -> bytes:
    """A table without rules whose cells touch: year, date and sum run into each other."""
    paper = Paper(font="Helvetica")
    paper.title("AWS Enterprise Discount Program (EDP) – Order Addendum")
    paper.lines(
        ["Customer:Osterholm Genomics, Inc.", "Effective Date:March 1, 2026", "End Date:February 28, 2029"], 9.5
    )
    paper.heading("Annual Commitment (in thousands)")
    for year, dates, amount in (
        ("Contract Year 1", "March 1, 2026 – February 28, 2027", "$147,128"),
        ("Contract Year 2", "March 1, 2027 – February 29, 2028", "163,400"),
        ("Contract Year 3", "March 1, 2028 – February 28, 2029", "180,250"),
    ):
        paper.lines([f"{year}{dates}{amount}"], 9.5)
    paper.lines(["Total490,778"], 9.5)
    paper.heading("Committed Discount")
    paper.lines(["All Eligible Services15%", "Amazon Bedrock5%"], 9.5)
    paper.heading("Shortfall")
    paper.para("Any shortfall of a Contract Year is paid within 30 days of the invoice and is not refundable.", 9.5)
    return paper.pdf()


GLUED_CELLS = facts("""
document.provider             | aws          | 1 | Enterprise Discount Program
customer                      | Osterholm Genomics, Inc. | 1 | Osterholm Genomics, Inc.
effective                     | 2026-03-01   | 1 | March 1, 2026
period.start                  | 2026-03-01   | 1 | March 1, 2026
period.end                    | 2029-02-28   | 1 | February 28, 2029
years.1.start                 | 2026-03-01   | 1 | March 1, 2026
years.1.end                   | 2027-02-28   | 1 | February 28, 2027
years.1.amount                | 147128000    | 1 | $147,128
years.2.start                 | 2027-03-01   | 1 | March 1, 2027
years.2.end                   | 2028-02-29   | 1 | February 29, 2028
years.2.amount                | 163400000    | 1 | 163,400
years.3.start                 | 2028-03-01   | 1 | March 1, 2028
years.3.end                   | 2029-02-28   | 1 | February 28, 2029
years.3.amount                | 180250000    | 1 | 180,250
total                         | 490778000    | 1 | Total490,778
currency                      | USD          | 1 | $
discounts.*                   | 0.15         | 1 | 15%
discounts.Amazon Bedrock      | 0.05         | 1 | 5%
shortfall.trigger             | year         | 1 | shortfall of a Contract Year
shortfall.treatment           | pay          | 1 | is not refundable
""")


def split_table() -> bytes:
    """Five years, three on one page and two on the next, with the head of the table and the page repeated."""
    paper = Paper(header="Exhibit 10.14", footer="Cavendish Orbital Ltd. – Private Pricing Addendum")
    paper.title("PRIVATE PRICING ADDENDUM NO. 1")
    paper.para(
        """This Addendum between Amazon Web Services, Inc. (“AWS”) and Cavendish Orbital Ltd. (“Customer”) is effective
        October 1, 2023 and expires September 30, 2028, for a term of five Contract Years."""
    )
    for number in range(1, 7):
        paper.para(
            f"""1.{number} Nothing in this Addendum changes the limits of liability, the confidentiality duties, the
            data protection terms or the order of documents that the Agreement sets out, and each party keeps its own
            costs of negotiating it. Where a term of this Addendum and one of the Agreement differ, this Addendum
            governs for the Eligible Services only and for nothing else. Headings are for reading and have no
            effect; “including” means including without limit."""
        )
    paper.heading("2. Committed spend")
    head = ["Contract Year", "Start date", "End date", "Annual Committed Spend", "Discount"]
    widths = [75, 100, 110, 130, 60]
    paper.table(
        [
            head,
            ["Year 1", "October 1, 2023", "September 30, 2024", "$4,000,000", "6%"],
            ["Year 2", "October 1, 2024", "September 30, 2025", "$4,400,000", "6%"],
            ["Year 3", "October 1, 2025", "September 30, 2026", "$4,840,000", "7%"],
        ],
        widths,
        ruled=False,
    )
    paper.new_page()
    paper.table(
        [
            head,
            ["Year 4", "October 1, 2026", "September 30, 2027", "$5,324,000", "7%"],
            ["Year 5", "October 1, 2027", "September 30, 2028", "$5,856,400", "8%"],
        ],
        widths,
        ruled=False,
    )
    paper.heading("3. Shortfall")
    paper.para("The difference for a Contract Year is due with the last invoice of that Contract Year.")
    paper.heading("4. Marketplace")
    paper.para("Fees for AWS Marketplace do not count toward the Annual Committed Spend.")
    return paper.pdf()


SPLIT_TABLE = facts("""
document.provider             | aws          | 1 | PRIVATE PRICING ADDENDUM
customer                      | Cavendish Orbital Ltd. | 1 | Cavendish Orbital Ltd.
effective                     | 2023-10-01   | 1 | October 1, 2023
period.start                  | 2023-10-01   | 1 | October 1, 2023
period.end                    | 2028-09-30   | 1 | September 30, 2028
years.1.start                 | 2023-10-01   | 1 | October 1, 2023
years.1.end                   | 2024-09-30   | 1 | September 30, 2024
years.1.amount                | 4000000      | 1 | $4,000,000
years.2.start                 | 2024-10-01   | 1 | October 1, 2024
years.2.end                   | 2025-09-30   | 1 | September 30, 2025
years.2.amount                | 4400000      | 1 | $4,400,000
years.3.start                 | 2025-10-01   | 1 | October 1, 2025
years.3.end                   | 2026-09-30   | 1 | September 30, 2026
years.3.amount                | 4840000      | 1 | $4,840,000
years.4.start                 | 2026-10-01   | 2 | October 1, 2026
years.4.end                   | 2027-09-30   | 2 | September 30, 2027
years.4.amount                | 5324000      | 2 | $5,324,000
years.5.start                 | 2027-10-01   | 2 | October 1, 2027
years.5.end                   | 2028-09-30   | 2 | September 30, 2028
years.5.amount                | 5856400      | 2 | $5,856,400
total                         | ?24420400    |   |
currency                      | USD          | 1 | $
discounts.*.1                 | 0.06         | 1 | 6%
discounts.*.2                 | 0.06         | 1 | 6%
discounts.*.3                 | 0.07         | 1 | 7%
discounts.*.4                 | 0.07         | 2 | 7%
discounts.*.5                 | 0.08         | 2 | 8%
counting.marketplace_share    | ?0           | 2 | do not count
shortfall.trigger             | year         | 2 | for a Contract Year
shortfall.treatment           | ?pay         | 2 | is due
""")


def joined_by_year() -> bytes:
    """The dates of the years stand in the discount row, the sums in another row that knows the years by number."""
    paper = Paper(font="Helvetica")
    paper.title("ADDENDUM")
    paper.para(
        """to the AWS Enterprise Agreement between Amazon Web Services, Inc. and Kestrel & Vane Mobility PLC
        (“Customer”).""",
        9.5,
    )
    paper.table(
        [
            ["Item", "Terms"],
            ["Addendum Effective Date", "April 1, 2022"],
            [
                "Cross-Service Discount",
                "Contract Year 1 (April 1, 2022 – March 31, 2023): 9%\n"
                "Contract Year 2 (April 1, 2023 – March 31, 2024): 10%\n"
                "Contract Year 3 (April 1, 2024 – March 31, 2025): 11%",
            ],
            [
                "Annual Commitment",
                "Contract Year 1: $1,100,000\nContract Year 2: $1,300,000\nContract Year 3: $1,600,000",
            ],
            ["Support", "Enterprise Support at no less than $15,000 a month"],
            ["Carry-over", "None. Spend above the Annual Commitment does not reduce a later one."],
            ["Notice", "Either party may decline renewal with 30 days’ notice before March 31, 2025."],
        ],
        [130, 340],
        size=9,
    )
    return paper.pdf()


JOINED_BY_YEAR = facts("""
document.provider             | aws          | 1 | AWS Enterprise Agreement
customer                      | Kestrel & Vane Mobility PLC | 1 | Kestrel & Vane Mobility PLC
effective                     | 2022-04-01   | 1 | April 1, 2022
period.start                  | 2022-04-01   | 1 | April 1, 2022
period.end                    | 2025-03-31   | 1 | March 31, 2025
years.1.start                 | 2022-04-01   | 1 | April 1, 2022
years.1.end                   | 2023-03-31   | 1 | March 31, 2023
years.1.amount                | 1100000      | 1 | $1,100,000
years.2.start                 | 2023-04-01   | 1 | April 1, 2023
years.2.end                   | 2024-03-31   | 1 | March 31, 2024
years.2.amount                | 1300000      | 1 | $1,300,000
years.3.start                 | 2024-04-01   | 1 | April 1, 2024
years.3.end                   | 2025-03-31   | 1 | March 31, 2025
years.3.amount                | 1600000      | 1 | $1,600,000
total                         | ?4000000     |   |
currency                      | USD          | 1 | $
discounts.*.1                 | 0.09         | 1 | 9%
discounts.*.2                 | 0.10         | 1 | 10%
discounts.*.3                 | 0.11         | 1 | 11%
notices.renewal               | 30           | 1 | 30 days
""")

TABLES = (
    Agreement("year_table", "ruled table, schedules on two pages", year_table, YEAR_TABLE),
    Agreement("glued_cells", "cells that touch, in thousands", glued_cells, GLUED_CELLS),
    Agreement("split_table", "table over two pages, head repeated", split_table, SPLIT_TABLE),
    Agreement("joined_by_year", "dates and sums in different rows", joined_by_year, JOINED_BY_YEAR),
)
