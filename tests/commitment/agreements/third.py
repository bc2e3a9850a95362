"""The last agreements, written before and scored after the others were read: how well the next unseen one may be
read."""

from __future__ import annotations

from tests.commitment.agreements.paper import Paper, glyphs
from tests.commitment.agreements.truth import Agreement, facts


def four_quarters() -> bytes:
    """Fiscal years and a floor for each quarter, in a table with merged-looking cells."""
    paper = Paper(font="Helvetica", header="Confidential – Execution version")
    paper.title("AWS PRIVATE PRICING ADDENDUM NO. 4", 13)
    paper.para(
        """Between Amazon Web Services, Inc. and Valmora Fintech Holdings, Inc. (the “Customer”). This Addendum No. 4
        enters
        into force on July 1, 2025 (“Addendum 4 Effective Date”) and runs until June 30, 2028.""",
        9.5,
    )
    paper.heading("Exhibit A: Minimum Commitment")
    paper.table(
        [
            ["Period", "Minimum Commitment\n(US$)", "Cross-Service\nDiscount"],
            ["Contract Year 1\nJuly 1, 2025 to June 30, 2026", "5,200,000", "8.5%"],
            ["Contract Year 2\nJuly 1, 2026 to June 30, 2027", "5,900,000", "9.5%"],
            ["Contract Year 3\nJuly 1, 2027 to June 30, 2028", "6,700,000", "10%"],
            ["Aggregate", "17,800,000", ""],
        ],
        [190, 140, 110],
        size=9,
        right=(1, 2),
    )
    paper.para(
        """Customer must pay any shortfall against the Minimum Commitment of a Contract Year within 60 days after that
        Contract Year. Marketplace: 30% of the fees count, up to 20% of the Minimum Commitment.""",
        9.5,
    )
    return paper.pdf()


FOUR_QUARTERS = facts("""
document.provider             | aws          | 1 | AWS PRIVATE PRICING
customer                      | Valmora Fintech Holdings, Inc. | 1 | Valmora Fintech Holdings, Inc.
effective                     | 2025-07-01   | 1 | July 1, 2025
period.start                  | 2025-07-01   | 1 | July 1, 2025
period.end                    | 2028-06-30   | 1 | June 30, 2028
years.1.start                 | 2025-07-01   | 1 | July 1, 2025 to
years.1.end                   | 2026-06-30   | 1 | June 30, 2026
years.1.amount                | 5200000      | 1 | 5,200,000
years.2.start                 | 2026-07-01   | 1 | July 1, 2026
years.2.end                   | 2027-06-30   | 1 | June 30, 2027
years.2.amount                | 5900000      | 1 | 5,900,000
years.3.start                 | 2027-07-01   | 1 | July 1, 2027
years.3.end                   | 2028-06-30   | 1 | June 30, 2028
years.3.amount                | 6700000      | 1 | 6,700,000
total                         | 17800000     | 1 | 17,800,000
currency                      | USD          | 1 | US$
discounts.*.1                 | 0.085        | 1 | 8.5%
discounts.*.2                 | 0.095        | 1 | 9.5%
discounts.*.3                 | 0.10         | 1 | 10%
counting.marketplace_share    | 0.3          | 1 | 30%
counting.marketplace_cap      | 0.2          | 1 | 20%
shortfall.trigger             | year         | 1 | of a Contract Year
shortfall.treatment           | pay          | 1 | must pay
""")


def definitions() -> bytes:
    """Terms in a list of definitions, far from each other."""
    paper = Paper(size="a4")
    paper.title("Addendum to the AWS Enterprise Agreement", 13)
    paper.para("Customer: Rookhaven Property Data Ltd. AWS: Amazon Web Services EMEA SARL.")
    for text in (
        "“Addendum Effective Date” means 1 February 2026.",
        "“Addendum Term” means the period of two years that begins on the Addendum Effective Date.",
        "“Annual Commitment” means US$2,400,000 for the First Contract Year and US$2,750,000 for the Second Contract "
        "Year.",
        "“Contract Year” means each of the First Contract Year (1 February 2026 to 31 January 2027) and the Second "
        "Contract Year (1 February 2027 to 31 January 2028).",
        "“Committed Discount” means six per cent (6%).",
        "“Notice Period” means seventy-five (75) days before the end of the Addendum Term, for a notice of "
        "non-renewal.",
        "“Monthly Support Minimum” means US$15,000.",
    ):
        paper.para(text)
    return paper.pdf()


DEFINITIONS = facts("""
document.provider             | aws          | 1 | AWS Enterprise Agreement
customer                      | Rookhaven Property Data Ltd. | 1 | Rookhaven Property Data Ltd
effective                     | 2026-02-01   | 1 | 1 February 2026
period.start                  | 2026-02-01   | 1 | 1 February 2026
period.end                    | 2028-01-31   | 1 | 31 January 2028
years.1.start                 | 2026-02-01   | 1 | 1 February 2026 to
years.1.end                   | 2027-01-31   | 1 | 31 January 2027
years.1.amount                | 2400000      | 1 | US$2,400,000
years.2.start                 | 2027-02-01   | 1 | 1 February 2027
years.2.end                   | 2028-01-31   | 1 | 31 January 2028
years.2.amount                | 2750000      | 1 | US$2,750,000
total                         | ?5150000     |   |
currency                      | USD          | 1 | US$
discounts.*                   | 0.06         | 1 | (6%)
notices.renewal               | 75           | 1 | (75) days
""")


def slides() -> bytes:
    """A summary as from slides: large figures, captions under them, glyph by glyph."""
    paper = Paper(font="Helvetica", pen=glyphs)
    paper.title("AWS Enterprise Discount Program: Term Summary", 14)
    paper.lines(["Customer: Inverloch Biosensors, Inc."], 11)
    for big, small in (
        ("$1,900,000", "Annual Commitment, Contract Year 1 (Nov 1, 2025 – Oct 31, 2026)"),
        ("$2,090,000", "Annual Commitment, Contract Year 2 (Nov 1, 2026 – Oct 31, 2027)"),
        ("7.25%", "EDP Discount on all Eligible Services"),
    ):
        paper.y -= 10
        paper.lines([big], 16)
        paper.lines([small], 9)
    return paper.pdf()


SLIDES = facts("""
document.provider             | aws          | 1 | AWS Enterprise Discount Program
customer                      | Inverloch Biosensors, Inc. | 1 | Inverloch Biosensors, Inc.
effective                     | ?2025-11-01  | 1 | Nov 1, 2025
period.start                  | 2025-11-01   | 1 | Nov 1, 2025
period.end                    | 2027-10-31   | 1 | Oct 31, 2027
years.1.start                 | 2025-11-01   | 1 | (Nov 1, 2025
years.1.end                   | 2026-10-31   | 1 | Oct 31, 2026
years.1.amount                | 1900000      | 1 | $1,900,000
years.2.start                 | 2026-11-01   | 1 | Nov 1, 2026
years.2.end                   | 2027-10-31   | 1 | Oct 31, 2027
years.2.amount                | 2090000      | 1 | $2,090,000
total                         | ?3990000     |   |
currency                      | USD          | 1 | $
discounts.*                   | 0.0725       | 1 | 7.25%
""")


def restated() -> bytes:
    """An amended and restated addendum that recalls the old table before the new one."""
    paper = Paper()
    paper.title("AMENDED AND RESTATED AWS PRIVATE PRICING ADDENDUM")
    paper.para(
        """Amazon Web Services, Inc. and Gannet Point Shipping Co. (“Customer”) restate their Private Pricing
        Addendum of
        March 1, 2023 as of March 1, 2026 (the “Restatement Date”). It ends on February 28, 2029."""
    )
    paper.para("For reference only, the commitments that no longer apply were as follows:")
    paper.table(
        [["Contract Year", "Former Spend Commitment"], ["2024", "$3,000,000"], ["2025", "$3,300,000"]], [120, 180]
    )
    paper.para("From the Restatement Date the commitments are as follows:")
    paper.table(
        [
            ["Contract Year", "Start", "End", "Spend Commitment"],
            ["1", "March 1, 2026", "February 28, 2027", "$4,100,000"],
            ["2", "March 1, 2027", "February 29, 2028", "$4,500,000"],
            ["3", "March 1, 2028", "February 28, 2029", "$4,950,000"],
        ],
        [90, 110, 120, 120],
    )
    paper.para("The discount of 9% for all Eligible Services replaces the former discount of 7%.")
    return paper.pdf()


RESTATED = facts("""
document.provider             | aws          | 1 | AWS PRIVATE PRICING ADDENDUM
customer                      | Gannet Point Shipping Co. | 1 | Gannet Point Shipping Co.
effective                     | 2026-03-01   | 1 | March 1, 2026
period.start                  | 2026-03-01   | 1 | March 1, 2026
period.end                    | 2029-02-28   | 1 | February 28, 2029
years.1.start                 | 2026-03-01   | 1 | March 1, 2026
years.1.end                   | 2027-02-28   | 1 | February 28, 2027
years.1.amount                | 4100000      | 1 | $4,100,000
years.2.start                 | 2027-03-01   | 1 | March 1, 2027
years.2.end                   | 2028-02-29   | 1 | February 29, 2028
years.2.amount                | 4500000      | 1 | $4,500,000
years.3.start                 | 2028-03-01   | 1 | March 1, 2028
years.3.end                   | 2029-02-28   | 1 | February 28, 2029
years.3.amount                | 4950000      | 1 | $4,950,000
total                         | ?13550000    |   |
currency                      | USD          | 1 | $
discounts.*                   | 0.09         | 1 | 9%
superseded                    | ?3000000 ~ 3300000 | 1 | $3,000,000
""")


def blacked_out() -> bytes:
    """Bars in place of sums, and one sum that was forgotten."""
    paper = Paper(header="Exhibit 10.22")
    paper.title("AWS Private Pricing Addendum", 13)
    paper.para(
        """Amazon Web Services, Inc. and Tern Harbour Media plc (“Customer”) agree with effect from August 15, 2025
        and until
        August 14, 2027: the Spend Commitment for Contract Year 1 (August 15, 2025 – August 14, 2026) is $[***] and
        the Spend
        Commitment for Contract Year 2 (August 15, 2026 – August 14, 2027) is $[***]. The Total Commitment is
        $6,400,000.
        AWS grants a discount of [***]% on all Eligible Services and of 3% on Amazon OpenSearch Service."""
    )
    return paper.pdf()


BLACKED_OUT = facts("""
document.provider             | aws          | 1 | AWS Private Pricing Addendum
customer                      | Tern Harbour Media plc | 1 | Tern Harbour Media plc
effective                     | 2025-08-15   | 1 | August 15, 2025
period.start                  | 2025-08-15   | 1 | August 15, 2025
period.end                    | 2027-08-14   | 1 | August 14, 2027
years.1.start                 | 2025-08-15   | 1 | August 15, 2025 –
years.1.end                   | 2026-08-14   | 1 | August 14, 2026
years.1.amount                | redacted     | 1 | $[***]
years.2.start                 | 2026-08-15   | 1 | August 15, 2026
years.2.end                   | 2027-08-14   | 1 | August 14, 2027
years.2.amount                | redacted     | 1 | $[***]
total                         | 6400000      | 1 | $6,400,000
currency                      | USD          | 1 | $
discounts.*                   | redacted     | 1 | [***]%
discounts.Amazon OpenSearch Service | 0.03   | 1 | 3%
""")


def per_year() -> bytes:
    """One sum per year for all years, the years told by the term alone."""
    paper = Paper(font="Helvetica")
    paper.title("Private Pricing Agreement", 13)
    paper.para(
        """Amazon Web Services, Inc. and Osprey Ridge Energy Services, Inc. (“Customer”) agree for the three years
        from January
        1, 2026 through December 31, 2028: Customer will purchase at least $2.5 million of Eligible Services in each
        year,
        $7.5 million in total. All Eligible Services are discounted by 6.5%. If Customer purchases less in a year, it
        pays the
        difference by January 31 of the next year and may use that amount for Eligible Services for 12 months.""",
        10,
    )
    return paper.pdf()


PER_YEAR = facts("""
document.provider             | aws          | 1 | Private Pricing Agreement
customer                      | Osprey Ridge Energy Services, Inc. | 1 | Osprey Ridge Energy Services, Inc.
effective                     | ?2026-01-01  | 1 | January 1, 2026
period.start                  | 2026-01-01   | 1 | January 1, 2026
period.end                    | 2028-12-31   | 1 | December 31, 2028
years.1.start                 | ?2026-01-01  |   |
years.1.end                   | ?2026-12-31  |   |
years.1.amount                | 2500000      | 1 | $2.5 million
years.2.start                 | ?2027-01-01  |   |
years.2.end                   | ?2027-12-31  |   |
years.2.amount                | 2500000      | 1 | $2.5 million
years.3.start                 | ?2028-01-01  |   |
years.3.end                   | ?2028-12-31  |   |
years.3.amount                | 2500000      | 1 | $2.5 million
total                         | 7500000      | 1 | $7.5 million
currency                      | USD          | 1 | $
discounts.*                   | 0.065        | 1 | 6.5%
shortfall.trigger             | year         | 1 | less in a year
shortfall.treatment           | prepay       | 1 | may use that amount
shortfall.usable_months       | 12           | 1 | 12 months
""")


def lease() -> bytes:
    """A lease with an annual commitment, which has nothing to do with a cloud."""
    paper = Paper()
    paper.title("OFFICE LEASE AGREEMENT")
    paper.para(
        """Landlord Quayside Estates LLC lets to Tenant Petrel Analytics, Inc. the premises from January 1, 2026 to
        December
        31, 2028. The annual commitment of Tenant is $600,000, with a discount of 5% for Contract Year 1. Tenant may
        install
        equipment that connects to Amazon Web Services."""
    )
    return paper.pdf()


def reseller() -> bytes:
    """An Oracle order."""
    paper = Paper(font="Helvetica")
    paper.title("Oracle Universal Credits Order", 13)
    paper.para(
        """Oracle America, Inc. and Whimbrel Insurance Group agree on an annual commitment of $3,000,000 of Oracle Cloud
        Infrastructure from June 1, 2025 to May 31, 2028. Oracle Database@AWS is included. Discount 25%."""
    )
    return paper.pdf()


OTHER = "document.provider | none ~ other ~ oracle\nyears.1.amount | absent\ntotal | absent\ndiscounts.* | absent\n"

THIRD = (
    Agreement("four_quarters", "two lines in a cell", four_quarters, FOUR_QUARTERS),
    Agreement("definitions", "a list of definitions", definitions, DEFINITIONS),
    Agreement("slides", "large figures with captions under them", slides, SLIDES),
    Agreement("restated", "old table before the new one", restated, RESTATED),
    Agreement("blacked_out", "years hidden, total shown", blacked_out, BLACKED_OUT),
    Agreement("per_year", "one sum for each year", per_year, PER_YEAR),
    Agreement("lease", "a lease", lease, facts(OTHER)),
    Agreement("reseller", "another vendor's credits", reseller, facts(OTHER)),
)
