"""The sample inputs written by hand: a recipe, price structures, prices of one's own, the table of contents."""

from __future__ import annotations

from collections.abc import Iterable

RECIPE = """\
# Which column of other_tool.csv is what: cip import other_tool.csv --recipe recipe.toml
# Units stand behind an @: s, ms, us, ns, min and cents.

[columns]
ts = "When"
model = "Engine"
input_tokens = "Words in"
cached_input_tokens = "Of these remembered"
output_tokens = "Words out"
reported_cost_usd = "Price (cents)@cents"
latency_ms = "Elapsed@s"
customer_id = "Client"
feature_id = "Purpose"

# The same value for every row.
[constants]
provider = "openai"
"""

PLANS = """\
# Price structures to replay usage through: cip price --plan plans.toml
# Amounts are dollars a month, or dollars a unit. A unit is "call", "1k tokens" or "USD of AI cost".
# All amounts are made up.

# A base fee with calls included; calls beyond them get cheaper in steps.
[[plan]]
name = "stepped"
title = "Base fee, included calls, cheaper steps"

[plan.tier.starter]
base = "29"
included = "500"
step = [{ up_to = 2000, rate = "0.03" }, { rate = "0.02" }]

[plan.tier.pro]
base = "99"
included = "3000"
annual_discount = "0.15"
step = [{ up_to = 10000, rate = "0.02" }, { rate = "0.012" }]

[plan.tier.enterprise]
base = "299"
included = "10000"
minimum = "500"
step = [{ rate = "0.01" }]

# What the AI cost, plus 40 %, within a smallest and a largest bill; "*" is every tier.
[[plan]]
name = "cost-plus"
title = "AI cost plus 40 %"

[plan.tier."*"]
unit = "USD of AI cost"
overage = "1.4"
minimum = "10"
cap = "5000"

# By thousand tokens; the step that the whole quantity falls into holds for all of it.
[[plan]]
name = "tokens"
title = "By token, with volume discount"

[plan.tier."*"]
base = "15"
unit = "1k tokens"
mode = "volume"
credit = "5"
step = [{ up_to = 10000, rate = "0.02" }, { rate = "0.015" }]
"""

PRICES = """\
# Prices of your own, in front of the built-in price book. The settings name the file:
#     prices = "prices_override.toml"
# Dollars for a million tokens. All amounts are made up.

# A discount that was agreed on for a year; effective_to is the first day without it.
[[price]]
provider = "openai"
model = "gpt-4-turbo"
input = "8.50"
output = "25.50"
effective_from = 2026-01-01
effective_to = 2027-01-01
note = "15 % off, as agreed"

# A fine-tuned model, which no public price list has.
[[price]]
provider = "openai"
model = "ft:gpt-4-turbo:support-desk"
input = "16"
output = "48"
"""

_HEAD = """\
# Sample inputs

A few AI calls, once in every format that `cip import` knows, and what can stand beside them. Nothing in these files is
real: `python -m tools.make_samples` simulates the calls, the customers and the amounts, and always writes the same
bytes. `cip demo` simulates its calls too, more of them; it needs none of these files.

Every file of calls shows the same calls, so import one at a time, or each into a workspace of its own with
`--workspace DIR`: together they would count twice. `cip inspect FILE` says what a file is and writes nothing;
`cip undo ID` takes an import back.

| File | Shows | Try, in this folder |
| --- | --- | --- |
"""

_TAIL = """\
| `other_tool.csv`, `recipe.toml` | a tool that nobody knows, and the recipe for its columns | \
`cip import other_tool.csv --recipe recipe.toml` |
| `plans.toml` | price structures: steps, cost plus, volume | `cip price --plan plans.toml` |
| `programmes.toml` | credit programmes of your own, on top of the illustrative ones | \
`catalogue = "programmes.toml"` in the settings, then `cip credits` |
| `prices_override.toml` | prices of your own, before the price book | `prices = "prices_override.toml"` in the \
settings (`cip config path` says where), then `cip doctor` |
| `private_pricing_agreement.pdf` | a private pricing addendum of four pages, of a customer that does not exist | \
`cip agreement read private_pricing_agreement.pdf` |
| `serverless_model_cs_platform.xlsx` | a customer workbook: a dashboard, 35 customers with 13 KPIs | \
`cip onboard serverless_model_cs_platform.xlsx --preview` |
| `serverless_model_cs_platform.csv` | the same customers as a table | \
`cip onboard serverless_model_cs_platform.csv --preview` |
| `serverless_messy.xlsx` | the same workbook with one of everything that can be wrong | \
`cip onboard serverless_messy.xlsx --preview` |
| `onboarding_template.xlsx` | the blank template for accounts, KPIs and ranges | \
`cip onboard --template -o mine.xlsx` |
"""


def readme(files: Iterable[tuple[str, str]]) -> str:
    """Return the table of contents: file, what it shows, the command to try."""
    rows = (f"| `{name}` | {shows} | `cip import {name}` |\n" for name, shows in files)
    return _HEAD + "".join(rows) + _TAIL
