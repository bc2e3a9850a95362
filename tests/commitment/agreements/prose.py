"""Agreements in running text: sentences, two columns, words for sums, broken words, a list of labels."""

from __future__ import annotations

from tests.commitment.agreements.paper import Paper, runs
from tests.commitment.agreements.truth import Agreement, facts


def sentences() -> bytes:
    """Everything in sentences; three contract years in one of them."""
    paper = Paper(footer="Confidential")
    paper.title("AWS PRIVATE PRICING ADDENDUM")
    paper.para(
        """This Private Pricing Addendum (this “Addendum”) is entered into by and between Amazon Web Services, Inc.
        (“AWS”) and Harrow & Pike Analytics, Inc. (“Customer”) and supplements the AWS Customer Agreement between the
        parties dated February 6, 2019 (the “Agreement”). This Addendum is effective as of April 1, 2024 (the “Addendum
        Effective Date”). Capitalized terms not defined here have the meaning given in the Agreement."""
    )
    paper.heading("1. Term")
    paper.para(
        """The term of this Addendum begins on the Addendum Effective Date and ends on March 31, 2027 (the “Term”),
        unless terminated earlier under Section 7."""
    )
    paper.heading("2. Spend Commitment")
    paper.para(
        """Customer commits to incur Commitment-Eligible Fees of at least $2,400,000 during the first Contract Year
        (April 1, 2024 through March 31, 2025), at least $3,000,000 during the second Contract Year (April 1, 2025
        through March 31, 2026) and at least $3,600,000 during the third Contract Year (April 1, 2026 through March 31,
        2027), for an aggregate spend commitment of $9,000,000 over the Term (the “Total Commitment”)."""
    )
    paper.heading("3. Discount")
    paper.para(
        """During the Term AWS will apply a Cross-Service Discount of 9% to the fees for all Eligible Services in the
        Eligible Regions. In place of the Cross-Service Discount, a discount of 14.5% applies to Amazon CloudFront."""
    )
    paper.heading("4. Commitment-Eligible Fees")
    paper.para(
        """“Commitment-Eligible Fees” means the fees for Eligible Services used by the Eligible Accounts, net of all
        discounts and refunds. Taxes do not count. Amounts that are paid with promotional credits do not count toward
        the Spend Commitment. Fifty percent (50%) of fees for purchases on AWS Marketplace count, up to 25% of the
        Spend Commitment for the Contract Year. Fees for AWS Support and for Amazon Mechanical Turk are excluded."""
    )
    paper.heading("5. Shortfall")
    paper.para(
        """If the Commitment-Eligible Fees of a Contract Year are less than the Spend Commitment for that Contract
        Year, AWS will invoice and Customer will pay the difference within thirty (30) days of the end of the Contract
        Year. A payment under this Section is not refundable and may not be applied to later fees."""
    )
    paper.heading("6. Renewal")
    paper.para(
        """This Addendum does not renew by itself. A party that wishes to negotiate a renewal will tell the other at
        least ninety (90) days before the end of the Term."""
    )
    paper.heading("7. Termination")
    paper.para(
        """Either party may terminate this Addendum for a material breach that is not cured within thirty (30) days of
        written notice. Customer may not terminate for convenience during the Term."""
    )
    return paper.pdf()


SENTENCES = facts("""
document.provider             | aws          | 1 | AWS PRIVATE PRICING ADDENDUM
customer                      | Harrow & Pike Analytics, Inc. | 1 | Harrow & Pike Analytics, Inc.
effective                     | 2024-04-01   | 1 | April 1, 2024
period.start                  | 2024-04-01   | 1 | April 1, 2024
period.end                    | 2027-03-31   | 1 | March 31, 2027
years.1.start                 | 2024-04-01   | 1 | April 1, 2024 through
years.1.end                   | 2025-03-31   | 1 | March 31, 2025
years.1.amount                | 2400000      | 1 | $2,400,000
years.2.start                 | 2025-04-01   | 1 | April 1, 2025
years.2.end                   | 2026-03-31   | 1 | March 31, 2026
years.2.amount                | 3000000      | 1 | $3,000,000
years.3.start                 | 2026-04-01   | 1 | April 1, 2026
years.3.end                   | 2027-03-31   | 1 | March 31, 2027
years.3.amount                | 3600000      | 1 | $3,600,000
total                         | 9000000      | 1 | $9,000,000
currency                      | USD          | 1 | $9,000,000
discounts.*                   | 0.09         | 1 | Discount of 9%
discounts.Amazon CloudFront   | 0.145        | 1 | 14.5%
counting.marketplace_share    | 0.50         | 1 | (50%)
counting.marketplace_cap      | 0.25         | 1 | up to 25%
counting.taxes_count          | no           | 1 | Taxes do not count
counting.credits_reduce       | yes          | 1 | promotional credits do not count
counting.support_counts       | no           | 1 | Fees for AWS Support
counting.excluded_services    | AWS Support; Amazon Mechanical Turk ~ Amazon Mechanical Turk | 1 | Mechanical Turk
shortfall.trigger             | year         | 1 | of a Contract Year are less
shortfall.treatment           | pay          | 1 | pay the difference
notices.renewal               | 90           | 1 | ninety (90) days
""")


def two_columns() -> bytes:
    """Two columns of sentences, whose lines stand side by side."""
    paper = Paper(font="Helvetica", size="a4")
    paper.title("Enterprise Discount Program Addendum", 13)
    paper.para("between Amazon Web Services EMEA SARL (“AWS”) and Lindqvist Freight Systems AB (“Customer”)", 9)
    top = paper.y - 4
    left, right = paper.columns(2)
    paper.within(left, top)
    paper.heading("1. Effective Date and Term", 9)
    paper.para(
        """This Addendum takes effect on July 1, 2025 (the “Effective Date”) and continues until June 30, 2027 (the
        “End Date”).""",
        8.5,
    )
    paper.heading("2. Annual Commitment", 9)
    paper.para(
        """Contract Year 1 (July 1, 2025 – June 30, 2026): Customer will spend no less than USD 1,250,000 on Eligible
        Services.""",
        8.5,
    )
    paper.para(
        """Contract Year 2 (July 1, 2026 – June 30, 2027): Customer will spend no less than USD 1,750,000 on Eligible
        Services.""",
        8.5,
    )
    paper.para("The Annual Commitments together are USD 3,000,000.", 8.5)
    paper.heading("3. Discount", 9)
    paper.para(
        """AWS grants an EDP Discount of 7% in Contract Year 1 and of 8% in Contract Year 2 on all Eligible
        Services.""",
        8.5,
    )
    paper.within(right, top)
    paper.heading("4. Shortfall", 9)
    paper.para(
        """Where spend in a Contract Year stays below the Annual Commitment, Customer pays the difference as a
        prepayment. The prepayment can be used for Eligible Services during the twelve (12) months that follow;
        what is left after that is forfeited.""",
        8.5,
    )
    paper.heading("5. AWS Marketplace", 9)
    paper.para(
        """Purchases on AWS Marketplace count at 100% of their fees, limited to 30% of the Annual Commitment of the
        Contract Year.""",
        8.5,
    )
    paper.heading("6. Support", 9)
    paper.para(
        """Customer will keep Enterprise Support for the Payer Account 4419-0027-3356 throughout the term. Support fees
        count toward the Annual Commitment. Taxes and credits issued by AWS do not.""",
        8.5,
    )
    paper.heading("7. Notices", 9)
    paper.para(
        """A party that does not want to extend this Addendum gives the other party written notice at least sixty (60)
        days before the End Date.""",
        8.5,
    )
    return paper.pdf()


TWO_COLUMNS = facts("""
document.provider             | aws          | 1 | Enterprise Discount Program Addendum
customer                      | Lindqvist Freight Systems AB | 1 | Lindqvist Freight Systems AB
effective                     | 2025-07-01   | 1 | July 1, 2025
period.start                  | 2025-07-01   | 1 | July 1, 2025
period.end                    | 2027-06-30   | 1 | June 30, 2027
years.1.start                 | 2025-07-01   | 1 | July 1, 2025
years.1.end                   | 2026-06-30   | 1 | June 30, 2026
years.1.amount                | 1250000      | 1 | USD 1,250,000
years.2.start                 | 2026-07-01   | 1 | July 1, 2026
years.2.end                   | 2027-06-30   | 1 | June 30, 2027
years.2.amount                | 1750000      | 1 | USD 1,750,000
total                         | 3000000      | 1 | USD 3,000,000
currency                      | USD          | 1 | USD
discounts.*.1                 | 0.07         | 1 | 7%
discounts.*.2                 | 0.08         | 1 | 8%
counting.marketplace_share    | 1            | 1 | 100%
counting.marketplace_cap      | 0.30         | 1 | 30%
counting.support_counts       | yes          | 1 | Support fees
counting.taxes_count          | no           | 1 | Taxes and credits
counting.credits_reduce       | yes          | 1 | credits issued by AWS
counting.accounts             | ?441900273356 | 1 | 4419-0027-3356
shortfall.trigger             | year         | 1 | in a Contract Year
shortfall.treatment           | prepay       | 1 | prepayment
shortfall.usable_months       | 12           | 1 | twelve (12) months
notices.renewal               | 60           | 1 | sixty (60)
""")


def words_and_millions() -> bytes:
    """Sums in words, in millions and with a currency code behind a number."""
    paper = Paper()
    paper.title("Strategic Investment Agreement")
    paper.para(
        """This Strategic Investment Agreement is made by Amazon Web Services, Inc. (“AWS”) and Tessellate Robotics
        Corporation (“Tessellate”) with effect from 1 January 2025 and stays in force through 31 December 2027."""
    )
    paper.heading("Article 2 – Minimum annual commitment")
    paper.para(
        """2.1 In Contract Year 1, which runs from 1 January 2025 to 31 December 2025, Tessellate’s minimum annual
        commitment is Four Million Two Hundred Thousand US Dollars."""
    )
    paper.para(
        """2.2 In Contract Year 2, which runs from 1 January 2026 to 31 December 2026, Tessellate’s minimum annual
        commitment is $5.5 million."""
    )
    paper.para(
        """2.3 In Contract Year 3, which runs from 1 January 2027 to 31 December 2027, Tessellate’s minimum annual
        commitment is USD 7M."""
    )
    paper.para("2.4 The aggregate of the three minimum annual commitments is $16.7 million.")
    paper.heading("Article 3 – Pricing")
    paper.para(
        """AWS will charge the public prices less eleven percent (11%) for all Eligible Services. For Amazon SageMaker
        the reduction is thirteen percent (13%)."""
    )
    paper.heading("Article 4 – Investment")
    paper.para(
        """AWS will provide a Migration Credit of $250,000 once the migration plan of Annex B is complete, and an
        Innovation Credit of $0.1 million in Contract Year 2. Tessellate had revenue of $1.49 billion in 2023, which
        this Agreement does not concern."""
    )
    paper.heading("Article 5 – Evidence")
    paper.para(
        """Tessellate will deliver a Migration Progress Attestation quarterly, signed by its Chief Technology Officer.
        If an attestation is more than thirty days late, AWS may withhold the Migration Credit."""
    )
    paper.heading("Article 6 – End")
    paper.para(
        """If total spend over the term is below the aggregate, Tessellate pays the shortfall once, at the end of the
        term. Either party may end this Agreement for cause on 45 days’ written notice."""
    )
    return paper.pdf()


WORDS_AND_MILLIONS = facts("""
document.provider             | aws          | 1 | Strategic Investment Agreement
customer                      | Tessellate Robotics Corporation | 1 | Tessellate Robotics Corporation
effective                     | 2025-01-01   | 1 | 1 January 2025
period.start                  | 2025-01-01   | 1 | 1 January 2025
period.end                    | 2027-12-31   | 1 | 31 December 2027
years.1.start                 | 2025-01-01   | 1 | 1 January 2025
years.1.end                   | 2025-12-31   | 1 | 31 December 2025
years.1.amount                | 4200000      | 1 | Four Million Two Hundred Thousand US Dollars
years.2.start                 | 2026-01-01   | 1 | 1 January 2026
years.2.end                   | 2026-12-31   | 1 | 31 December 2026
years.2.amount                | 5500000      | 1 | $5.5 million
years.3.start                 | 2027-01-01   | 1 | 1 January 2027
years.3.end                   | 2027-12-31   | 1 | 31 December 2027
years.3.amount                | 7000000      | 1 | USD 7M
total                         | 16700000     | 1 | $16.7 million
currency                      | USD          | 1 | US Dollars
discounts.*                   | 0.11         | 1 | (11%)
discounts.Amazon SageMaker    | 0.13         | 1 | (13%)
credits.Migration Credit.amount  | 250000    | 1 | $250,000
credits.Innovation Credit.amount | 100000    | 1 | $0.1 million
attestations.Migration Progress Attestation | quarterly | 1 | quarterly
shortfall.trigger             | term         | 1 | at the end of the term
shortfall.treatment           | pay          | 1 | pays the shortfall
notices.termination           | 45           | 1 | 45 days
""")


def broken_words() -> bytes:
    """Words and sums broken at line ends, set word by word."""
    paper = Paper(pen=runs)
    paper.title("AWS PRIVATE PRICING ADDENDUM")
    paper.lines(
        [
            "This Addendum is between Amazon Web Services, Inc. and Quillfeather Pub-",
            "lishing Group LLC (“Customer”). It is effective as of Septem-",
            "ber 15, 2024 and expires on September 14, 2026.",
            "",
            "2. Spend Commit-",
            "ment. For Contract Year 1 (September 15, 2024 – September 14, 2025) the Spend Com-",
            "mitment is $1.5 mil-",
            "lion. For Contract Year 2 (September 15, 2025 – September 14, 2026) the Spend Commit-",
            "ment is $2,100,-",
            "000.",
            "",
            "3. Cross-Service Dis-",
            "count. AWS will reduce the fees for Eligible Services by six per-",
            "cent (6%).",
            "",
            "4. Customer may not assign this Addendum. If Customer’s Commitment-Eligible Fees in a Con-",
            "tract Year do not reach the Spend Commitment, the amount that is missing is added to the Spend Commit-",
            "ment of the following Contract Year.",
            "",
            "5. AWS may give notice of changes to Schedule 1 on thirty (30) days’ no-",
            "tice.",
        ],
        10.5,
    )
    return paper.pdf()


BROKEN_WORDS = facts("""
document.provider             | aws          | 1 | AWS PRIVATE PRICING ADDENDUM
customer                      | Quillfeather Publishing Group LLC | 1 | Publishing Group LLC
effective                     | 2024-09-15   | 1 | September 15, 2024
period.start                  | 2024-09-15   | 1 | September 15, 2024
period.end                    | 2026-09-14   | 1 | September 14, 2026
years.1.start                 | 2024-09-15   | 1 | September 15, 2024 –
years.1.end                   | 2025-09-14   | 1 | September 14, 2025
years.1.amount                | 1500000      | 1 | $1.5 million
years.2.start                 | 2025-09-15   | 1 | September 15, 2025
years.2.end                   | 2026-09-14   | 1 | September 14, 2026
years.2.amount                | 2100000      | 1 | $2,100,000
total                         | ?3600000     |   |
currency                      | USD          | 1 | $
discounts.*                   | 0.06         | 1 | (6%)
shortfall.trigger             | year         | 1 | in a Contract Year
shortfall.treatment           | carry        | 1 | is added to the Spend Commitment
counting.marketplace_share    | absent       |   |
counting.marketplace_cap      | absent       |   |
""")

PROSE = (
    Agreement("sentences", "running text, three years in one sentence", sentences, SENTENCES),
    Agreement("two_columns", "two columns side by side", two_columns, TWO_COLUMNS),
    Agreement("words_and_millions", "sums in words, millions and M", words_and_millions, WORDS_AND_MILLIONS),
    Agreement("broken_words", "hyphens at line ends, words in pieces", broken_words, BROKEN_WORDS),
)
