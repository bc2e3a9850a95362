"""Six more of the last agreements, among them two papers that only speak of agreements."""

from __future__ import annotations

from tests.commitment.agreements.paper import Paper
from tests.commitment.agreements.truth import Agreement, facts


def year_one() -> bytes:
    """Years in words, a table with sums to the left."""
    paper = Paper(font="Helvetica", footer="AWS and Sandpiper Robotics confidential")
    paper.title("AWS PRIVATE PRICING ADDENDUM", 13)
    paper.para(
        """This Private Pricing Addendum is made between Amazon Web Services, Inc. (“AWS”) and Sandpiper Robotics, Inc.
        (“Customer”), effective as of November 1, 2024 (the “Effective Date”), for a term that ends October 31,
        2027.""",
        9.5,
    )
    paper.table(
        [
            ["Annual Commitment", "Applies to", "Cross-Service Discount"],
            ["$1,360,000", "Year One (Nov. 1, 2024 – Oct. 31, 2025)", "5%"],
            ["$1,520,000", "Year Two (Nov. 1, 2025 – Oct. 31, 2026)", "6%"],
            ["$1,710,000", "Year Three (Nov. 1, 2026 – Oct. 31, 2027)", "7%"],
        ],
        [120, 230, 120],
        size=9,
    )
    paper.para(
        """Support charges and taxes are not counted toward the Annual Commitment. A shortfall in any year is
        invoiced at the
        end of that year.""",
        9.5,
    )
    return paper.pdf()


YEAR_ONE = facts("""
document.provider             | aws          | 1 | AWS PRIVATE PRICING ADDENDUM
customer                      | Sandpiper Robotics, Inc. | 1 | Sandpiper Robotics, Inc.
effective                     | 2024-11-01   | 1 | November 1, 2024
period.start                  | 2024-11-01   | 1 | November 1, 2024
period.end                    | 2027-10-31   | 1 | October 31, 2027
years.1.start                 | 2024-11-01   | 1 | Nov. 1, 2024
years.1.end                   | 2025-10-31   | 1 | Oct. 31, 2025
years.1.amount                | 1360000      | 1 | $1,360,000
years.2.start                 | 2025-11-01   | 1 | Nov. 1, 2025
years.2.end                   | 2026-10-31   | 1 | Oct. 31, 2026
years.2.amount                | 1520000      | 1 | $1,520,000
years.3.start                 | 2026-11-01   | 1 | Nov. 1, 2026
years.3.end                   | 2027-10-31   | 1 | Oct. 31, 2027
years.3.amount                | 1710000      | 1 | $1,710,000
total                         | ?4590000     |   |
currency                      | USD          | 1 | $
discounts.*.1                 | 0.05         | 1 | 5%
discounts.*.2                 | 0.06         | 1 | 6%
discounts.*.3                 | 0.07         | 1 | 7%
counting.support_counts       | no           | 1 | Support charges
counting.taxes_count          | no           | 1 | taxes are not counted
shortfall.trigger             | year         | 1 | in any year
""")


def commitment_clause() -> bytes:
    """A long clause with sub-clauses by letters."""
    paper = Paper()
    paper.title("ENTERPRISE DISCOUNT PROGRAM ADDENDUM")
    paper.para(
        "Parties: Amazon Web Services, Inc.; Holloway Crane & Rigging Co. (“Customer”). Effective Date: June 15, 2025."
    )
    paper.heading("3. Commitment")
    paper.para("3.1 Customer agrees to the following Annual Spend Commitments during the EDP Term:")
    paper.para("(i) for EDP Contract Year 1, June 15, 2025 to June 14, 2026: US$640,000;")
    paper.para("(ii) for EDP Contract Year 2, June 15, 2026 to June 14, 2027: US$704,000.")
    paper.para("3.2 The EDP Term ends on June 14, 2027. The total of the Annual Spend Commitments is US$1,344,000.")
    paper.para(
        """3.3 If Customer’s Qualifying Spend in an EDP Contract Year is lower than the Annual Spend Commitment, AWS
        will
        charge the shortfall, which Customer may not offset against later fees."""
    )
    paper.heading("4. Discount")
    paper.para("4.1 In return AWS grants Customer an EDP discount of 6.5 percent on all Eligible Services.")
    paper.para("4.2 Either party shall give sixty (60) days’ prior written notice if it does not intend to renew.")
    return paper.pdf()


COMMITMENT_CLAUSE = facts("""
document.provider             | aws          | 1 | ENTERPRISE DISCOUNT PROGRAM
customer                      | Holloway Crane & Rigging Co. | 1 | Holloway Crane & Rigging Co.
effective                     | 2025-06-15   | 1 | June 15, 2025
period.start                  | 2025-06-15   | 1 | June 15, 2025
period.end                    | 2027-06-14   | 1 | June 14, 2027
years.1.start                 | 2025-06-15   | 1 | June 15, 2025 to
years.1.end                   | 2026-06-14   | 1 | June 14, 2026
years.1.amount                | 640000       | 1 | US$640,000
years.2.start                 | 2026-06-15   | 1 | June 15, 2026
years.2.end                   | 2027-06-14   | 1 | June 14, 2027
years.2.amount                | 704000       | 1 | US$704,000
total                         | 1344000      | 1 | US$1,344,000
currency                      | USD          | 1 | US$
discounts.*                   | 0.065        | 1 | 6.5 percent
shortfall.trigger             | year         | 1 | in an EDP Contract Year
shortfall.treatment           | pay          | 1 | charge the shortfall
notices.renewal               | 60           | 1 | sixty (60)
""")


def filed() -> bytes:
    """A filed exhibit with hidden sums and a visible term."""
    paper = Paper(header="Exhibit 10.31", footer="[*****] Certain confidential information has been omitted.")
    paper.title("PRIVATE PRICING ADDENDUM", 13)
    paper.para(
        """This Addendum is entered into by Amazon Web Services, Inc. and Calder Bay Streaming, Inc. (“Customer”) as
        of February
        3, 2025 (“Addendum Effective Date”). Customer’s Spend Commitment is as follows: Contract Year 1 (March 1, 2025 –
        February 28, 2026): $[*****]; Contract Year 2 (March 1, 2026 – February 28, 2027): $[*****]; Contract Year 3
        (March 1,
        2027 – February 29, 2028): $[*****]."""
    )
    paper.para(
        "The Cross-Service Discount is [*****]% for Contract Year 1 and [*****]% afterwards. Marketplace fees count at "
        "25%."
    )
    return paper.pdf()


FILED = facts("""
document.provider             | aws          | 1 | PRIVATE PRICING ADDENDUM
customer                      | Calder Bay Streaming, Inc. | 1 | Calder Bay Streaming, Inc.
effective                     | 2025-02-03   | 1 | February
period.start                  | 2025-03-01   | 1 | March 1, 2025
period.end                    | 2028-02-29   | 1 | February 29, 2028
years.1.start                 | 2025-03-01   | 1 | March 1, 2025 –
years.1.end                   | 2026-02-28   | 1 | February 28, 2026
years.1.amount                | redacted     | 1 | $[*****]
years.2.start                 | 2026-03-01   | 1 | March 1, 2026
years.2.end                   | 2027-02-28   | 1 | February 28, 2027
years.2.amount                | redacted     | 1 | $[*****]
years.3.start                 | 2027-03-01   | 1 | March 1,
years.3.end                   | 2028-02-29   | 1 | February 29, 2028
years.3.amount                | redacted     | 1 | $[*****]
total                         | absent       |   |
currency                      | ?USD         | 1 | $
counting.marketplace_share    | 0.25         | 1 | 25%
""")


def sterling() -> bytes:
    """British wording, sums per annum, a table of two columns."""
    paper = Paper(size="a4", font="Helvetica")
    paper.title("AWS Private Pricing Addendum", 13)
    paper.para("Customer: Brackenhill Water Services Limited", 10)
    paper.table(
        [
            ["Item", "Detail"],
            ["Commencement Date", "1 October 2025"],
            ["Expiry Date", "30 September 2027"],
            ["Committed Spend, Contract Year 1", "GBP 1,120,000 (1 October 2025 to 30 September 2026)"],
            ["Committed Spend, Contract Year 2", "GBP 1,180,000 (1 October 2026 to 30 September 2027)"],
            ["Discount", "7.5% on all Eligible Services"],
            ["AWS Marketplace", "50% of fees count, capped at 25% of the Committed Spend"],
        ],
        [170, 300],
        size=9,
    )
    return paper.pdf()


STERLING = facts("""
document.provider             | aws          | 1 | AWS Private Pricing Addendum
customer                      | Brackenhill Water Services Limited | 1 | Brackenhill Water Services Limited
effective                     | ?2025-10-01  | 1 | 1 October 2025
period.start                  | 2025-10-01   | 1 | 1 October 2025
period.end                    | 2027-09-30   | 1 | 30 September 2027
years.1.start                 | 2025-10-01   | 1 | 1 October 2025 to
years.1.end                   | 2026-09-30   | 1 | 30 September 2026
years.1.amount                | 1120000      | 1 | GBP 1,120,000
years.2.start                 | 2026-10-01   | 1 | 1 October 2026
years.2.end                   | 2027-09-30   | 1 | 30 September 2027
years.2.amount                | 1180000      | 1 | GBP 1,180,000
total                         | ?2300000     |   |
currency                      | GBP          | 1 | GBP
discounts.*                   | 0.075        | 1 | 7.5%
counting.marketplace_share    | 0.5          | 1 | 50%
counting.marketplace_cap      | 0.25         | 1 | 25%
""")


def invoice() -> bytes:
    """An invoice of AWS."""
    paper = Paper(font="Helvetica")
    paper.title("Invoice", 14)
    paper.para("Amazon Web Services EMEA SARL. Bill to: Dovetail Joinery Ltd. Invoice 1893344710. May 3, 2026.")
    paper.table(
        [["Service", "Charge"], ["Amazon EC2", "$12,440.18"], ["Amazon S3", "$3,102.77"], ["Total", "$15,542.95"]],
        [200, 120],
    )
    paper.para("Discounts under your agreement of 9% are included. Due within 30 days.")
    return paper.pdf()


def guide() -> bytes:
    """A guide about agreements, with an example."""
    paper = Paper()
    paper.title("How to negotiate an AWS private pricing agreement")
    paper.para(
        """Many companies commit to at least $1,000,000 a year. For example, Acme might promise an annual commitment
        of $2,000,000
        in Contract Year 1 and receive a discount of 9%. Read the shortfall clause first, and ask how Marketplace
        counts."""
    )
    return paper.pdf()


OTHER = "document.provider | none ~ other\nyears.1.amount | absent\ntotal | absent\ndiscounts.* | absent\n"

FOURTH = (
    Agreement("year_one", "years in words, sums to the left", year_one, YEAR_ONE),
    Agreement("commitment_clause", "sub-clauses by roman numbers", commitment_clause, COMMITMENT_CLAUSE),
    Agreement("filed", "a filed exhibit", filed, FILED),
    Agreement("sterling", "two columns, item and detail", sterling, STERLING),
    Agreement("invoice", "an invoice", invoice, facts(OTHER)),
    Agreement("guide", "a guide with an example", guide, facts(OTHER)),
)
