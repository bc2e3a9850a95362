"""Two terms, a date from signatures, numbers that look like money, pounds; and papers that are no AWS commitment."""

from __future__ import annotations

from tests.commitment.agreements.paper import Paper
from tests.commitment.agreements.truth import Agreement, facts


def two_terms() -> bytes:
    """The discount term ends before the addendum term; the commitment follows the discount term."""
    paper = Paper()
    paper.title("AWS Addendum", 13)
    paper.para(
        """This Addendum is between Amazon Web Services, Inc. and Merriweather Fleet Services, Inc. (“Customer”). The
        Addendum Effective Date is April 1, 2023."""
    )
    paper.para("“Discount Term” means the period from April 1, 2023 to March 31, 2026.")
    paper.para("“Addendum Term” means the period from April 1, 2023 to June 30, 2026.")
    paper.para(
        """“Annual Commitment” means, for each Contract Year of the Discount Term, Contract Year 1 = $540,000, Contract
        Year 2 = $620,000, Contract Year 3 = $710,000."""
    )
    paper.para(
        "Contract Year 1: April 1, 2023 – March 31, 2024 Contract Year 2: April 1, 2024 – March 31, 2025 "
        "Contract Year 3: April 1, 2025 – March 31, 2026",
        9,
    )
    paper.para("During the Discount Term AWS applies a discount of 5% to Eligible Services.")
    paper.para(
        """Customer will send AWS a reference case study once, within 60 days of request, and a Spend Attestation
        every year not later than May 15."""
    )
    return paper.pdf()


TWO_TERMS = facts("""
document.provider             | aws          | 1 | AWS Addendum
customer                      | Merriweather Fleet Services, Inc. | 1 | Merriweather Fleet Services, Inc.
effective                     | 2023-04-01   | 1 | April 1, 2023
period.start                  | 2023-04-01   | 1 | April 1, 2023
period.end                    | 2026-03-31   | 1 | March 31, 2026
years.1.start                 | 2023-04-01   | 1 | April 1, 2023 –
years.1.end                   | 2024-03-31   | 1 | March 31, 2024
years.1.amount                | 540000       | 1 | $540,000
years.2.start                 | 2024-04-01   | 1 | April 1, 2024
years.2.end                   | 2025-03-31   | 1 | March 31, 2025
years.2.amount                | 620000       | 1 | $620,000
years.3.start                 | 2025-04-01   | 1 | April 1, 2025
years.3.end                   | 2026-03-31   | 1 | March 31, 2026
years.3.amount                | 710000       | 1 | $710,000
total                         | ?1870000     |   |
currency                      | USD          | 1 | $
discounts.*                   | 0.05         | 1 | 5%
attestations.Spend Attestation | annual      | 1 | Spend Attestation
attestations.reference case study | once     | 1 | reference case study
""")


def signed() -> bytes:
    """In force from the day on which the last party signs; the dates are in the signature blocks."""
    paper = Paper()
    paper.title("AWS PRIVATE PRICING ADDENDUM")
    paper.para(
        """This Addendum between Amazon Web Services, Inc. (“AWS”) and Bellweather Diagnostics, Inc. (“Customer”) takes
        effect on the date the last party signs it (the “Addendum Effective Date”). Contract Year 1 runs from January
        1, 2021 to December 31, 2021 and Contract Year 2 from January 1, 2022 to December 31, 2022."""
    )
    paper.para("Spend Commitment, Contract Year 1: $350,000. Spend Commitment, Contract Year 2: $420,000.")
    paper.para("Cross-Service Discount: 3%.")
    paper.signatures(
        [
            [
                "Amazon Web Services, Inc.",
                "By: ____________________",
                "Name: R. Ellery",
                "Date signed: December 11, 2020",
            ],
            ["Bellweather Diagnostics, Inc.", "By: ____________________", "Name: T. Okafor", "Date signed: 2020.12.09"],
        ]
    )
    return paper.pdf()


SIGNED = facts("""
document.provider             | aws          | 1 | AWS PRIVATE PRICING ADDENDUM
customer                      | Bellweather Diagnostics, Inc. | 1 | Bellweather Diagnostics, Inc.
effective                     | 2020-12-11   | 1 | December 11, 2020
period.start                  | ?2021-01-01 ~ 2020-12-11 |   |
period.end                    | ?2022-12-31  | 1 | December 31, 2022
years.1.start                 | 2021-01-01   | 1 | January 1, 2021
years.1.end                   | 2021-12-31   | 1 | December 31, 2021
years.1.amount                | 350000       | 1 | $350,000
years.2.start                 | 2022-01-01   | 1 | January 1, 2022
years.2.end                   | 2022-12-31   | 1 | December 31, 2022
years.2.amount                | 420000       | 1 | $420,000
total                         | ?770000      |   |
currency                      | USD          | 1 | $
discounts.*                   | 0.03         | 1 | 3%
""")


def look_alikes() -> bytes:
    """Account, part and telephone numbers, prices and thresholds around one commitment."""
    paper = Paper(font="Helvetica")
    paper.title("AWS Private Pricing Addendum", 13)
    paper.lines(
        [
            "Customer: Thistledown Apparel Group, Inc.",
            "Payer account: 4471 2093 8850        Linked account: 350000000000",
            "Quote number: 7,500,000-B        Telephone: 206-555-0142",
            "Addendum Effective Date: 2025-10-01        Expiry: 2026-09-30",
        ],
        9.5,
    )
    paper.heading("Private rates")
    paper.table(
        [
            ["Service", "SKU", "List price", "Private price"],
            ["Amazon S3 Standard, first 50 TB", "2500000118", "$0.023 per GB", "$0.0195 per GB"],
            ["Amazon EC2 m7i.48xlarge", "9000000427", "$9.6768 per hour", "$8.2250 per hour"],
            ["Data transfer above $25,000 a month", "1200000033", "$0.05 per GB", "$0.04 per GB"],
        ],
        [180, 90, 100, 110],
        size=8.5,
    )
    paper.para("Usage of $0 - $25,000 a month is charged at the list price. Insurance cover: $20,000,000.", 9.5)
    paper.heading("Commitment")
    paper.para("Annual Committed Spend = $1,150,000 for Contract Year 1 (2025-10-01 to 2026-09-30).", 9.5)
    paper.para("Liability is limited to $3,000,000. Purchase order 4500098765 applies.", 9.5)
    return paper.pdf()


LOOK_ALIKES = facts("""
document.provider             | aws          | 1 | AWS Private Pricing Addendum
customer                      | Thistledown Apparel Group, Inc. | 1 | Thistledown Apparel Group, Inc.
effective                     | 2025-10-01   | 1 | 2025-10-01
period.start                  | 2025-10-01   | 1 | 2025-10-01
period.end                    | 2026-09-30   | 1 | 2026-09-30
years.1.start                 | 2025-10-01   | 1 | 2025-10-01
years.1.end                   | 2026-09-30   | 1 | 2026-09-30
years.1.amount                | 1150000      | 1 | $1,150,000
total                         | ?1150000     |   |
currency                      | USD          | 1 | $
counting.accounts             | ?447120938850; 350000000000 | 1 | 4471 2093 8850
discounts.*                   | absent       |   |
""")


def pounds() -> bytes:
    """Pounds, days before months, label and value on lines of their own."""
    paper = Paper(size="a4", font="Helvetica")
    paper.title("AWS Enterprise Discount Program", 13)
    for label, value in (
        ("Customer", "Dunmore Civic Services plc"),
        ("Effective Date", "6 April 2025"),
        ("End Date", "5 April 2027"),
        ("Annual Commitment – Contract Year 1 (6 April 2025 – 5 April 2026)", "£750,000"),
        ("Annual Commitment – Contract Year 2 (6 April 2026 – 5 April 2027)", "£825,000"),
        ("Total Commitment", "£1,575,000"),
        ("EDP Discount", "6%"),
        ("Shortfall", "Payable at the end of each Contract Year"),
        ("Renewal", "Renews for one year unless either party gives 60 days’ notice"),
    ):
        paper.lines([label], 9.5)
        paper.lines([value], 9.5)
        paper.y -= 4
    return paper.pdf()


POUNDS = facts("""
document.provider             | aws          | 1 | AWS Enterprise Discount Program
customer                      | Dunmore Civic Services plc | 1 | Dunmore Civic Services plc
effective                     | 2025-04-06   | 1 | 6 April 2025
period.start                  | 2025-04-06   | 1 | 6 April 2025
period.end                    | 2027-04-05   | 1 | 5 April 2027
years.1.start                 | 2025-04-06   | 1 | 6 April 2025 –
years.1.end                   | 2026-04-05   | 1 | 5 April 2026
years.1.amount                | 750000       | 1 | £750,000
years.2.start                 | 2026-04-06   | 1 | 6 April 2026
years.2.end                   | 2027-04-05   | 1 | 5 April 2027
years.2.amount                | 825000       | 1 | £825,000
total                         | 1575000      | 1 | £1,575,000
currency                      | GBP          | 1 | £
discounts.*                   | 0.06         | 1 | 6%
shortfall.trigger             | year         | 1 | each Contract Year
shortfall.treatment           | pay          | 1 | Payable
notices.renewal               | 60           | 1 | 60 days
""")


def google() -> bytes:
    """A commitment to another cloud."""
    paper = Paper()
    paper.title("Google Cloud Platform Commitment Addendum")
    paper.para(
        """Google LLC and Pennyroyal Games, Inc. (“Customer”) agree that Customer will buy Google Cloud Platform
        services of at least $400 million over five years from January 30, 2024, with a Commitment Amount of $50
        million in each of the first two years. The Google Cloud discount is 18%. AWS and other clouds are not
        affected."""
    )
    return paper.pdf()


def azure() -> bytes:
    """A commitment to another cloud."""
    paper = Paper()
    paper.title("Microsoft Azure Consumption Commitment (MACC)")
    paper.para(
        """This amendment to the Microsoft Customer Agreement of Corvid Freight Ltd. (“Customer”) states a Microsoft
        Azure Consumption Commitment of $12,000,000 from July 1, 2025 to June 30, 2028. Milestones: $4,000,000 by June
        30, 2026. A shortfall is charged as an Azure prepayment. Amazon Web Services purchases do not count."""
    )
    return paper.pdf()


def order_form() -> bytes:
    """An order for support and training with prices, but without a commitment."""
    paper = Paper(font="Helvetica")
    paper.title("AWS Training and Support Order Form", 13)
    paper.para("Customer: Larkmoor Design Studio, Inc.    Order date: May 5, 2025    Amazon Web Services, Inc.", 9.5)
    paper.table(
        [
            ["Item", "Quantity", "Price", "Sum"],
            ["Business Support, monthly", "12", "$1,000.00", "$12,000.00"],
            ["Architecting on AWS, class of three days", "8", "$2,025.00", "$16,200.00"],
            ["Total due", "", "", "$28,200.00"],
        ],
        [220, 60, 80, 90],
        right=(1, 2, 3),
    )
    paper.para("Payment within 30 days. No minimum spend and no commitment to use any service follows from this order.")
    return paper.pdf()


DECLINED = "years.1.amount | absent\nyears.2.amount | absent\ntotal | absent\ndiscounts.* | absent\n"

OTHERS = (
    Agreement("two_terms", "discount term and addendum term", two_terms, TWO_TERMS),
    Agreement("signed", "effective date from the signatures", signed, SIGNED),
    Agreement("look_alikes", "numbers that look like money", look_alikes, LOOK_ALIKES),
    Agreement("pounds", "label and value on lines of their own, pounds", pounds, POUNDS),
    Agreement("google", "another cloud", google, facts(f"document.provider | google | 1 | Google Cloud\n{DECLINED}")),
    Agreement("azure", "another cloud", azure, facts(f"document.provider | azure | 1 | Microsoft Azure\n{DECLINED}")),
    Agreement("order_form", "no commitment", order_form, facts(f"document.provider | none\n{DECLINED}")),
)
