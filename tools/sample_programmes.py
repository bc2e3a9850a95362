"""The sample of a credit catalogue of one's own: `programmes.toml`."""

PROGRAMMES = """\
# Credit programmes of your own, on top of the illustrative ones. Name this file in the settings,
#     catalogue = "programmes.toml"
# or put it into the workspace as credits.toml. An id of the built-in catalogue replaces that programme; `without` takes
# programmes out. Services are canonical ids of the alias table; rates and shares are fractions.
without = ["growth_band"]

[[programme]]
id = "edge"
name = "Edge delivery"
version = "2026"
kind = "percent_of_spend"
domain = "growth"
source = { doc = "Private pricing addendum", page = "14", note = "A made-up example of a programme of your own." }
valid = { from = 2026-01-01, to = 2028-01-01 }
services = { all_of = ["cloudfront", "waf"], supporting = ["route53"] }
threshold = { metric = "net_amortized", value = 500, per = "month" }
reward = { rate = 0.12, cap_total = 20000 }
rules = { excludes = ["new_region"], counts_towards_commitment = "no" }
attestation = { cadence = "quarterly", window_opens = 0, window_closes = 30, approver_role = "Network lead" }
effort = { engineer_days = 3, lead_days = 14 }
risk = "Traffic that moves elsewhere takes the credit with it."

[[programme.evidence]]
id = "traffic"
title = "Traffic report by distribution"
kind = "report"
owner_role = "Network lead"
max_age_days = 45

[[programme.adding]]
service = "waf"
monthly_low = 20
monthly_high = 200
basis = "5 USD for each access list and 0.60 USD per million requests at list price"
"""
