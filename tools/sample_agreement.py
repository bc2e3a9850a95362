"""The sample agreement: a private pricing addendum of four pages between AWS and a customer that does not exist.

The wording is our own; its shapes (contract years, eligible fees, Marketplace share and cap, shortfall, attestations)
are those that published agreements of this kind have. The same bytes every time.
"""

from __future__ import annotations

from io import BytesIO

from reportlab.lib import colors
from reportlab.lib.pagesizes import LETTER
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

AGREEMENT = "private_pricing_agreement.pdf"
CUSTOMER = "Northlight Robotics, Inc."
_BODY = ParagraphStyle("body", fontName="Times-Roman", fontSize=10, leading=13.5, spaceAfter=6)
_HEAD = ParagraphStyle("head", parent=_BODY, fontName="Times-Bold", spaceBefore=6)
_TITLE = ParagraphStyle("title", parent=_HEAD, fontSize=14, leading=18, alignment=1, spaceAfter=10)
_CELL = ParagraphStyle("cell", parent=_BODY, fontSize=9, leading=11, spaceAfter=0)
_GRID = TableStyle(
    [
        ("GRID", (0, 0), (-1, -1), 0.5, colors.black),
        ("BACKGROUND", (0, 0), (-1, 0), colors.HexColor("#e6e6e6")),
        ("FONTNAME", (0, 0), (-1, 0), "Times-Bold"),
        ("FONTNAME", (0, 1), (-1, -1), "Times-Roman"),
        ("FONTSIZE", (0, 0), (-1, -1), 9),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ]
)
_YEARS = (
    ("Contract Year", "Period", "Annual Commitment", "Cross-Service Discount"),
    ("Contract Year 1", "April 1, 2025 - March 31, 2026", "$900,000", "7%"),
    ("Contract Year 2", "April 1, 2026 - March 31, 2027", "$1,000,000", "8%"),
    ("Contract Year 3", "April 1, 2027 - March 31, 2028", "$1,100,000", "9%"),
    ("Contract Year 4", "April 1, 2028 - March 31, 2029", "$1,200,000", "10%"),
    ("Contract Year 5", "April 1, 2029 - March 31, 2030", "$1,300,000", "11%"),
    ("Total Commitment", "", "$5,500,000", ""),
)
_DUTIES = (
    ("Attestation", "Cadence", "Next due", "Owner", "Evidence"),
    ("Annual Spend Attestation", "Annual", "April 30, 2027", "Finance", "Year-end spend report signed by an officer"),
    (
        "Serverless Adoption Attestation",
        "Quarterly",
        "January 30, 2027",
        "Platform",
        "Invocation and table usage report",
    ),
    ("Security Baseline Attestation", "Semi-annual", "March 31, 2027", "Security", "Export of enabled services"),
)
_DEFINITIONS = (
    ("1. Definitions.", None),
    (
        None,
        '1.1 "Commitment-Eligible Fees" means the fees for the Services that Customer pays in a Contract Year, net of '
        "discounts, credits and refunds, and excluding taxes and AWS Support fees.",
    ),
    (
        None,
        '1.2 "Discount Term" means the period that begins on April 1, 2025 and ends on March 31, 2030. "Addendum '
        'Term" means the period from the Addendum Effective Date to June 30, 2030.',
    ),
    (
        None,
        '1.3 "Eligible Accounts" means the accounts 4821-5530-7719 and 1903-6648-2257 and each account that joins '
        "the same organization.",
    ),
)
_COUNTING = (
    ("3. What counts.", None),
    (
        None,
        "3.1 Fifty percent (50%) of fees for purchases on AWS Marketplace count toward the Annual Commitment, up to "
        "twenty-five percent (25%) of the Annual Commitment of the Contract Year in which they are charged.",
    ),
    (
        None,
        "3.2 Fees for Amazon Route 53 domain registration, AWS Training and Amazon Mechanical Turk do not count. "
        "Promotional credits reduce Commitment-Eligible Fees.",
    ),
    ("4. Shortfall.", None),
    (
        None,
        "4.1 If Commitment-Eligible Fees in a Contract Year are less than the Annual Commitment, Customer will pay the "
        "difference within 30 days after the end of that Contract Year. Customer may use the amount paid toward "
        "fees in the following 12 months, after which any remainder is forfeited.",
    ),
    (
        None,
        "4.2 If Commitment-Eligible Fees exceed the Annual Commitment, up to 10% of the Annual Commitment carries over "
        "and counts toward the next Contract Year.",
    ),
)
_CREDITS = (
    ("5. Credits.", None),
    (
        None,
        "5.1 Serverless Adoption Credit. If AWS Lambda, Amazon API Gateway and Amazon DynamoDB are each used in "
        "production in a quarter, Customer receives a credit of 18% of the fees for these Services in that quarter.",
    ),
    (
        None,
        "5.2 Growth Credit. If Commitment-Eligible Fees in a Contract Year reach 110% of the Annual Commitment, "
        "Customer receives a credit of $20,000; if they reach 120%, a credit of $50,000 instead. Only one of the two "
        "is granted.",
    ),
    ("6. Attestations.", None),
    (
        None,
        "6.1 Customer will give the attestations below, each signed by the owner named and with the evidence named. An "
        "attestation may be given up to 10 days after its due date. If an attestation is missed, the Cross-Service "
        "Discount of the Contract Year is lowered by one percentage point until it is given.",
    ),
)
_CLOSING = (
    ("7. Term and renewal.", None),
    (
        None,
        "7.1 This Addendum renews for one further Contract Year unless a party gives notice of non-renewal at least 90 "
        "days before the end of the Discount Term. Either party may terminate for material breach with 30 days notice.",
    ),
    ("8. General.", None),
    (
        None,
        "8.1 This Addendum supersedes the Private Pricing Addendum of April 2, 2022 between the parties. Its terms are "
        "confidential. The Addendum Effective Date is the date on which the last party signs.",
    ),
)


def agreement_pdf() -> bytes:
    """Return the agreement as PDF."""
    file = BytesIO()
    # Not compressed: another zlib would pack the same pages into other bytes.
    template = SimpleDocTemplate(
        file,
        pagesize=LETTER,
        topMargin=64,
        bottomMargin=60,
        leftMargin=72,
        rightMargin=72,
        invariant=1,
        pageCompression=0,
    )
    template.title, template.author = "Private Pricing Addendum", CUSTOMER
    opening = (
        'This Private Pricing Addendum (this "Addendum") is entered into between Amazon Web Services, Inc. ("AWS") and '
        f'{CUSTOMER} ("Customer") and adds to the AWS Customer Agreement between the parties.'
    )
    story = [
        Paragraph("AWS PRIVATE PRICING ADDENDUM", _TITLE),
        Paragraph("Agreement No. PPA-2025-0417", _BODY),
        Paragraph(opening, _BODY),
        *_written(_DEFINITIONS),
        PageBreak(),
        Paragraph("2. Commitment and discount.", _HEAD),
        Paragraph("2.1 In each Contract Year, Commitment-Eligible Fees will be at least the Annual Commitment.", _BODY),
        Spacer(1, 4),
        Table([list(row) for row in _YEARS], colWidths=[92, 168, 104, 104], style=_GRID),
        Spacer(1, 8),
        Paragraph("2.2 Independently of the above, Customer receives 12% off Amazon CloudFront data transfer.", _BODY),
        *_written(_COUNTING),
        PageBreak(),
        *_written(_CREDITS),
        Spacer(1, 4),
        Table(_wrapped(_DUTIES), colWidths=[118, 62, 82, 56, 150], style=_GRID),
        PageBreak(),
        *_written(_CLOSING),
        Spacer(1, 18),
        *_signatures(),
    ]
    template.build(story, onFirstPage=_around, onLaterPages=_around)
    return file.getvalue()


def _written(pieces: tuple[tuple[str | None, str | None], ...]) -> list[Paragraph]:
    return [Paragraph(head, _HEAD) if head else Paragraph(text or "", _BODY) for head, text in pieces]


def _wrapped(rows: tuple[tuple[str, ...], ...]) -> list[list[Paragraph | str]]:
    return [list(rows[0]), *([Paragraph(cell, _CELL) for cell in row] for row in rows[1:])]


def _signatures() -> list[Paragraph]:
    lines = (
        "AMAZON WEB SERVICES, INC.",
        "By: ______________  Name: D. Okafor  Title: Director  Date signed: March 20, 2025",
        CUSTOMER.upper(),
        "By: ______________  Name: M. Lindqvist  Title: Chief Financial Officer  Date signed: March 24, 2025",
    )
    return [Paragraph(line, _BODY) for line in lines]


def _around(canvas: Canvas, template: SimpleDocTemplate) -> None:
    canvas.setFont("Times-Italic", 8)
    canvas.drawString(72, LETTER[1] - 44, "Sample of a fictitious agreement - AWS Private Pricing Addendum")
    canvas.drawRightString(LETTER[0] - 72, 40, f"PPA-2025-0417   Page {canvas.getPageNumber()} of 4")
