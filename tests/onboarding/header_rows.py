"""Header rows as people write them, for the 21 columns of a customer workbook: the frozen half of the matching test.

Written without sight of the code that matches columns. `ROWS` maps a style to 21 headers in the order of `COLUMNS`;
`SINGLES` holds further headers of each column, which `mixed_rows` deals out to rows. `DISTRACTORS` are columns that are
none of the 21, most of them close to one; `kind` says how their values look.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

COLUMNS = (
    "customer_id", "company_name", "signup_date", "monthly_spend", "contract_value_annual", "customer_segment",
    "csm_assigned", "daily_invocations", "invocations_30d", "avg_execution_time_sec", "cold_start_pct",
    "p95_latency_ms", "error_rate_pct", "invocation_velocity_change_pct", "days_since_last_invocation", "health_score",
    "churn_risk", "expansion_potential", "industry", "use_case", "gpu_type_primary",
)  # fmt: skip

WRITTEN = {
    "abbreviated": """
        cust_id | company | signup_dt | mthly_spend | ann_contract_val | cust_seg | csm | daily_invoc | invoc_30d |
        avg_exec_time_s | cold_st_pct | p95_lat_ms | err_rate_pct | invoc_vel_chg_pct | days_since_last_invoc |
        hlth_score | churn_rsk | exp_potential | indust | usecase | gpu_type_prim
    """,
    "reordered": """
        ID of Customer | Name of Company | Date of Signup | Spend, Monthly | Annual Contract Value |
        Segment (Customer) |
        Assigned CSM | Invocations Daily | 30d Invocations | Execution Time Avg (sec) | Pct Cold Start |
        Latency P95 (ms) | Rate of Errors (pct) | Change of Invocation Velocity (pct) | Last Invocation, Days Since |
        Score (Health) | Risk of Churn | Potential for Expansion | Industry | Case of Use | Primary GPU Type
    """,
    "synonyms of a CRM": """
        Account ID | Account Name | Created Date | MRR | ACV | Account Segment | CSM Owner | Calls per Day |
        Calls Last 30 Days | Avg Duration (s) | Cold Starts % | P95 Response Time (ms) | Failure Rate % |
        Call Volume Change % | Days Inactive | Health | Churn Likelihood | Upsell Potential | Vertical | Workload |
        Main Accelerator
    """,
    "synonyms of a success team": """
        Client No | Client | Customer Since | Monthly Revenue | Yearly Contract Value | Segment |
        Customer Success Manager | Requests per Day | Requests Last 30 Days | Mean Runtime (sec) | Cold Start Rate |
        95th Percentile Latency (ms) | Errors (%) | Usage Trend % | Days Since Last Use | CS Health Score |
        Churn Risk Level | Expansion Opportunity | Sector | Primary Use Case | GPU
    """,
    "synonyms of operations": """
        Customer Ref | Organisation | Onboarded On | Spend / Month | Contract Value (p.a.) | Customer Type |
        Success Owner |
        Executions/Day | 30-Day Executions | Run Time Avg [s] | % Cold Starts | p95 [ms] | Error % |
        Month-over-Month Invocations [%] | Last Invocation (days ago) | Health Index | Attrition Risk |
        Growth Potential |
        Industry Vertical | Application | GPU Model
    """,
    "synonyms of finance": """
        Customer Number | Legal Entity | Contract Start | Monthly Billing (USD) | ARR (USD) | Customer Class |
        Relationship Manager | Avg. Daily Invocations | Invocations (30 days) | Average Execution Seconds |
        Cold-start share (%) | Latency 95th pct (ms) | Error ratio (%) | Invocation growth (%) |
        Idle days | Health rating | Risk of leaving | Cross-sell potential | Industry sector | Usage scenario |
        GPU class
    """,
    "typed in haste": """
        custmer_id | compnay_name | singup_date | montly_spend | contract_value_anual | customer_segmnet | csm_asigned |
        daily_invocatons | invocations_30 d | avg_exection_time_sec | cold_strat_pct | p95_latecy_ms | eror_rate_pct |
        invocation_velocty_change_pct | days_since_last_invocaton | helth_score | chrun_risk | expansion_potental |
        industy | use_cse | gpu_tpye_primary
    """,
    "typed in haste again": """
        Cutsomer ID | Company Nmae | Sign-up Daet | Monthly Spned | Contract Valeu Annual | Customer Segemnt |
        CSM Assinged | Daily Invocatoins | Invocatoins 30d | Avg Executoin Time Sec | Cold Satrt Pct | P95 Latenyc Ms |
        Error Raet Pct | Invocation Veloctiy Change Pct | Days Since Last Invoctaion | Health Scroe | Churn Rsik |
        Expansion Potentail | Indutsry | Use Csae | GPU Type Primray
    """,
    "units in brackets": """
        Customer ID | Company Name | Signup Date (yyyy-mm-dd) | Monthly Spend (USD) | Contract Value Annual ($) |
        Customer Segment | CSM Assigned | Daily Invocations (count) | Invocations 30d (count) |
        Avg Execution Time (sec) | Cold Start (%) | P95 Latency (ms) | Error Rate (%) | Invocation Velocity Change (%) |
        Days Since Last Invocation (days) | Health Score (0-10) | Churn Risk (H/M/L) | Expansion Potential (H/M/L) |
        Industry | Use Case | GPU Type (primary)
    """,
    "units in square brackets": """
        customer id | company name | signup date [UTC] | monthly spend [USD] | annual contract value [USD] | segment |
        csm assigned | daily invocations [n] | invocations 30d [n] | avg execution time [s] | cold starts [pct] |
        latency p95 [ms] | error rate [pct] | invocation velocity change [pct] | days since last invocation [d] |
        health score [0..10] | churn risk [class] | expansion potential [class] | industry | use case | gpu type
    """,
    "full words": """
        Customer Identifier | Company Name | Date of Sign-Up | Average Monthly Spend in US Dollars |
        Annual Contract Value in US Dollars | Customer Segment | Customer Success Manager Assigned |
        Daily Function Invocations | Function Invocations in the Last 30 Days | Average Execution Time in Seconds |
        Cold Start Percentage | 95th Percentile Latency in Milliseconds | Error Rate Percentage |
        Invocation Velocity Change Percentage | Days Since the Last Invocation | Customer Health Score |
        Churn Risk Rating |
        Expansion Potential Rating | Customer Industry | Main Use Case | Primary GPU Type
    """,
    "short": """
        ID | Company | Signup | Spend | ACV | Segment | CSM | Daily inv. | 30d inv. | Exec time | Cold start |
        p95 | Errors |
        Velocity | Days idle | Health | Churn | Expansion | Industry | Use case | GPU
    """,
    "prefixed by a system": """
        acct.customer_id | acct.company_name | acct.signup_date | fin.monthly_spend | fin.contract_value_annual |
        acct.customer_segment | acct.csm_assigned | use.daily_invocations | use.invocations_30d |
        use.avg_execution_time_sec | use.cold_start_pct | use.p95_latency_ms | use.error_rate_pct |
        use.invocation_velocity_change_pct | use.days_since_last_invocation | cs.health_score | cs.churn_risk |
        cs.expansion_potential | acct.industry | acct.use_case | use.gpu_type_primary
    """,
    "suffixed by a tool": """
        customer_id__c | company_name__c | signup_date__c | monthly_spend__c | contract_value_annual__c |
        customer_segment__c | csm_assigned__c | daily_invocations__c | invocations_30d__c | avg_execution_time_sec__c |
        cold_start_pct__c | p95_latency_ms__c | error_rate_pct__c | invocation_velocity_change_pct__c |
        days_since_last_invocation__c | health_score__c | churn_risk__c | expansion_potential__c | industry__c |
        use_case__c | gpu_type_primary__c
    """,
}

SINGLES = {
    "customer_id": "CustomerID | Cust. No. | customer key | Account Number | client_id | External ID | customer code",
    "company_name": "Customer Name | company | Organization Name | Client Name | Account | Firm | Business Name",
    "signup_date": "Sign Up Date | Date Joined | Registration Date | Start Date | signed_up_at | Join Date | "
    "Onboarding Date",
    "monthly_spend": "Spend per Month | Monthly Spending | spend_monthly_usd | Monthly Cost | Monthly Usage Fees | "
    "MonthlySpendUSD | Avg Monthly Spend",
    "contract_value_annual": "ACV (USD) | Annual Contract | contract value / year | annual_contract_value_usd | "
    "Contract Value Annually | Annual Value of Contract | Yearly ACV",
    "customer_segment": "Cust Segment | segment_name | Customer Tier | Market Segment | Customer Category | "
    "Segment / Tier | account segment",
    "csm_assigned": "CSM Name | Assigned Customer Success Manager | Success Manager | csm_name | CS Manager | "
    "Assigned To (CSM) | "
    "Customer Success Owner",
    "daily_invocations": "Invocations per Day | invocations_daily | Invocations / day | Daily Function Calls | "
    "Daily Requests | Avg Daily Invocations | Daily Executions",
    "invocations_30d": "Invocations (Last 30 Days) | 30 Day Invocations | invocations_last_30_days | "
    "Monthly Invocations | "
    "Invocations L30D | Total Invocations 30d | 30-day invocation count",
    "avg_execution_time_sec": "Average Execution Time (s) | Mean Execution Time | avg_exec_sec | Avg Run Time (sec) | "
    "Execution Time (avg, s) | Average Duration Seconds | Avg Exec Time",
    "cold_start_pct": "Cold Start % | Cold Start Percent | pct_cold_starts | Cold Start Ratio (%) | ColdStartPct | "
    "Cold-Start Rate (%) | Share of Cold Starts",
    "p95_latency_ms": "Latency p95 | p95 (ms) | 95th percentile latency | p95_ms | Latency (95th, ms) | "
    "p95 response ms | "
    "P95 Latency in ms",
    "error_rate_pct": "Error Rate % | Errors % | Percent Errors | Error Percentage | err_pct | Failure Rate (%) | "
    "Failed Invocations %",
    "invocation_velocity_change_pct": "Velocity Change % | Invocation Velocity % | Usage Velocity Change (%) | "
    "Invocation Change % | invocation_trend_pct | Change in Invocations (%) | Invocation Growth %",
    "days_since_last_invocation": "Days Since Last Call | Days Since Last Activity | last_invocation_days_ago | "
    "Days w/o Invocation | Days Since Last Run | Inactive Days | Days since last usage",
    "health_score": "Health Score / 10 | Account Health | Account Health Score | healthscore | Customer Health | "
    "Health (0-10) | CSM Health Score",
    "churn_risk": "Churn Risk (High/Med/Low) | Risk Level (Churn) | churn_risk_level | Churn Probability Class | "
    "Churn Rating | Renewal Churn Risk | Customer Churn Risk",
    "expansion_potential": "Expansion Likelihood | Upsell Opportunity | expansion_score | Growth Opportunity | "
    "Potential (Expansion) | Expansion Rating | Expansion Pot.",
    "industry": "Industry Name | Industry Type | Customer Industry | Business Sector | Line of Industry | Industries | "
    "Market Vertical",
    "use_case": "Use-Case | UseCase | Use Case Type | Primary Workload | Main Use Case | Use Case (primary) | "
    "Customer Use Case",
    "gpu_type_primary": "GPU Type | Primary GPU | GPU (Primary) | Main GPU Type | gpu_primary | Accelerator Type | "
    "GPU SKU",
}

DISTRACTORS: Mapping[str, str] = {
    "Renewal Date": "date", "Contract End Date": "date", "Last Contact": "date", "Last Login": "date",
    "Next Review Date": "date", "Last Modified": "date", "Go-Live Target": "date", "Invoice Date": "date",
    "Country": "place", "Billing City": "place", "Region": "place", "Time Zone": "zone",
    "NPS": "nps", "CSAT (%)": "percent", "Survey Score": "ten", "Sentiment Score": "ten", "Adoption Score": "ten",
    "Last Quarter Health Score": "ten", "Open Tickets": "small", "Seats": "small", "Employees": "count",
    "Days to Renewal": "days", "Days Since Signup": "days", "Days Since Last Contact": "days",
    "Contract Term (months)": "small", "Payment Terms (days)": "small",
    "P50 Latency (ms)": "ms", "P99 Latency (ms)": "ms", "Max Execution Time (sec)": "seconds",
    "Timeout (sec)": "seconds", "Memory (MB)": "count", "Concurrency Limit": "count", "GPU Count": "small",
    "GPU Hours (30d)": "count", "Uptime %": "percent", "Success Rate %": "percent", "Warm Start %": "percent",
    "Discount %": "percent", "CPU Utilisation (%)": "percent", "Throttle Rate %": "percent",
    "Daily Active Users": "count", "Monthly Active Users": "count", "Lifetime Invocations": "count",
    "Failed Logins (30d)": "small", "Budget": "money", "Lifetime Value": "money", "Quarterly Spend": "money",
    "Overdue Balance": "money", "Support Cost": "money", "Monthly Credit": "money", "One-Time Fees": "money",
    "Website": "site", "Email": "mail", "Phone": "phone", "Contact Name": "person", "Account Executive": "person",
    "Sales Rep": "person", "Technical Contact": "person", "Created By": "person", "Parent Company": "firm",
    "Reseller": "firm", "Competitor": "firm", "Opportunity ID": "code", "Invoice Number": "code",
    "Cloud Account ID": "code", "Support Tier": "grade", "Contract Type": "grade", "Currency": "currency",
    "Credit Risk": "level", "Security Risk": "level", "Priority": "level", "Renewal Likelihood": "level",
    "Notes": "note", "CPU Type": "chip", "Runtime": "runtime", "Billing Model": "grade",
}  # fmt: skip


def split(text: str) -> list[str]:
    """Split a row of headers written with bars."""
    return [" ".join(part.split()) for part in text.split("|")]


def words(column: str) -> list[str]:
    """Return the words of a column's own name."""
    return column.split("_")


Style = Callable[[str], str]
STYLES: Mapping[str, Style] = {
    "as it is": lambda column: column,
    "title case": lambda column: " ".join(word.capitalize() for word in words(column)),
    "camel case": lambda column: words(column)[0] + "".join(word.capitalize() for word in words(column)[1:]),
    "pascal case": lambda column: "".join(word.capitalize() for word in words(column)),
    "capitals": lambda column: column.upper(),
    "hyphens": lambda column: column.replace("_", "-"),
    "dots": lambda column: column.replace("_", "."),
    "line breaks": lambda column: re.sub("_", "\n", column.title(), count=1).replace("_", " "),
    "blanks around": lambda column: f"  {column.replace('_', '  ')} ",
    "colons behind": lambda column: column.replace("_", " ").capitalize() + ":",
}


def rows() -> dict[str, tuple[str, ...]]:
    """Return every complete header row by its style: by rule, by hand, and dealt out of `SINGLES`."""
    found = {name: tuple(map(style, COLUMNS)) for name, style in STYLES.items()}
    found |= {name: tuple(split(text)) for name, text in WRITTEN.items()}
    singles = {column: split(SINGLES[column]) for column in COLUMNS}
    for number in range(len(singles[COLUMNS[0]])):
        found[f"mixed {number + 1}"] = tuple(
            singles[column][(number + place) % len(singles[column])] for place, column in enumerate(COLUMNS)
        )
    return found
