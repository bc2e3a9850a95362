"""Eight agreements full of money that is no commitment: instalments, caps, credits, actuals, options, struck sums.

Written without sight of the code that reads them. Read at first sight: money and dates precision .966, recall .955;
money alone .920 and .885; 2 sums wrong without a warning, both in one document (an option year taken for a year).
"""

from __future__ import annotations

from tests.commitment.agreements.paper import Paper
from tests.commitment.agreements.truth import Agreement, facts


def instalments() -> bytes:
    """Quarterly instalments beside the annual sums."""
    paper = Paper(footer="Private and confidential")
    paper.title("PRIVATE PRICING ADDENDUM", 13)
    paper.para(
        """This Private Pricing Addendum is between Amazon Web Services, Inc. (“AWS”) and Quillfeather Analytics, Inc.
        (“Customer”) and is effective as of May 1, 2025 (the “Addendum Effective Date”). The Addendum Term begins on
        May 1, 2025 and ends on April 30, 2027."""
    )
    paper.heading("2. Annual Commitment and Quarterly Instalments")
    paper.table(
        [
            ["Contract Year", "Quarterly Instalment", "Annual Commitment"],
            ["Year 1: May 1, 2025 to April 30, 2026", "$525,000", "$2,100,000"],
            ["Year 2: May 1, 2026 to April 30, 2027", "$600,000", "$2,400,000"],
        ],
        [210, 120, 120],
        right=(1, 2),
    )
    paper.para(
        """2.1 The Quarterly Instalments are invoiced in advance and are credited against usage; they are not in
        addition to the Annual Commitment. 2.2 AWS Support fees do not count toward the Annual Commitment."""
    )
    paper.para("3. AWS will apply a Cross-Service Discount of 8% to all Eligible Services.")
    return paper.pdf()


INSTALMENTS = facts("""
document.provider             | aws          | 1 | PRIVATE PRICING ADDENDUM
customer                      | Quillfeather Analytics, Inc. | 1 | Quillfeather Analytics, Inc.
effective                     | 2025-05-01   | 1 | May 1, 2025
period.start                  | 2025-05-01   | 1 | May 1, 2025
period.end                    | 2027-04-30   | 1 | April 30, 2027
years.1.start                 | 2025-05-01   | 1 | May 1, 2025 to
years.1.end                   | 2026-04-30   | 1 | April 30, 2026
years.1.amount                | 2100000      | 1 | $2,100,000
years.2.start                 | 2026-05-01   | 1 | May 1, 2026
years.2.end                   | 2027-04-30   | 1 | April 30, 2027
years.2.amount                | 2400000      | 1 | $2,400,000
total                         | ?4500000     |   |
currency                      | USD          | 1 | $
discounts.*                   | 0.08         | 1 | 8%
counting.support_counts       | no           | 1 | AWS Support fees do not count
""")


def actuals() -> bytes:
    """Spend of the year before beside the sums promised, and a prepayment."""
    paper = Paper(size="a4", font="Helvetica")
    paper.title("AWS Enterprise Discount Program Addendum", 13)
    paper.para("AWS: Amazon Web Services EMEA SARL. Customer: Oxbow Cinemas plc. Effective Date: 1 March 2026.")
    paper.heading("Background")
    paper.para(
        """In the twelve months to 28 February 2026 Customer spent $1,873,402.19 on the Services, and $1,512,880.40 in
        the year before."""
    )
    paper.heading("1. Commitment")
    paper.para(
        """Customer commits to a minimum spend of $2,000,000 during Contract Year 1 (1 March 2026 to 28 February 2027)
        and of $2,250,000 during Contract Year 2 (1 March 2027 to 29 February 2028) (each an “Annual Commitment”)."""
    )
    paper.para(
        """Customer shall prepay $400,000 of the Annual Commitment for Contract Year 1 within 30 days of the Effective
        Date. For the purposes of comparison only, Customer’s forecast for Contract Year 2 is $2,700,000."""
    )
    paper.heading("2. Discount")
    paper.para("A discount of 7% applies in Contract Year 1 and of 8% in Contract Year 2.")
    return paper.pdf()


ACTUALS = facts("""
document.provider             | aws          | 1 | AWS Enterprise Discount Program
customer                      | Oxbow Cinemas plc | 1 | Oxbow Cinemas plc
effective                     | 2026-03-01   | 1 | 1 March 2026
period.start                  | 2026-03-01   | 1 | 1 March 2026
period.end                    | 2028-02-29   | 1 | 29 February 2028
years.1.start                 | 2026-03-01   | 1 | 1 March 2026 to
years.1.end                   | 2027-02-28   | 1 | 28 February 2027
years.1.amount                | 2000000      | 1 | $2,000,000
years.2.start                 | 2027-03-01   | 1 | 1 March 2027
years.2.end                   | 2028-02-29   | 1 | 29 February 2028
years.2.amount                | 2250000      | 1 | $2,250,000
total                         | ?4250000     |   |
currency                      | USD          | 1 | $
discounts.*.1                 | 0.07         | 1 | 7%
discounts.*.2                 | 0.08         | 1 | 8%
""")


def running_sum() -> bytes:
    """A ramp with a cumulative column, caps in dollars and a credit larger than a year."""
    paper = Paper(header="Execution copy")
    paper.title("AMENDED PRIVATE PRICING TERMS", 13)
    paper.para(
        """These Private Pricing Terms are agreed between Amazon Web Services, Inc. and Thistledown Genomics
        Corporation (“Customer”) and take effect on September 1, 2025 (the “Effective Date”)."""
    )
    paper.table(
        [
            ["Year", "Starts", "Ends", "Spend Commitment", "Cumulative Commitment", "Marketplace Cap"],
            ["1", "Sep 1, 2025", "Aug 31, 2026", "$900,000", "$900,000", "$225,000"],
            ["2", "Sep 1, 2026", "Aug 31, 2027", "$1,400,000", "$2,300,000", "$350,000"],
            ["3", "Sep 1, 2027", "Aug 31, 2028", "$2,200,000", "$4,500,000", "$550,000"],
        ],
        [34, 72, 78, 98, 112, 90],
        size=8.5,
        right=(3, 4, 5),
    )
    paper.para(
        """AWS will issue a Migration Credit of $1,000,000 once Customer has moved its sequencing archive. The discount
        is 9.5% on Eligible Services. The Spend Commitment for the three Years is $4,500,000 in total."""
    )
    return paper.pdf()


RUNNING_SUM = facts("""
document.provider             | aws          | 1 | PRIVATE PRICING
customer                      | Thistledown Genomics Corporation | 1 | Thistledown Genomics
effective                     | 2025-09-01   | 1 | September 1, 2025
period.start                  | 2025-09-01   | 1 | Sep 1, 2025
period.end                    | 2028-08-31   | 1 | Aug 31, 2028
years.1.start                 | 2025-09-01   | 1 | Sep 1, 2025
years.1.end                   | 2026-08-31   | 1 | Aug 31, 2026
years.1.amount                | 900000       | 1 | $900,000
years.2.start                 | 2026-09-01   | 1 | Sep 1, 2026
years.2.end                   | 2027-08-31   | 1 | Aug 31, 2027
years.2.amount                | 1400000      | 1 | $1,400,000
years.3.start                 | 2027-09-01   | 1 | Sep 1, 2027
years.3.end                   | 2028-08-31   | 1 | Aug 31, 2028
years.3.amount                | 2200000      | 1 | $2,200,000
total                         | 4500000      | 1 | $4,500,000 in total
currency                      | USD          | 1 | $
discounts.*                   | 0.095        | 1 | 9.5%
credits.Migration Credit.amount | 1000000    | 1 | $1,000,000
""")


def in_words() -> bytes:
    """Amounts in words with digits, sums that were struck in brackets, an option year."""
    paper = Paper()
    paper.title("AMENDMENT NO. 2 TO THE AWS PRIVATE PRICING ADDENDUM", 12)
    paper.para(
        """Amazon Web Services, Inc. (“AWS”) and Marrowbone Logistics LLC (“Customer”) agree to amend the Private
        Pricing Addendum as of January 1, 2026 (the “Amendment No. 2 Effective Date”)."""
    )
    paper.para(
        """1. Customer’s Annual Spend Commitment for Contract Year 2 (January 1, 2026 through December 31, 2026) is
        three million two hundred thousand dollars ($3,200,000) (previously $2,900,000)."""
    )
    paper.para(
        """2. Customer’s Annual Spend Commitment for Contract Year 3 (January 1, 2027 through December 31, 2027) is
        three million five hundred thousand dollars ($3,500,000) (formerly $3,100,000)."""
    )
    paper.para(
        """3. Customer may extend the Term by one option year, January 1, 2028 through December 31, 2028. Should
        Customer exercise the option, the Annual Spend Commitment for the option year would be $3,800,000."""
    )
    paper.para("4. The Cross-Service Discount rises from eight percent (8%) to nine percent (9%).")
    return paper.pdf()


IN_WORDS = facts("""
document.provider             | aws          | 1 | AWS PRIVATE PRICING ADDENDUM
customer                      | Marrowbone Logistics LLC | 1 | Marrowbone Logistics LLC
effective                     | 2026-01-01   | 1 | January 1, 2026
period.start                  | ?2026-01-01 ~ 2025-01-01 | 1 | January 1, 2026
period.end                    | ?2027-12-31  | 1 | December 31, 2027
years.1.amount                | absent       |   |
years.2.start                 | 2026-01-01   | 1 | January 1, 2026 through
years.2.end                   | 2026-12-31   | 1 | December 31, 2026
years.2.amount                | 3200000      | 1 | ($3,200,000)
years.3.start                 | 2027-01-01   | 1 | January 1, 2027
years.3.end                   | 2027-12-31   | 1 | December 31, 2027
years.3.amount                | 3500000      | 1 | ($3,500,000)
years.4.start                 | ?2028-01-01  | 1 | January 1, 2028
years.4.end                   | ?2028-12-31  | 1 | December 31, 2028
years.4.amount                | absent       |   |
total                         | ?6700000     |   |
currency                      | USD          | 1 | $
discounts.*                   | 0.09         | 1 | (9%)
""")


def affiliates() -> bytes:
    """Two customers with parts of one commitment, and a footnote under the table."""
    paper = Paper(font="Helvetica")
    paper.title("AWS Private Pricing Addendum", 14)
    paper.para(
        """Parties: (1) Amazon Web Services, Inc.; (2) Fennimore Retail Group, Inc. (“Customer”), also on behalf of its
        Affiliate Fennimore Digital GmbH (“Affiliate”). Effective Date: October 1, 2024.""",
        9.5,
    )
    paper.table(
        [
            ["Contract Year", "Fennimore Retail", "Fennimore Digital", "Annual Commitment(1)"],
            ["1 (Oct 1, 2024 - Sep 30, 2025)", "$3,000,000", "$1,200,000", "$4,200,000"],
            ["2 (Oct 1, 2025 - Sep 30, 2026)", "$3,300,000", "$1,500,000", "$4,800,000"],
            ["Total", "$6,300,000", "$2,700,000", "$9,000,000"],
        ],
        [170, 100, 100, 112],
        size=9,
        right=(1, 2, 3),
    )
    paper.para(
        """(1) Joint obligation; the shares of the two companies are shown for information. Up to $600,000 of AWS
        Marketplace fees count in a Contract Year. Taxes do not count.""",
        8.5,
    )
    paper.para("Discount: 10% on all Eligible Services.", 9.5)
    return paper.pdf()


AFFILIATES = facts("""
document.provider             | aws          | 1 | AWS Private Pricing Addendum
customer                      | Fennimore Retail Group, Inc. | 1 | Fennimore Retail Group, Inc.
effective                     | 2024-10-01   | 1 | October 1, 2024
period.start                  | 2024-10-01   | 1 | Oct 1, 2024
period.end                    | 2026-09-30   | 1 | Sep 30, 2026
years.1.start                 | 2024-10-01   | 1 | Oct 1, 2024
years.1.end                   | 2025-09-30   | 1 | Sep 30, 2025
years.1.amount                | 4200000      | 1 | $4,200,000
years.2.start                 | 2025-10-01   | 1 | Oct 1, 2025
years.2.end                   | 2026-09-30   | 1 | Sep 30, 2026
years.2.amount                | 4800000      | 1 | $4,800,000
total                         | 9000000      | 1 | $9,000,000
currency                      | USD          | 1 | $
discounts.*                   | 0.10         | 1 | 10%
counting.taxes_count          | no           | 1 | Taxes do not count
""")


def bands() -> bytes:
    """Ranges of expected spend, and the floor in a sentence of its own."""
    paper = Paper(size="a4")
    paper.title("AWS PRIVATE PRICING ADDENDUM", 13)
    paper.para(
        """Amazon Web Services EMEA SARL and Pellworth Shipping A/S (“Customer”) enter into this Addendum with effect
        from 1 July 2026 (“Effective Date”). The Term is one year and ends on 30 June 2027."""
    )
    paper.para(
        """1. The parties expect spend of between EUR 1,100,000 and EUR 1,600,000 in the Term, of which EUR 200,000 to
        EUR 300,000 on analytics."""
    )
    paper.para("2. Customer’s Minimum Commitment for the Term is EUR 1,050,000.")
    paper.para(
        """3. Discounts by spend in the Term: up to EUR 1,200,000, 5%; above EUR 1,200,000 and up to EUR 1,500,000, 6%;
        above EUR 1,500,000, 7.5%."""
    )
    paper.para(
        """4. Liability under this Addendum is limited to EUR 2,000,000. An early termination fee of EUR 350,000 is
        due where Customer terminates before 31 December 2026."""
    )
    return paper.pdf()


BANDS = facts("""
document.provider             | aws          | 1 | AWS PRIVATE PRICING ADDENDUM
customer                      | Pellworth Shipping A/S | 1 | Pellworth Shipping
effective                     | 2026-07-01   | 1 | 1 July 2026
period.start                  | 2026-07-01   | 1 | 1 July 2026
period.end                    | 2027-06-30   | 1 | 30 June 2027
years.1.start                 | ?2026-07-01  | 1 | 1 July 2026
years.1.end                   | ?2027-06-30  | 1 | 30 June 2027
years.1.amount                | ?1050000     | 1 | EUR 1,050,000
total                         | 1050000      | 1 | EUR 1,050,000
currency                      | EUR          | 1 | EUR
discounts.*                   | ?0.05 ~ 0.06 ~ 0.075 | 1 | 5%
""")


def letter() -> bytes:
    """A letter: sums in prose, rounded forms beside exact ones, a credit conditional on more."""
    paper = Paper(header="Amazon Web Services, Inc.")
    paper.para("Re: Private Pricing Addendum (“PPA”) with Amazon Web Services, Inc.")
    paper.para("To: Hartsease Mutual Insurance Company (“Customer”). Date: December 1, 2025.")
    paper.para(
        """We are pleased to confirm the terms that take effect on January 1, 2026 (the “Effective Date”) and run for
        three Contract Years until December 31, 2028."""
    )
    paper.para(
        """The commitment of Customer grows from $5.0M in the first Contract Year to $5.5M in the second and $6.05M in
        the third, $16.55M in all."""
    )
    paper.para(
        """Should Customer’s spend exceed $6,000,000 in the first Contract Year, AWS grants a one-time Growth Credit of
        $150,000. Unused promotional credits of up to $75,000 lapse on December 31, 2026."""
    )
    paper.para(
        """A discount of 11% applies to all Eligible Services. If spend in a Contract Year is lower than the
        commitment, Customer pays the difference. The sum of $4,400,000 under the agreement of 2023 has been met."""
    )
    return paper.pdf()


LETTER = facts("""
document.provider             | aws          | 1 | Private Pricing Addendum
customer                      | Hartsease Mutual Insurance Company | 1 | Hartsease Mutual
effective                     | 2026-01-01   | 1 | January 1, 2026
period.start                  | 2026-01-01   | 1 | January 1, 2026
period.end                    | 2028-12-31   | 1 | December 31, 2028
years.1.start                 | 2026-01-01   | 1 | January 1, 2026
years.1.end                   | 2026-12-31   |   |
years.1.amount                | 5000000      | 1 | $5.0M
years.2.start                 | 2027-01-01   |   |
years.2.end                   | 2027-12-31   |   |
years.2.amount                | 5500000      | 1 | $5.5M
years.3.start                 | 2028-01-01   |   |
years.3.end                   | 2028-12-31   | 1 | December 31, 2028
years.3.amount                | 6050000      | 1 | $6.05M
total                         | 16550000     | 1 | $16.55M
currency                      | USD          | 1 | $
discounts.*                   | 0.11         | 1 | 11%
credits.Growth Credit.amount  | 150000       | 1 | $150,000
shortfall.treatment           | pay          | 1 | pays the difference
""")


def two_pages() -> bytes:
    """A cover of facts with money of many kinds, the commitment by year overleaf."""
    paper = Paper(font="Helvetica", footer="AWS Confidential")
    paper.title("Enterprise Discount Program: Order Summary", 13)
    paper.table(
        [
            ["Term", "Value"],
            ["Customer", "Bluestem Payments, Inc."],
            ["Provider", "Amazon Web Services, Inc."],
            ["Effective Date", "April 1, 2025"],
            ["End Date", "March 31, 2028"],
            ["Upfront payment", "$750,000"],
            ["Spend in the last 12 months", "$2,644,000"],
            ["Total Commitment", "$9,930,000"],
            ["Marketplace limit per year", "$700,000"],
            ["Enterprise Support minimum", "$180,000"],
        ],
        [200, 240],
        size=9.5,
    )
    paper.new_page()
    paper.heading("Schedule 1: Commitment by Contract Year")
    paper.table(
        [
            ["", "Contract Year 1", "Contract Year 2", "Contract Year 3"],
            ["Begins", "April 1, 2025", "April 1, 2026", "April 1, 2027"],
            ["Ends", "March 31, 2026", "March 31, 2027", "March 31, 2028"],
            ["Prior commitment (superseded)", "$2,500,000", "$2,600,000", "$2,700,000"],
            ["Annual Commitment", "$3,000,000", "$3,300,000", "$3,630,000"],
            ["of which prepaid", "$750,000", "$0", "$0"],
            ["EDP Discount", "8%", "9%", "10%"],
        ],
        [150, 105, 105, 105],
        size=9,
    )
    return paper.pdf()


TWO_PAGES = facts("""
document.provider             | aws          | 1 | Enterprise Discount Program
customer                      | Bluestem Payments, Inc. | 1 | Bluestem Payments, Inc.
effective                     | 2025-04-01   | 1 | April 1, 2025
period.start                  | 2025-04-01   | 1 | April 1, 2025
period.end                    | 2028-03-31   | 1 | March 31, 2028
years.1.start                 | 2025-04-01   | 2 | April 1, 2025
years.1.end                   | 2026-03-31   | 2 | March 31, 2026
years.1.amount                | 3000000      | 2 | $3,000,000
years.2.start                 | 2026-04-01   | 2 | April 1, 2026
years.2.end                   | 2027-03-31   | 2 | March 31, 2027
years.2.amount                | 3300000      | 2 | $3,300,000
years.3.start                 | 2027-04-01   | 2 | April 1, 2027
years.3.end                   | 2028-03-31   | 2 | March 31, 2028
years.3.amount                | 3630000      | 2 | $3,630,000
total                         | 9930000      | 1 | $9,930,000
currency                      | USD          | 1 | $
discounts.*.1                 | 0.08         | 2 | 8%
discounts.*.2                 | 0.09         | 2 | 9%
discounts.*.3                 | 0.10         | 2 | 10%
""")


FRESH = (
    Agreement("instalments", "quarterly instalments beside annual sums", instalments, INSTALMENTS),
    Agreement("actuals", "spend of earlier years, a prepayment, a forecast", actuals, ACTUALS),
    Agreement("running_sum", "a ramp with a cumulative column and caps", running_sum, RUNNING_SUM),
    Agreement("in_words", "amounts in words, former sums, an option year", in_words, IN_WORDS),
    Agreement("affiliates", "two companies and their shares", affiliates, AFFILIATES),
    Agreement("bands", "ranges, bands and other limits", bands, BANDS),
    Agreement("letter", "rounded sums in a letter", letter, LETTER),
    Agreement("two_pages", "a cover with money of many kinds", two_pages, TWO_PAGES),
)
