"""Six agreements kept aside while the warnings were made, and read once they stood.

Written without sight of the code that reads them. Read at first sight: money and dates precision .981, recall .864;
money alone .933 and .824; 1 sum wrong without a warning (the first year's taken for the total of a term that grows).
"""

from __future__ import annotations

from tests.commitment.agreements.paper import Paper, runs
from tests.commitment.agreements.truth import Agreement, facts


def netted() -> bytes:
    """Gross and net columns, and a rebate by year."""
    paper = Paper(font="Helvetica")
    paper.title("AWS Private Pricing Addendum", 13)
    paper.para("Amazon Web Services, Inc. and Larkmere Hotels Inc. (“Customer”). Effective Date: August 1, 2025.", 9.5)
    paper.table(
        [
            ["Contract Year", "From", "To", "Expected Spend", "Minimum Spend", "Rebate if Met"],
            ["1", "2025-08-01", "2026-07-31", "$1,750,000", "$1,500,000", "$30,000"],
            ["2", "2026-08-01", "2027-07-31", "$1,980,000", "$1,650,000", "$33,000"],
        ],
        [70, 70, 70, 90, 90, 80],
        size=8.5,
        right=(3, 4, 5),
    )
    paper.para("Customer commits to the Minimum Spend of each Contract Year. Discount: 6% on Eligible Services.", 9.5)
    return paper.pdf()


NETTED = facts("""
document.provider             | aws          | 1 | AWS Private Pricing Addendum
customer                      | Larkmere Hotels Inc. | 1 | Larkmere Hotels Inc.
effective                     | 2025-08-01   | 1 | August 1, 2025
period.start                  | 2025-08-01   | 1 | 2025-08-01
period.end                    | 2027-07-31   | 1 | 2027-07-31
years.1.start                 | 2025-08-01   | 1 | 2025-08-01
years.1.end                   | 2026-07-31   | 1 | 2026-07-31
years.1.amount                | 1500000      | 1 | $1,500,000
years.2.start                 | 2026-08-01   | 1 | 2026-08-01
years.2.end                   | 2027-07-31   | 1 | 2027-07-31
years.2.amount                | 1650000      | 1 | $1,650,000
total                         | ?3150000     |   |
currency                      | USD          | 1 | $
discounts.*                   | 0.06         | 1 | 6%
""")


def halves() -> bytes:
    """Commitments by half-year inside a contract year."""
    paper = Paper(size="a4")
    paper.title("AWS ENTERPRISE DISCOUNT PROGRAM ADDENDUM", 12)
    paper.para(
        """Between Amazon Web Services EMEA SARL and Tamsin Aerostructures GmbH (“Customer”), effective as of 1 January
        2026. The term ends on 31 December 2027."""
    )
    paper.para(
        """In Contract Year 1 (1 January 2026 to 31 December 2026) Customer commits to EUR 1,600,000, of which
        EUR 700,000 falls in the first half-year and EUR 900,000 in the second. In Contract Year 2 (1 January 2027 to
        31 December 2027) Customer commits to EUR 2,000,000, of which EUR 950,000 falls in the first half-year and
        EUR 1,050,000 in the second."""
    )
    paper.para("Customer receives a discount of 7% on Eligible Services. Support does not count.")
    return paper.pdf()


HALVES = facts("""
document.provider             | aws          | 1 | AWS ENTERPRISE DISCOUNT PROGRAM
customer                      | Tamsin Aerostructures GmbH | 1 | Tamsin Aerostructures GmbH
effective                     | 2026-01-01   | 1 | effective as of
period.start                  | 2026-01-01   | 1 | 1 January 2026 to
period.end                    | 2027-12-31   | 1 | 31 December 2027
years.1.start                 | 2026-01-01   | 1 | 1 January 2026 to
years.1.end                   | 2026-12-31   | 1 | 31 December 2026
years.1.amount                | 1600000      | 1 | EUR 1,600,000
years.2.start                 | 2027-01-01   | 1 | 1 January 2027
years.2.end                   | 2027-12-31   | 1 | 31 December 2027
years.2.amount                | 2000000      | 1 | EUR 2,000,000
total                         | ?3600000     |   |
currency                      | EUR          | 1 | EUR
discounts.*                   | 0.07         | 1 | 7%
counting.support_counts       | no           | 1 | Support does not count
""")


def conflicting() -> bytes:
    """A clause and a schedule that contradict each other: no year's sum can be known."""
    paper = Paper()
    paper.title("PRIVATE PRICING ADDENDUM", 13)
    paper.para(
        """Amazon Web Services, Inc. and Corvane Textiles Ltd. (“Customer”) agree as of April 1, 2026 (the “Effective
        Date”). Customer commits to $1,250,000 in Contract Year 1 (April 1, 2026 to March 31, 2027) and to $1,400,000
        in Contract Year 2 (April 1, 2027 to March 31, 2028)."""
    )
    paper.heading("Schedule A")
    paper.table(
        [
            ["Contract Year", "Annual Commitment", "Discount"],
            ["Contract Year 1 (April 1, 2026 to March 31, 2027)", "$1,250,000", "5%"],
            ["Contract Year 2 (April 1, 2027 to March 31, 2028)", "$1,400,000", "6%"],
            ["Total", "$2,750,000", ""],
        ],
        [250, 120, 80],
        right=(1, 2),
    )
    return paper.pdf()


CONFLICTING = facts("""
document.provider             | aws          | 1 | PRIVATE PRICING ADDENDUM
customer                      | Corvane Textiles Ltd. | 1 | Corvane Textiles Ltd.
effective                     | 2026-04-01   | 1 | April 1, 2026
period.start                  | 2026-04-01   | 1 | April 1, 2026 to
period.end                    | 2028-03-31   | 1 | March 31, 2028
years.1.start                 | 2026-04-01   | 1 | April 1, 2026 to
years.1.end                   | 2027-03-31   | 1 | March 31, 2027
years.1.amount                | 1250000      | 1 | $1,250,000
years.2.start                 | 2027-04-01   | 1 | April 1, 2027
years.2.end                   | 2028-03-31   | 1 | March 31, 2028
years.2.amount                | 1400000      | 1 | $1,400,000
total                         | ?2750000     | 1 | $2,750,000
currency                      | USD          | 1 | $
discounts.*.1                 | 0.05         | 1 | 5%
discounts.*.2                 | 0.06         | 1 | 6%
""")


def thousands() -> bytes:
    """Sums in thousands, told by the head of the table."""
    paper = Paper(font="Helvetica", pen=runs)
    paper.title("AWS Private Pricing Addendum: Commercial Schedule", 12)
    paper.para("Customer: Wrenfield Foods, Inc. AWS: Amazon Web Services, Inc. Effective Date: February 1, 2026.", 9.5)
    paper.table(
        [
            ["Contract Year", "Annual Commitment (US$ in thousands)", "Credit Cap (US$ in thousands)"],
            ["February 1, 2026 to January 31, 2027", "1,800", "120"],
            ["February 1, 2027 to January 31, 2028", "2,150", "140"],
        ],
        [190, 150, 130],
        size=8.5,
        right=(1, 2),
    )
    paper.para("Discount of 7.5% on all Eligible Services. A shortfall in any Contract Year is invoiced.", 9.5)
    return paper.pdf()


THOUSANDS = facts("""
document.provider             | aws          | 1 | AWS Private Pricing Addendum
customer                      | Wrenfield Foods, Inc. | 1 | Wrenfield Foods, Inc.
effective                     | 2026-02-01   | 1 | February 1, 2026
period.start                  | 2026-02-01   | 1 | February 1, 2026
period.end                    | 2028-01-31   | 1 | January 31, 2028
years.1.start                 | 2026-02-01   | 1 | February 1, 2026 to
years.1.end                   | 2027-01-31   | 1 | January 31, 2027
years.1.amount                | 1800000      | 1 | 1,800
years.2.start                 | 2027-02-01   | 1 | February 1, 2027
years.2.end                   | 2028-01-31   | 1 | January 31, 2028
years.2.amount                | 2150000      | 1 | 2,150
total                         | ?3950000     |   |
currency                      | USD          | 1 | US$
discounts.*                   | 0.075        | 1 | 7.5%
shortfall.trigger             | year         | 1 | in any Contract Year
""")


def growth() -> bytes:
    """The first year's sum and its growth; a shortfall carried over has a limit in dollars."""
    paper = Paper()
    paper.title("PRIVATE PRICING ADDENDUM", 13)
    paper.para(
        """Amazon Web Services, Inc. (“AWS”) and Greywether Mining Co. (“Customer”) make this Addendum as of June 1,
        2025 (the “Effective Date”), for a term ending May 31, 2028."""
    )
    paper.para(
        """The Annual Commitment for Contract Year 1 is $2,000,000. It increases by 10% in each later Contract Year."""
    )
    paper.para(
        """Customer may carry up to $150,000 of a shortfall into the next Contract Year. Spend above $2,500,000 in a
        Contract Year earns an additional discount of 1%. The base discount is 8%."""
    )
    return paper.pdf()


GROWTH = facts("""
document.provider             | aws          | 1 | PRIVATE PRICING ADDENDUM
customer                      | Greywether Mining Co. | 1 | Greywether Mining Co.
effective                     | 2025-06-01   | 1 | June 1,
period.start                  | 2025-06-01   | 1 | June 1,
period.end                    | 2028-05-31   | 1 | May 31, 2028
years.1.start                 | ?2025-06-01  | 1 | June 1,
years.1.end                   | ?2026-05-31  |   |
years.1.amount                | 2000000      | 1 | $2,000,000
years.2.start                 | ?2026-06-01  |   |
years.2.end                   | ?2027-05-31  |   |
years.2.amount                | ?2200000     |   |
years.3.start                 | ?2027-06-01  |   |
years.3.end                   | ?2028-05-31  |   |
years.3.amount                | ?2420000     |   |
total                         | ?6620000     |   |
currency                      | USD          | 1 | $
discounts.*                   | 0.08         | 1 | 8%
""")


def three_columns() -> bytes:
    """Old and new sums in two columns, and the change between them."""
    paper = Paper(font="Helvetica")
    paper.title("Second Amendment to AWS Private Pricing Addendum", 12)
    paper.para(
        """Amazon Web Services, Inc. and Ashgrove Telehealth, Inc. (“Customer”) amend the Addendum with effect from
        January 1, 2026 (the “Amendment Effective Date”). The commitments become:""",
        9.5,
    )
    paper.table(
        [
            ["Contract Year", "Original Commitment", "Change", "Revised Commitment"],
            ["Year 1 (Jan 1, 2025 - Dec 31, 2025)", "$1,000,000", "$0", "$1,000,000"],
            ["Year 2 (Jan 1, 2026 - Dec 31, 2026)", "$1,200,000", "$300,000", "$1,500,000"],
            ["Year 3 (Jan 1, 2027 - Dec 31, 2027)", "$1,400,000", "$450,000", "$1,850,000"],
            ["Total", "$3,600,000", "$750,000", "$4,350,000"],
        ],
        [180, 100, 80, 110],
        size=9,
        right=(1, 2, 3),
    )
    paper.para("The discount remains 9%.", 9.5)
    return paper.pdf()


THREE_COLUMNS = facts("""
document.provider             | aws          | 1 | AWS Private Pricing Addendum
customer                      | Ashgrove Telehealth, Inc. | 1 | Ashgrove Telehealth, Inc.
effective                     | 2026-01-01   | 1 | January 1, 2026
period.start                  | 2025-01-01 ~ 2026-01-01 | 1 | Jan 1, 202
period.end                    | 2027-12-31   | 1 | Dec 31, 2027
years.1.start                 | 2025-01-01   | 1 | Jan 1, 2025
years.1.end                   | 2025-12-31   | 1 | Dec 31, 2025
years.1.amount                | 1000000      | 1 | $1,000,000
years.2.start                 | 2026-01-01   | 1 | Jan 1, 2026
years.2.end                   | 2026-12-31   | 1 | Dec 31, 2026
years.2.amount                | 1500000      | 1 | $1,500,000
years.3.start                 | 2027-01-01   | 1 | Jan 1, 2027
years.3.end                   | 2027-12-31   | 1 | Dec 31, 2027
years.3.amount                | 1850000      | 1 | $1,850,000
total                         | 4350000      | 1 | $4,350,000
currency                      | USD          | 1 | $
discounts.*                   | 0.09         | 1 | 9%
""")


ASIDE = (
    Agreement("netted", "expected spend, minimum and rebate by year", netted, NETTED),
    Agreement("halves", "half-years inside the years", halves, HALVES),
    Agreement("conflicting", "a total that does not add up", conflicting, CONFLICTING),
    Agreement("thousands", "sums in thousands", thousands, THOUSANDS),
    Agreement("growth", "a first sum and its growth", growth, GROWTH),
    Agreement("three_columns", "original, change and revised in columns", three_columns, THREE_COLUMNS),
)
