"""The commitment: how it stands, what may be tried, and the advice on the next one."""

from __future__ import annotations

from cip_tui.action_lists.kinds import Action, Mode

MODES = (
    Mode(
        "commitment",
        "5",
        "Commitment",
        "cip_tui.screens.commitment",
        "CommitmentScreen",
        "Spend against the agreement, and how the year may end",
    ),
)
SCREENS: dict[str, tuple[str, ...]] = {
    "commitment": ("commitment", "document"),
    "next_commitment": ("offers", "document"),
}
ACTIONS = (
    Action("commitment.open", "enter", "Open", "Read the selected row in full", "commitment", "open", 10),
    Action(
        "commitment.view", "v", "View", "Show the next table: years, levers, exclusions", "commitment", "view(1)", 1
    ),
    Action("commitment.view_back", "V", "View before", "Show the table before", "commitment", "view(-1)"),
    Action(
        "commitment.more",
        "plus,equals_sign",
        "More",
        "What if 5 % more is spent from now on",
        "commitment",
        "grow(5)",
        2,
    ),
    Action("commitment.less", "minus", "Less", "What if 5 % less is spent from now on", "commitment", "grow(-5)", 3),
    Action("commitment.purchase", "b", "Buy", "What if something is bought once this year", "commitment", "buy", 4),
    Action(
        "commitment.marketplace",
        "m",
        "Marketplace",
        "What if more is bought through the Marketplace",
        "commitment",
        "marketplace",
        8,
    ),
    Action(
        "commitment.credits", "c", "Credits", "What if credits reduce what counts, or do not", "commitment", "credits"
    ),
    Action("commitment.support", "p", "Support", "What if support counts, or does not", "commitment", "support"),
    Action("commitment.carry", "o", "Carry over", "What if a surplus counts in the next year", "commitment", "carry"),
    Action("commitment.undo", "u", "Undo", "Take back what was tried last", "commitment", "undo", 9),
    Action("commitment.next", "t", "Next one", "What to commit to next", "commitment", "next", 5),
    Action("commitment.spend", "d", "Cloud spend", "Show the charges behind it", "commitment", "spend", 6),
    Action(
        "commitment.agreement",
        "a",
        "Agreement",
        "Read and confirm the terms of the agreement",
        "commitment",
        "agreement",
        7,
    ),
    Action(
        "commitment.other",
        "right_square_bracket",
        "Next agreement",
        "Look at the next agreement",
        "commitment",
        "other(1)",
    ),
    Action(
        "commitment.before",
        "left_square_bracket",
        "Agreement before",
        "Look at the agreement before",
        "commitment",
        "other(-1)",
    ),
    Action(
        "commitment.picture", "r", "Gap", "Show the burn-down, or the gap to the even line", "commitment", "picture", 11
    ),
    Action(
        "commitment.focus", "f", "FOCUS", "Write confirmed amounts as the FOCUS dataset", "commitment", "write_focus"
    ),
    Action("commitment.sort", "s", "Sort", "Sort the table by its next column", "commitment", "sort"),
    Action("commitment.reverse", "S", "Reverse", "Turn the sort around", "commitment", "reverse"),
    Action("offers.ladder", "o", "Offers", "Type the offers: amount a year and discount", "offers", "ladder", 1),
    Action("offers.more", "plus,equals_sign", "More", "What if 5 % more is spent from now on", "offers", "grow(5)", 2),
    Action("offers.less", "minus", "Less", "What if 5 % less is spent from now on", "offers", "grow(-5)", 3),
)
