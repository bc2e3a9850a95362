"""Agreements whose promise has an unusual shape: tiers, floors, formulas, two terms, amendments, hidden sums."""

from __future__ import annotations

from tests.commitment.agreements.paper import Paper
from tests.commitment.agreements.truth import Agreement, facts


def _tiers(title: str, customer: str, rows: list[list[str]], words: str, dates: str) -> bytes:
    paper = Paper(font="Helvetica", size="a4")
    paper.title(title)
    paper.para(f"Parties: Amazon Web Services, Inc. and {customer}. {dates}", 9.5)
    paper.heading("Commitment tiers")
    paper.table([["Tier", "Annual Commitment", "Discount", "Status"], *rows], [90, 130, 80, 110], right=(1, 2))
    paper.para(words, 9.5)
    return paper.pdf()


def active_tier() -> bytes:
    """Four tiers of which the smallest is the commitment."""
    return _tiers(
        "AWS Private Pricing Agreement",
        "Fernwood Tutoring LLC",
        [
            ["Tier 1", "$5,000", "5%", "Active"],
            ["Tier 2", "$15,000", "8%", "Target"],
            ["Tier 3", "$30,000", "11%", "Stretch"],
            ["Tier 4", "$50,000", "15%", "Aspirational"],
        ],
        """Customer’s commitment is the tier with the status Active. The other tiers show what would apply if
        Customer raised its commitment; they oblige Customer to nothing.""",
        "Effective Date: January 15, 2026. End Date: January 14, 2027.",
    )


ACTIVE_TIER = facts("""
document.provider             | aws          | 1 | AWS Private Pricing Agreement
customer                      | Fernwood Tutoring LLC | 1 | Fernwood Tutoring LLC
effective                     | 2026-01-15   | 1 | January 15, 2026
period.start                  | 2026-01-15   | 1 | January 15, 2026
period.end                    | 2027-01-14   | 1 | January 14, 2027
years.1.start                 | ?2026-01-15  | 1 | January 15, 2026
years.1.end                   | ?2027-01-14  | 1 | January 14, 2027
years.1.amount                | 5000         | 1 | $5,000
total                         | ?5000        |   |
currency                      | USD          | 1 | $
discounts.*                   | 0.05         | 1 | 5%
""")


def largest_tier() -> bytes:
    """The same table of tiers, in which the largest is the commitment."""
    return _tiers(
        "AWS PRIVATE PRICING ADDENDUM",
        "Ravensbourne Analytics Ltd",
        [
            ["Tier 1", "$5,000", "5%", "Superseded"],
            ["Tier 2", "$15,000", "8%", "Superseded"],
            ["Tier 3", "$30,000", "11%", "Superseded"],
            ["Tier 4", "$50,000", "15%", "Committed"],
        ],
        "Customer has elected Tier 4 and commits to spend $50,000 in the Contract Year. The others no longer apply.",
        "This Addendum is effective as of March 1, 2026 and ends on February 28, 2027.",
    )


LARGEST_TIER = facts("""
document.provider             | aws          | 1 | AWS PRIVATE PRICING ADDENDUM
customer                      | Ravensbourne Analytics Ltd | 1 | Ravensbourne Analytics Ltd
effective                     | 2026-03-01   | 1 | March 1, 2026
period.start                  | 2026-03-01   | 1 | March 1, 2026
period.end                    | 2027-02-28   | 1 | February 28, 2027
years.1.start                 | ?2026-03-01  | 1 | March 1, 2026
years.1.end                   | ?2027-02-28  | 1 | February 28, 2027
years.1.amount                | 50000        | 1 | $50,000
total                         | ?50000       |   |
currency                      | USD          | 1 | $
discounts.*                   | 0.15         | 1 | 15%
superseded                    | ?30000 ~ 15000 ~ 5000 | 1 | $30,000
""")


def amended() -> bytes:
    """An amendment that names the old sum beside the new one."""
    paper = Paper(footer="Amendment No. 2")
    paper.title("AMENDMENT NO. 2 TO THE AWS PRIVATE PRICING ADDENDUM")
    paper.para(
        """Amazon Web Services, Inc. and Solvane Energy Trading, Inc. (“Customer”) amend the Private Pricing Addendum
        dated January 1, 2023 (as amended by Amendment No. 1 of July 1, 2024) with effect from January 1, 2025 (the
        “Amendment Effective Date”)."""
    )
    paper.para(
        """1. Section 2 (Spend Commitment) is replaced. The parties increase the aggregate spend commitment from $130.0
        million to $300.0 million and extend the term from December 31, 2026 to December 31, 2029. Before Amendment
        No. 1 the aggregate spend commitment was $90.0 million."""
    )
    paper.para("""2. The Cross-Service Discount of 10% is deleted and replaced with a Cross-Service Discount of 13%.""")
    paper.para(
        """3. Between January 1, 2025 and December 31, 2029 there is no minimum for any single year. If the fees for
        Eligible Services over the term stay below the aggregate spend commitment, Customer pays the shortfall within
        sixty (60) days after the end of the term."""
    )
    paper.para("4. All other terms of the Private Pricing Addendum remain in force.")
    return paper.pdf()


AMENDED = facts("""
document.provider             | aws          | 1 | AWS PRIVATE PRICING ADDENDUM
customer                      | Solvane Energy Trading, Inc. | 1 | Solvane Energy Trading, Inc.
effective                     | 2025-01-01   | 1 | January 1, 2025
period.start                  | ?2025-01-01 ~ 2023-01-01 | 1 | January 1, 2025
period.end                    | 2029-12-31   | 1 | December 31, 2029
years.1.amount                | absent       |   |
total                         | 300000000    | 1 | $300.0 million
currency                      | USD          | 1 | $
discounts.*                   | 0.13         | 1 | 13%
superseded                    | ?130000000 ~ 90000000 | 1 | $130.0 million
shortfall.trigger             | term         | 1 | over the term
shortfall.treatment           | pay          | 1 | pays the shortfall
""")


def hidden() -> bytes:
    """An exhibit as filed, with its sums and rates left out in four ways."""
    paper = Paper(header="Exhibit 10.01")
    paper.title("AWS Private Pricing Addendum", 13)
    paper.para(
        """CERTAIN IDENTIFIED INFORMATION HAS BEEN EXCLUDED FROM THE EXHIBIT BECAUSE IT IS NOT MATERIAL AND WOULD BE
        COMPETITIVELY HARMFUL IF PUBLICLY DISCLOSED.""",
        8.5,
    )
    paper.para(
        """This Addendum is between Amazon Web Services, Inc. and Quetzal Commerce S.A. (“Customer”). The Addendum
        Effective Date is December 1, 2024. The Addendum ends on November 30, 2027."""
    )
    paper.table(
        [
            ["Contract Year", "Dates", "Spend Commitment"],
            ["Contract Year 1", "December 1, 2024 – November 30, 2025", "$[xxxxxx]"],
            ["Contract Year 2", "December 1, 2025 – November 30, 2026", "[***]"],
            ["Contract Year 3", "December 1, 2026 – November 30, 2027", "$[*****]"],
        ],
        [100, 210, 130],
    )
    paper.para("The Total Commitment is $[xxxxxx]. The Cross-Service Discount is [xxxxx]%.")
    paper.para(
        """Fees for AWS Marketplace count at [*]% and are capped at 25% of the Spend Commitment of the Contract Year.
        If Customer falls short, Customer pays the difference after each Contract Year."""
    )
    paper.para("Account 0531-7742-1986 is an Eligible Account.")
    return paper.pdf()


HIDDEN = facts("""
document.provider             | aws          | 1 | AWS Private Pricing Addendum
customer                      | Quetzal Commerce S.A. | 1 | Quetzal Commerce S.A.
effective                     | 2024-12-01   | 1 | December 1, 2024
period.start                  | 2024-12-01   | 1 | December 1, 2024
period.end                    | 2027-11-30   | 1 | November 30, 2027
years.1.start                 | 2024-12-01   | 1 | December 1, 2024
years.1.end                   | 2025-11-30   | 1 | November 30, 2025
years.1.amount                | redacted     | 1 | $[xxxxxx]
years.2.start                 | 2025-12-01   | 1 | December 1, 2025
years.2.end                   | 2026-11-30   | 1 | November 30, 2026
years.2.amount                | redacted     | 1 | [***]
years.3.start                 | 2026-12-01   | 1 | December 1, 2026
years.3.end                   | 2027-11-30   | 1 | November 30, 2027
years.3.amount                | redacted     | 1 | $[*****]
total                         | redacted     | 1 | $[xxxxxx]
currency                      | ?USD         | 1 | $
discounts.*                   | redacted     | 1 | [xxxxx]%
counting.marketplace_share    | redacted     | 1 | [*]%
counting.marketplace_cap      | 0.25         | 1 | 25%
counting.accounts             | ?053177421986 | 1 | 0531-7742-1986
shortfall.trigger             | year         | 1 | after each Contract Year
shortfall.treatment           | pay          | 1 | pays the difference
""")


def formula() -> bytes:
    """A first year with a sum, later years the greater of a floor and a share of the year before."""
    paper = Paper()
    paper.title("AWS PRIVATE PRICING ADDENDUM")
    paper.para(
        """This Addendum of Amazon Web Services, Inc. and Ostrander Logistics Group, Inc. (“Customer”) is effective
        as of July 1, 2025. The Term ends on June 30, 2028."""
    )
    paper.heading("Annual Commitment")
    paper.para("(a) Contract Year 1 (July 1, 2025 – June 30, 2026): $6,000,000.")
    paper.para(
        """(b) Contract Year 2 (July 1, 2026 – June 30, 2027): the greater of $6,500,000 and 90% of the
        Commitment-Eligible Fees of Contract Year 1."""
    )
    paper.para(
        """(c) Contract Year 3 (July 1, 2027 – June 30, 2028): the greater of $7,000,000 and 90% of the
        Commitment-Eligible Fees of Contract Year 2."""
    )
    paper.para("Discount: 8% on all Eligible Services.")
    paper.para(
        """If Customer does not reach the Annual Commitment, up to $500,000 of the difference is carried over to the
        next Contract Year and the rest is invoiced."""
    )
    return paper.pdf()


FORMULA = facts("""
document.provider             | aws          | 1 | AWS PRIVATE PRICING ADDENDUM
customer                      | Ostrander Logistics Group, Inc. | 1 | Ostrander Logistics Group, Inc.
effective                     | 2025-07-01   | 1 | July 1, 2025
period.start                  | 2025-07-01   | 1 | July 1, 2025
period.end                    | 2028-06-30   | 1 | June 30, 2028
years.1.start                 | 2025-07-01   | 1 | (July 1, 2025
years.1.end                   | 2026-06-30   | 1 | June 30, 2026
years.1.amount                | 6000000      | 1 | $6,000,000
years.2.start                 | 2026-07-01   | 1 | July 1, 2026
years.2.end                   | 2027-06-30   | 1 | June 30, 2027
years.2.amount                | 6500000      | 1 | $6,500,000
years.2.formula               | yes          | 1 | the greater of $6,500,000 and 90%
years.3.start                 | 2027-07-01   | 1 | July 1, 2027
years.3.end                   | 2028-06-30   | 1 | June 30, 2028
years.3.amount                | 7000000      | 1 | $7,000,000
years.3.formula               | yes          | 1 | the greater of $7,000,000 and 90%
total                         | ?19500000    |   |
currency                      | USD          | 1 | $
discounts.*                   | 0.08         | 1 | 8%
shortfall.trigger             | year         | 1 | next Contract Year
""")


def total_and_floors() -> bytes:
    """An aggregate above the sum of the yearly floors, and a quarterly floor beside them."""
    paper = Paper(font="Helvetica")
    paper.title("Private Pricing Agreement", 13)
    paper.para(
        """Amazon Web Services, Inc. and Halcyon Stream Networks, Inc. (“Customer”) agree with effect from September 1,
        2024 and until August 31, 2027 on the following.""",
        9.5,
    )
    paper.para(
        """Customer commits to an aggregate spend commitment of $300 million over the three Contract Years, and within
        it to at least $80 million in each of the three Contract Years: Contract Year 1 (September 1, 2024 – August 31,
        2025), Contract Year 2 (September 1, 2025 – August 31, 2026) and Contract Year 3 (September 1, 2026 – August
        31, 2027). No calendar quarter may fall below $1.4 million.""",
        9.5,
    )
    paper.para("The discount is 16% in every Contract Year on all Eligible Services.", 9.5)
    return paper.pdf()


TOTAL_AND_FLOORS = facts("""
document.provider             | aws          | 1 | Private Pricing Agreement
customer                      | Halcyon Stream Networks, Inc. | 1 | Halcyon Stream Networks, Inc.
effective                     | 2024-09-01   | 1 | September 1, 2024
period.start                  | 2024-09-01   | 1 | September 1, 2024
period.end                    | 2027-08-31   | 1 | August 31, 2027
years.1.start                 | 2024-09-01   | 1 | (September 1, 2024
years.1.end                   | 2025-08-31   | 1 | August 31, 2025
years.1.amount                | 80000000     | 1 | $80 million
years.2.start                 | 2025-09-01   | 1 | September 1, 2025
years.2.end                   | 2026-08-31   | 1 | August 31, 2026
years.2.amount                | 80000000     | 1 | $80 million
years.3.start                 | 2026-09-01   | 1 | September 1, 2026
years.3.end                   | 2027-08-31   | 1 | August 31, 2027
years.3.amount                | 80000000     | 1 | $80 million
total                         | 300000000    | 1 | $300 million
currency                      | USD          | 1 | $
discounts.*                   | 0.16         | 1 | 16%
""")

PROMISES = (
    Agreement("active_tier", "four tiers, the smallest is active", active_tier, ACTIVE_TIER),
    Agreement("largest_tier", "four tiers, the largest is committed", largest_tier, LARGEST_TIER),
    Agreement("amended", "old and new sums in one paragraph", amended, AMENDED),
    Agreement("hidden", "sums and rates redacted", hidden, HIDDEN),
    Agreement("formula", "greater of a floor and a share", formula, FORMULA),
    Agreement("total_and_floors", "aggregate, yearly and quarterly floors", total_and_floors, TOTAL_AND_FLOORS),
)
