"""The pricing simulator and its bills."""

from __future__ import annotations

from cip_tui.action_lists.kinds import Action, Mode

MODES = (
    Mode(
        "pricing",
        "4",
        "Pricing",
        "cip_tui.screens.pricing",
        "PricingScreen",
        "What to charge, tried on real usage",
        True,
    ),
)
SCREENS: dict[str, tuple[str, ...]] = {
    "pricing": ("pricing", "document"),
    "bills": ("bills", "document"),
}

PRICING = (
    Action("pricing.set", "enter", "Set", "Type a value for the price under the cursor", "pricing", "type", 1),
    Action(
        "pricing.more",
        "plus,equals_sign",
        "More",
        "Raise the price under the cursor by a step",
        "pricing",
        "turn(1)",
        2,
    ),
    Action("pricing.less", "minus", "Less", "Lower the price under the cursor by a step", "pricing", "turn(-1)", 3),
    Action(
        "pricing.next", "right_square_bracket", "Next", "Choose the next structure to turn", "pricing", "choose(1)", 4
    ),
    Action(
        "pricing.before", "left_square_bracket", "Before", "Choose the structure before", "pricing", "choose(-1)", 9
    ),
    Action("pricing.undo", "u", "Undo", "Take the last turn back", "pricing", "undo", 10),
    Action("pricing.pin", "p", "Pin", "Keep the chosen structure aside, to compare with", "pricing", "pin", 11),
    Action("pricing.bills", "b", "Bills", "List every customer's bill under the structure", "pricing", "customers", 7),
    Action("pricing.optimise", "o", "Optimise", "Search the best prices for each tier", "pricing", "optimise", 8),
    Action("pricing.picture", "v", "Picture", "Show the next picture: elasticity, margins", "pricing", "picture", 12),
    Action(
        "pricing.calmer",
        "less_than_sign",
        "Calmer",
        "Assume customers mind bills less",
        "pricing",
        "elasticity(-1)",
    ),
    Action(
        "pricing.warier",
        "greater_than_sign",
        "Warier",
        "Assume customers mind bills more",
        "pricing",
        "elasticity(1)",
    ),
    Action("pricing.every", "m", "All prices", "Show minimum, cap and credit too", "pricing", "every"),
    Action("pricing.save", "f", "Save plan", "Write the structures as a plan file", "pricing", "save"),
)

BILLS = (
    Action("bills.lines", "enter", "Lines", "Show a customer's bill line by line", "bills", "bill", 1),
    Action("bills.sort", "s", "Sort", "Sort by the next column", "bills", "sort", 2),
    Action("bills.reverse", "S", "Reverse", "Turn the sort around", "bills", "reverse", 3),
)

ACTIONS = (*PRICING, *BILLS)
