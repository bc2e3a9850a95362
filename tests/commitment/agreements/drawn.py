"""Agreements that are hard to read for how they are drawn: glyphs, wide letters, turned pages, unseen text."""

from __future__ import annotations

from reportlab.lib.colors import black, white

from tests.commitment.agreements.paper import Paper, glyphs, spaced
from tests.commitment.agreements.truth import Agreement, facts


def glyph_by_glyph() -> bytes:
    """Every glyph placed by itself, without blanks."""
    paper = Paper(pen=glyphs, font="Helvetica")
    paper.title("AWS Private Pricing Addendum", 13)
    paper.para("Customer: Marlowe Petrochem Trading, Inc.")
    paper.para("Addendum Effective Date: May 1, 2025")
    paper.para("The Addendum Term ends on April 30, 2027.")
    paper.para("Contract Year 1 (May 1, 2025 – April 30, 2026): Spend Commitment $880,000")
    paper.para("Contract Year 2 (May 1, 2026 – April 30, 2027): Spend Commitment $940,000")
    paper.para("Total Commitment: $1,820,000")
    paper.para("Cross-Service Discount: 5.5%")
    paper.para("Shortfall of a Contract Year: Customer pays the difference within 30 days.")
    return paper.pdf()


GLYPH_BY_GLYPH = facts("""
document.provider             | aws          | 1 | AWS Private Pricing Addendum
customer                      | Marlowe Petrochem Trading, Inc. | 1 | Marlowe Petrochem Trading, Inc.
effective                     | 2025-05-01   | 1 | May 1, 2025
period.start                  | 2025-05-01   | 1 | May 1, 2025
period.end                    | 2027-04-30   | 1 | April 30, 2027
years.1.start                 | 2025-05-01   | 1 | (May 1, 2025
years.1.end                   | 2026-04-30   | 1 | April 30, 2026
years.1.amount                | 880000       | 1 | $880,000
years.2.start                 | 2026-05-01   | 1 | May 1, 2026
years.2.end                   | 2027-04-30   | 1 | April 30, 2027
years.2.amount                | 940000       | 1 | $940,000
total                         | 1820000      | 1 | $1,820,000
currency                      | USD          | 1 | $
discounts.*                   | 0.055        | 1 | 5.5%
shortfall.trigger             | year         | 1 | of a Contract Year
shortfall.treatment           | pay          | 1 | pays the difference
""")


def letter_spaced() -> bytes:
    """Letters set wide apart."""
    paper = Paper(pen=spaced, font="Helvetica")
    paper.title("PRIVATE PRICING ADDENDUM", 12)
    paper.para(
        """This Addendum between Amazon Web Services, Inc. and Silverthorne Media Group, Inc. (“Customer”) starts on
        June 1, 2024 and ends on May 31, 2025.""",
        9,
    )
    paper.para("Customer’s Spend Commitment for this term of one Contract Year is $612,500.", 9)
    paper.para("AWS applies a discount of 4% to all Eligible Services.", 9)
    paper.para("AWS Marketplace purchases count at 50%, at most 25% of the Spend Commitment.", 9)
    return paper.pdf()


LETTER_SPACED = facts("""
document.provider             | aws          | 1 | PRIVATE PRICING ADDENDUM
customer                      | Silverthorne Media Group, Inc. | 1 | Silverthorne Media Group, Inc.
effective                     | ?2024-06-01  | 1 | June 1, 2024
period.start                  | 2024-06-01   | 1 | June 1, 2024
period.end                    | 2025-05-31   | 1 | May 31, 2025
years.1.start                 | ?2024-06-01  | 1 | June 1, 2024
years.1.end                   | ?2025-05-31  | 1 | May 31, 2025
years.1.amount                | 612500       | 1 | $612,500
total                         | ?612500      | 1 | $612,500
currency                      | USD          | 1 | $
discounts.*                   | 0.04         | 1 | 4%
counting.marketplace_share    | 0.50         | 1 | 50%
counting.marketplace_cap      | 0.25         | 1 | 25%
""")


def turned_page() -> bytes:
    """A page that is to be shown turned by 90 degrees."""
    paper = Paper(rotate=90, font="Helvetica")
    paper.title("AWS PRIVATE PRICING ADDENDUM", 13)
    paper.para("Between Amazon Web Services, Inc. and Juniper Hollow Credit Union (“Customer”)", 9.5)
    paper.para("Effective Date: 2026-01-01. End of the term: 2027-12-31.", 9.5)
    paper.table(
        [
            ["Contract Year", "Period", "Annual Commitment", "Discount"],
            ["1", "2026-01-01 to 2026-12-31", "USD 2,250,000", "6.25%"],
            ["2", "2027-01-01 to 2027-12-31", "USD 2,475,000", "6.75%"],
        ],
        [80, 150, 120, 80],
    )
    paper.para("Shortfalls are settled at the end of the term by a single payment.", 9.5)
    return paper.pdf()


TURNED_PAGE = facts("""
document.provider             | aws          | 1 | AWS PRIVATE PRICING ADDENDUM
customer                      | Juniper Hollow Credit Union | 1 | Juniper Hollow Credit Union
effective                     | 2026-01-01   | 1 | 2026-01-01
period.start                  | 2026-01-01   | 1 | 2026-01-01
period.end                    | 2027-12-31   | 1 | 2027-12-31
years.1.start                 | 2026-01-01   | 1 | 2026-01-01 to
years.1.end                   | 2026-12-31   | 1 | 2026-12-31
years.1.amount                | 2250000      | 1 | USD 2,250,000
years.2.start                 | 2027-01-01   | 1 | 2027-01-01 to
years.2.end                   | 2027-12-31   | 1 | 2027-12-31
years.2.amount                | 2475000      | 1 | USD 2,475,000
total                         | ?4725000     |   |
currency                      | USD          | 1 | USD
discounts.*.1                 | 0.0625       | 1 | 6.25%
discounts.*.2                 | 0.0675       | 1 | 6.75%
shortfall.trigger             | term         | 1 | at the end of the term
shortfall.treatment           | pay          | 1 | payment
""")


def turned_block() -> bytes:
    """An upright page whose commitment stands in a block that is turned by 90 degrees."""
    paper = Paper(font="Helvetica")
    paper.title("AWS Private Pricing Agreement", 13)
    paper.para(
        """Customer is Wetherby Cold Chain, Inc. This Agreement with Amazon Web Services, Inc. is effective August 1,
        2025. The figures are in the block at the side of this page."""
    )
    canvas = paper.canvas
    canvas.saveState()
    canvas.translate(330, 220)
    canvas.rotate(90)
    canvas.setFont("Helvetica", 9.5)
    for number, line in enumerate(
        (
            "Contract Year 1 (August 1, 2025 – July 31, 2026): Spend Commitment $725,000",
            "Contract Year 2 (August 1, 2026 – July 31, 2027): Spend Commitment $790,000",
            "Discount on all Eligible Services: 4.5%",
        )
    ):
        canvas.drawString(0, -14 * number, line)
    canvas.restoreState()
    return paper.pdf()


TURNED_BLOCK = facts("""
document.provider             | aws          | 1 | AWS Private Pricing Agreement
customer                      | Wetherby Cold Chain, Inc. | 1 | Wetherby Cold Chain, Inc.
effective                     | 2025-08-01   | 1 | August 1, 2025
period.start                  | 2025-08-01   | 1 | August 1, 2025
period.end                    | ?2027-07-31  | 1 | July 31, 2027
years.1.start                 | 2025-08-01   | 1 | (August 1, 2025
years.1.end                   | 2026-07-31   | 1 | July 31, 2026
years.1.amount                | 725000       | 1 | $725,000
years.2.start                 | 2026-08-01   | 1 | August 1, 2026
years.2.end                   | 2027-07-31   | 1 | July 31, 2027
years.2.amount                | 790000       | 1 | $790,000
total                         | ?1515000     |   |
currency                      | USD          | 1 | $
discounts.*                   | 0.045        | 1 | 4.5%
""")


def unseen_text() -> bytes:
    """White text and text drawn without ink that name other sums."""
    paper = Paper()
    paper.title("AWS PRIVATE PRICING ADDENDUM")
    paper.para(
        """This Addendum is made between Amazon Web Services, Inc. and Palisade Reinsurance Company (“Customer”) and is
        effective as of November 1, 2025. It ends on October 31, 2026."""
    )
    paper.heading("Spend Commitment")
    paper.para("For Contract Year 1 (November 1, 2025 – October 31, 2026) the Spend Commitment is $1,800,000.")
    paper.canvas.setFillColor(white)
    paper.para("For Contract Year 1 the Spend Commitment is $99,000,000.")
    paper.canvas.setFillColor(black)
    paper.canvas.setFont("Times-Roman", 10)
    paper.y -= 12.5
    paper.canvas.drawString(paper.left, paper.y, "The Spend Commitment is $77,000,000.", mode=3)
    paper.heading("Discount")
    paper.para("The Cross-Service Discount is 7%.")
    return paper.pdf()


UNSEEN_TEXT = facts("""
document.provider             | aws          | 1 | AWS PRIVATE PRICING ADDENDUM
customer                      | Palisade Reinsurance Company | 1 | Palisade Reinsurance Company
effective                     | 2025-11-01   | 1 | November 1, 2025
period.start                  | 2025-11-01   | 1 | November 1, 2025
period.end                    | 2026-10-31   | 1 | October 31, 2026
years.1.start                 | 2025-11-01   | 1 | (November 1, 2025
years.1.end                   | 2026-10-31   | 1 | October 31, 2026
years.1.amount                | 1800000      | 1 | $1,800,000
total                         | ?1800000     |   |
currency                      | USD          | 1 | $
discounts.*                   | 0.07         | 1 | 7%
""")

DRAWN = (
    Agreement("glyph_by_glyph", "every glyph by itself", glyph_by_glyph, GLYPH_BY_GLYPH),
    Agreement("letter_spaced", "letters set wide", letter_spaced, LETTER_SPACED),
    Agreement("turned_page", "page turned by 90 degrees", turned_page, TURNED_PAGE),
    Agreement("turned_block", "block of text turned by 90 degrees", turned_block, TURNED_BLOCK),
    Agreement("unseen_text", "white and inkless text with other sums", unseen_text, UNSEEN_TEXT),
)
