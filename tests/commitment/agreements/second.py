"""More agreements, written before the extraction stood and scored for the first time after it had passed the others."""

from __future__ import annotations

from tests.commitment.agreements.paper import Paper
from tests.commitment.agreements.truth import Agreement, facts


def dotted() -> bytes:
    """Typewriter letters, dots between label and value."""
    paper = Paper(font="Courier", footer="AWS CONFIDENTIAL")
    paper.bold = "Courier-Bold"
    paper.title("AWS PRIVATE PRICING TERM SHEET", 12)
    paper.lines(
        [
            "Customer ........................ Ambleside Payments Ltd",
            "Effective Date .................. 15 May 2025",
            "Term ............................ 15 May 2025 - 14 May 2028",
            "",
            "Committed spend, Contract Year 1 (15 May 2025 - 14 May 2026) .. USD 3,300,000",
            "Committed spend, Contract Year 2 (15 May 2026 - 14 May 2027) .. USD 3,630,000",
            "Committed spend, Contract Year 3 (15 May 2027 - 14 May 2028) .. USD 3,993,000",
            "Committed spend, total .......... USD 10,923,000",
            "",
            "Discount, all Eligible Services . 9.25 %",
            "Discount, Amazon RDS ............ 12 %",
            "Marketplace ..................... 50 % counts, not more than 25 % of a year",
            "Shortfall ....................... invoiced after each Contract Year",
            "Notice of non-renewal ........... 90 days",
        ],
        8.5,
    )
    return paper.pdf()


DOTTED = facts("""
document.provider             | aws          | 1 | AWS PRIVATE PRICING
customer                      | Ambleside Payments Ltd | 1 | Ambleside Payments Ltd
effective                     | 2025-05-15   | 1 | 15 May 2025
period.start                  | 2025-05-15   | 1 | 15 May 2025
period.end                    | 2028-05-14   | 1 | 14 May 2028
years.1.start                 | 2025-05-15   | 1 | 15 May 2025
years.1.end                   | 2026-05-14   | 1 | 14 May 2026
years.1.amount                | 3300000      | 1 | USD 3,300,000
years.2.start                 | 2026-05-15   | 1 | 15 May 2026
years.2.end                   | 2027-05-14   | 1 | 14 May 2027
years.2.amount                | 3630000      | 1 | USD 3,630,000
years.3.start                 | 2027-05-15   | 1 | 15 May 2027
years.3.end                   | 2028-05-14   | 1 | 14 May 2028
years.3.amount                | 3993000      | 1 | USD 3,993,000
total                         | 10923000     | 1 | USD 10,923,000
currency                      | USD          | 1 | USD
discounts.*                   | 0.0925       | 1 | 9.25 %
discounts.Amazon RDS          | 0.12         | 1 | 12 %
counting.marketplace_share    | 0.5          | 1 | 50 % counts
counting.marketplace_cap      | 0.25         | 1 | 25 % of a year
shortfall.trigger             | year         | 1 | after each Contract Year
notices.renewal               | 90           | 1 | 90 days
""")


def years_across() -> bytes:
    """A table whose columns are the years."""
    paper = Paper(font="Helvetica", size="a4")
    paper.title("Private Pricing Addendum to the AWS Customer Agreement", 12)
    paper.para("Customer: Hollis & Grange Biotech, Inc. Addendum Effective Date: September 1, 2025.", 9.5)
    paper.heading("Attachment 1")
    paper.table(
        [
            ["", "Contract Year 1", "Contract Year 2", "Contract Year 3"],
            ["Start", "Sep 1, 2025", "Sep 1, 2026", "Sep 1, 2027"],
            ["End", "Aug 31, 2026", "Aug 31, 2027", "Aug 31, 2028"],
            ["Annual Commitment", "$780,000", "$860,000", "$945,000"],
            ["Cross-Service Discount", "5%", "5.5%", "6%"],
        ],
        [130, 110, 110, 110],
        size=9,
    )
    paper.para("The Addendum expires on August 31, 2028. Amounts due under Section 6 are paid within 45 days.", 9.5)
    return paper.pdf()


YEARS_ACROSS = facts("""
document.provider             | aws          | 1 | Private Pricing Addendum
customer                      | Hollis & Grange Biotech, Inc. | 1 | Hollis & Grange Biotech, Inc.
effective                     | 2025-09-01   | 1 | September 1, 2025
period.start                  | 2025-09-01   | 1 | September 1, 2025
period.end                    | 2028-08-31   | 1 | August 31, 2028
years.1.start                 | 2025-09-01   | 1 | Sep 1, 2025
years.1.end                   | 2026-08-31   | 1 | Aug 31, 2026
years.1.amount                | 780000       | 1 | $780,000
years.2.start                 | 2026-09-01   | 1 | Sep 1, 2026
years.2.end                   | 2027-08-31   | 1 | Aug 31, 2027
years.2.amount                | 860000       | 1 | $860,000
years.3.start                 | 2027-09-01   | 1 | Sep 1, 2027
years.3.end                   | 2028-08-31   | 1 | Aug 31, 2028
years.3.amount                | 945000       | 1 | $945,000
total                         | ?2585000     |   |
currency                      | USD          | 1 | $
discounts.*.1                 | 0.05         | 1 | 5%
discounts.*.2                 | 0.055        | 1 | 5.5%
discounts.*.3                 | 0.06         | 1 | 6%
""")


def changed_year() -> bytes:
    """An amendment that replaces the sum of one year and leaves the others."""
    paper = Paper()
    paper.title("THIRD AMENDMENT TO AWS PRIVATE PRICING ADDENDUM")
    paper.para(
        """This Third Amendment, effective January 1, 2026, is made by Amazon Web Services, Inc. and Corrigan Rail
        Logistics LLC (“Customer”). The Private Pricing Addendum ends on December 31, 2026 and is amended as follows."""
    )
    paper.para(
        """1. The Spend Commitment for Contract Year 3 (January 1, 2026 – December 31, 2026) of $9,000,000 is deleted
        and
        replaced with $7,500,000."""
    )
    paper.para(
        """2. The Spend Commitments for Contract Year 1 (January 1, 2024 – December 31, 2024), $6,000,000, and Contract
        Year 2 (January 1, 2025 – December 31, 2025), $6,750,000, are not changed."""
    )
    paper.para("3. The discount for all Eligible Services remains 10%.")
    return paper.pdf()


CHANGED_YEAR = facts("""
document.provider             | aws          | 1 | AWS PRIVATE PRICING ADDENDUM
customer                      | Corrigan Rail Logistics LLC | 1 | Corrigan Rail Logistics LLC
effective                     | 2026-01-01   | 1 | January 1, 2026
period.start                  | ?2024-01-01 ~ 2026-01-01 | 1 | January 1, 2024
period.end                    | 2026-12-31   | 1 | December 31, 2026
years.1.start                 | 2024-01-01   | 1 | January 1, 2024
years.1.end                   | 2024-12-31   | 1 | December 31, 2024
years.1.amount                | 6000000      | 1 | $6,000,000
years.2.start                 | 2025-01-01   | 1 | January 1, 2025
years.2.end                   | 2025-12-31   | 1 | December 31, 2025
years.2.amount                | 6750000      | 1 | $6,750,000
years.3.start                 | 2026-01-01   | 1 | January 1, 2026
years.3.end                   | 2026-12-31   | 1 | December 31, 2026
years.3.amount                | 7500000      | 1 | $7,500,000
total                         | ?20250000    |   |
currency                      | USD          | 1 | $
discounts.*                   | 0.10         | 1 | 10%
superseded                    | ?9000000     | 1 | $9,000,000
""")


def one_sum() -> bytes:
    """A sum for the whole term and no years."""
    paper = Paper()
    paper.title("AMAZON WEB SERVICES ENTERPRISE DISCOUNT PROGRAM ADDENDUM", 12)
    paper.para(
        """Effective as of October 15, 2025, Amazon Web Services, Inc. and Penhallow Games Studio, Inc. (“Customer”)
        agree:
        Customer will spend a minimum of $4.8 million, net of discounts, between October 15, 2025 and October 14,
        2027. There
        is no minimum for any part of that time. In return AWS reduces all fees for Eligible Services by 8%. A
        shortfall at the end of the term is payable as a one-time fee. Public company filings state revenue of $212.4
        million for 2024."""
    )
    return paper.pdf()


ONE_SUM = facts("""
document.provider             | aws          | 1 | ENTERPRISE DISCOUNT PROGRAM
customer                      | Penhallow Games Studio, Inc. | 1 | Penhallow Games Studio, Inc.
effective                     | 2025-10-15   | 1 | October 15, 2025
period.start                  | 2025-10-15   | 1 | October 15, 2025
period.end                    | 2027-10-14   | 1 | October 14, 2027
years.1.amount                | absent       |   |
total                         | 4800000      | 1 | $4.8 million
currency                      | USD          | 1 | $
discounts.*                   | 0.08         | 1 | 8%
shortfall.trigger             | term         | 1 | end of the term
shortfall.treatment           | pay          | 1 | payable
""")


def half_hidden() -> bytes:
    """One year shown, two left out; rates left out for one service."""
    paper = Paper(font="Helvetica", header="Exhibit 10.7")
    paper.title("AWS PRIVATE PRICING ADDENDUM", 13)
    paper.para("[***] Certain information in this document has been omitted because it is not material.", 8)
    paper.para("Amazon Web Services, Inc. and Oakhurst Mobility Corp. (“Customer”). Effective July 1, 2024.", 9.5)
    for line in (
        "Contract Year 1: July 1, 2024 to June 30, 2025. Annual Committed Spend: $2,000,000.",
        "Contract Year 2: July 1, 2025 to June 30, 2026. Annual Committed Spend: $[***].",
        "Contract Year 3: July 1, 2026 to June 30, 2027. Annual Committed Spend: [REDACTED].",
        "Discount on all Eligible Services: 7%. Discount on Amazon Bedrock: [***]%.",
        "The Addendum ends on June 30, 2027.",
    ):
        paper.para(line, 9.5)
    return paper.pdf()


HALF_HIDDEN = facts("""
document.provider             | aws          | 1 | AWS PRIVATE PRICING ADDENDUM
customer                      | Oakhurst Mobility Corp. | 1 | Oakhurst Mobility Corp.
effective                     | 2024-07-01   | 1 | July 1, 2024
period.start                  | 2024-07-01   | 1 | July 1, 2024
period.end                    | 2027-06-30   | 1 | June 30, 2027
years.1.start                 | 2024-07-01   | 1 | July 1, 2024
years.1.end                   | 2025-06-30   | 1 | June 30, 2025
years.1.amount                | 2000000      | 1 | $2,000,000
years.2.start                 | 2025-07-01   | 1 | July 1, 2025
years.2.end                   | 2026-06-30   | 1 | June 30, 2026
years.2.amount                | redacted     | 1 | $[***]
years.3.start                 | 2026-07-01   | 1 | July 1, 2026
years.3.end                   | 2027-06-30   | 1 | June 30, 2027
years.3.amount                | redacted     | 1 | [REDACTED]
total                         | absent       |   |
currency                      | USD          | 1 | $
discounts.*                   | 0.07         | 1 | 7%
discounts.Amazon Bedrock      | redacted     | 1 | [***]%
""")


def cover_page() -> bytes:
    """Dates on a cover page, the commitment two pages later, months of liability and insurance between them."""
    paper = Paper(footer="Private Pricing Agreement")
    paper.title("Private Pricing Agreement")
    paper.lines(
        [
            "Between: Amazon Web Services, Inc.",
            "And: Stannard Weather Intelligence, Inc. (“Customer”)",
            "Agreement Effective Date: March 31, 2025",
            "Agreement End Date: March 30, 2027",
        ],
        11,
    )
    paper.new_page()
    for text in (
        """1. Insurance. Each party keeps commercial general liability insurance of $5,000,000 for each occurrence
        and an
        umbrella of $10,000,000 for the term and twelve months after it.""",
        """2. Liability. Neither party is liable for more than the fees paid in the twelve (12) months before the
        claim, and in no event for more than $2,500,000.""",
        """3. Contract Years. “Contract Year” means each period of twelve months that begins on the Agreement Effective
        Date or an anniversary of it.""",
    ):
        paper.para(text)
    paper.new_page()
    paper.heading("4. Spend Commitment")
    paper.para("Contract Year 1: $1,450,000")
    paper.para("Contract Year 2: $1,600,000")
    paper.para("Discount: six and one half percent (6.5%) on all Eligible Services")
    paper.para("A shortfall of Contract Year 1 is carried into Contract Year 2.")
    return paper.pdf()


COVER_PAGE = facts("""
document.provider             | aws          | 1 | Private Pricing Agreement
customer                      | Stannard Weather Intelligence, Inc. | 1 | Stannard Weather Intelligence, Inc.
effective                     | 2025-03-31   | 1 | March 31, 2025
period.start                  | 2025-03-31   | 1 | March 31, 2025
period.end                    | 2027-03-30   | 1 | March 30, 2027
years.1.start                 | ?2025-03-31  |   |
years.1.end                   | ?2026-03-30  |   |
years.1.amount                | 1450000      | 3 | $1,450,000
years.2.start                 | ?2026-03-31  |   |
years.2.end                   | ?2027-03-30  |   |
years.2.amount                | 1600000      | 3 | $1,600,000
total                         | ?3050000     |   |
currency                      | USD          | 3 | $
discounts.*                   | 0.065        | 3 | (6.5%)
shortfall.treatment           | carry        | 3 | is carried into
""")


def euros() -> bytes:
    """Euros, days with points, a table without rules."""
    paper = Paper(size="a4")
    paper.title("AWS Private Pricing Addendum", 13)
    paper.para("Parties: Amazon Web Services EMEA SARL and Nordkamp Energie B.V. (“Customer”)")
    paper.para("Effective Date: 01.04.2025. End Date: 31.03.2027.")
    paper.table(
        [
            ["Contract Year", "from", "to", "Annual Commitment", "Discount"],
            ["1", "01.04.2025", "31.03.2026", "€ 2,600,000", "7.0 %"],
            ["2", "01.04.2026", "31.03.2027", "€ 2,900,000", "7.5 %"],
        ],
        [90, 80, 80, 120, 70],
        ruled=False,
    )
    paper.para("Fees for AWS Support count toward the Annual Commitment. VAT and other taxes do not count.")
    return paper.pdf()


EUROS = facts("""
document.provider             | aws          | 1 | AWS Private Pricing Addendum
customer                      | Nordkamp Energie B.V. | 1 | Nordkamp Energie B.V.
effective                     | 2025-04-01   | 1 | 01.04.2025
period.start                  | 2025-04-01   | 1 | 01.04.2025
period.end                    | 2027-03-31   | 1 | 31.03.2027
years.1.start                 | 2025-04-01   | 1 | 01.04.2025
years.1.end                   | 2026-03-31   | 1 | 31.03.2026
years.1.amount                | 2600000      | 1 | € 2,600,000
years.2.start                 | 2026-04-01   | 1 | 01.04.2026
years.2.end                   | 2027-03-31   | 1 | 31.03.2027
years.2.amount                | 2900000      | 1 | € 2,900,000
total                         | ?5500000     |   |
currency                      | EUR          | 1 | €
discounts.*.1                 | 0.07         | 1 | 7.0 %
discounts.*.2                 | 0.075        | 1 | 7.5 %
counting.support_counts       | yes          | 1 | AWS Support count
counting.taxes_count          | no           | 1 | taxes do not count
""")


def letter_agreement() -> bytes:
    """A letter that tells the terms in passing."""
    paper = Paper()
    paper.lines(["Amazon Web Services, Inc.", "November 3, 2025", "", "Farrow & Teal Interiors, Inc."], 10)
    paper.para(
        """Re: Private Pricing Addendum between Amazon Web Services, Inc. and Farrow & Teal Interiors, Inc.
        (“Customer”)"""
    )
    paper.para(
        """Dear Ms. Okonkwo, we are pleased to confirm what we agreed. Starting December 1, 2025 and until November
        30, 2027
        Customer receives a discount of 4% on all Eligible Services. For its part Customer commits to annual spend of
        $480,000 in the first Contract Year, December 1, 2025 to November 30, 2026, and of $530,000 in the second,
        December
        1, 2026 to November 30, 2027. We estimate that this saves you about $40,400 over the term compared with the
        $1,050,400 you would pay at list prices."""
    )
    paper.para("If either of us does not wish to renew, we will say so 30 days ahead.")
    return paper.pdf()


LETTER_AGREEMENT = facts("""
document.provider             | aws          | 1 | Private Pricing Addendum
customer                      | Farrow & Teal Interiors, Inc. | 1 | Farrow & Teal Interiors, Inc.
effective                     | ?2025-12-01  | 1 | December 1, 2025
period.start                  | 2025-12-01   | 1 | December 1, 2025
period.end                    | 2027-11-30   | 1 | November 30, 2027
years.1.start                 | 2025-12-01   | 1 | December 1, 2025
years.1.end                   | 2026-11-30   | 1 | November 30, 2026
years.1.amount                | 480000       | 1 | $480,000
years.2.start                 | 2026-12-01   | 1 | December 1, 2026
years.2.end                   | 2027-11-30   | 1 | November 30, 2027
years.2.amount                | 530000       | 1 | $530,000
total                         | ?1010000     |   |
currency                      | USD          | 1 | $
discounts.*                   | 0.04         | 1 | 4%
notices.renewal               | 30           | 1 | 30 days
""")


def warehouse_order() -> bytes:
    """A capacity order of another vendor that runs on AWS."""
    paper = Paper(font="Helvetica")
    paper.title("Data Warehouse Capacity Order Form", 13)
    paper.para(
        """Frostline Data, Inc. sells Customer Larch Insurance Mutual capacity of $900,000 for the term from May 1,
        2025 to
        April 30, 2026, hosted in the AWS region us-east-1. Annual Commitment: $900,000. Discount: 20%.""",
        10,
    )
    return paper.pdf()


OTHER = "document.provider | none ~ other\nyears.1.amount | absent\ntotal | absent\ndiscounts.* | absent\n"

SECOND = (
    Agreement("dotted", "label, dots, value, typewriter", dotted, DOTTED),
    Agreement("years_across", "the years are the columns", years_across, YEARS_ACROSS),
    Agreement("changed_year", "one year replaced, others kept", changed_year, CHANGED_YEAR),
    Agreement("one_sum", "one sum for the term", one_sum, ONE_SUM),
    Agreement("half_hidden", "one year shown, two redacted", half_hidden, HALF_HIDDEN),
    Agreement("cover_page", "dates on a cover, sums on page 3", cover_page, COVER_PAGE),
    Agreement("euros", "euros, days with points", euros, EUROS),
    Agreement("letter_agreement", "a letter", letter_agreement, LETTER_AGREEMENT),
    Agreement("warehouse_order", "another vendor's commitment", warehouse_order, facts(OTHER)),
)
