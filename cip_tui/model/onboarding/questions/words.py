"""The words that questions are made of, and what each of them stands for. Data: what is not here is not understood."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

Tokens = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """A phrase of a question: what kind it is, what it stands for, and how it was written."""

    kind: str
    value: Any = None
    text: str = ""


FIELDS: dict[str, str] = {
    "score": "health score|health scores|health|overall health|computed health|health points|score|scores",
    "health_score": "reported health score|reported health scores|reported health|reported score|reported scores"
    "|self reported health|health they report|health score in the file",
    "contract_value_annual": "annual contract value|annual contract values|contract value|contract values|acv|arr|acvs"
    "|revenue|annual revenue|contract size|contract sizes|recurring revenue|annual recurring revenue|contract|contracts"
    "|annual contract|annual value|annual contracts|worth|value|money|dollars|contracted value",
    "monthly_spend": "monthly spend|spend|spending|monthly spending|monthly bill|spends|pay|pays|paying|monthly revenue"
    "|spend per month|spent|bill|monthly bills|spend a month",
    "daily_invocations": "daily invocations|invocations per day|invocations a day|daily usage|daily calls|calls per day"
    "|daily invocation|requests per day|usage per day",
    "invocations_30d": "monthly invocations|invocations per month|invocations a month|monthly usage|invocations|usage"
    "|invocation count|30 day invocations|invocations in 30 days|calls per month|invocation volume|usage volume|volume"
    "|invocations in the last 30 days|invocations over the last 30 days|traffic",
    "avg_execution_time_sec": "execution time|execution times|average execution time|exec time|runtime|run time"
    "|runtimes|average execution times|mean execution time|average runtime",
    "cold_start_pct": "cold starts|cold start|cold start percentage|cold start rate|cold start rates|cold start share"
    "|cold start pct|cold start percentages",
    "p95_latency_ms": "p95 latency|latency|p95|latencies|p95 latencies|95th percentile latency|tail latency",
    "error_rate_pct": "error rate|error rates|errors|error percentage|error",
    "invocation_velocity_change_pct": "invocation velocity|velocity|usage change|usage trend|velocity change|usage growth"
    "|invocation velocity change|growth rate|invocation growth|change in usage|growth|velocities",
    "days_since_last_invocation": "days since last invocation|days since last use|days since use|days idle|idle days"
    "|days of inactivity|inactivity|days inactive|days since last activity|days since the last invocation"
    "|days without use|days without an invocation|days since their last invocation|idle time",
    "churn_risk": "churn risk|risk of churn|risk of churning|churn|churn risk score|churn risks|churn level|risk to churn"
    "|chance of churn|churn risk level",
    "expansion_potential": "expansion potential|expansion|upsell potential|expansion opportunity|expansion score"
    "|growth potential|potential to expand|expansion opportunities|expansion potentials|expansion potential score",
    "customer_segment": "segment|segments|customer segment|customer segments|tier|tiers",
    "csm_assigned": "csm|csms|customer success manager|customer success managers|account manager|account owner|owner"
    "|owners|success manager|success managers|account managers|manager|managers|csm assigned|assigned csm",
    "industry": "industry|industries|sector|sectors|vertical|verticals",
    "use_case": "use case|use cases|workload|workloads",
    "gpu_type_primary": "gpu|gpus|gpu type|gpu types|primary gpu|primary gpu type|primary gpus|gpu model|gpu models",
    "signup_date": "signup date|signup dates|sign up date|date of signup|signup|date they signed up",
    "cov": "coverage|data coverage|kpi coverage",
    "lost": "points lost|lost points",
    "region": "region|regions",
    "status": "account status",
    "outcome": "outcome|outcomes",
    "band": "band|bands|health band|health bands|health status|health category",
    "divergence": "divergence",
    "customer_id": "id|ids|account id|customer id",
}

NOUNS = (
    "account|accounts|customer|customers|client|clients|company|companies|one|ones|logo|logos|name|names|firm|firms"
    "|organisation|organisations|organization|organizations|people|those|them|they|someone|anyone|anybody|user|users"
)
FILLERS = (
    "the|a|an|of|on|at|for|to|is|are|was|were|be|been|being|do|does|did|their|its|our|we|us|me|i|you|please|can|could"
    "|would|that|there|all|every|currently|right now|now|today|so|it|my|whose|hi|hello|hey|thanks|thank you|s|any|am"
    "|present|currently have|exactly|just|actually|really|also|both|each of|as|whom|want|need to know|like|tell|some"
    "|see|know|find out|look|looking|this|these|still|already|managed|handled|run|running|using|uses|use|assigned"
    "|belonging|belong|come|comes|coming|located|work|works|working|industry wise|get|got|will|shall|currently in"
    "|kind|kinds|sort of|type of|in total|overall|altogether|together|combined|wise|marked|flagged|rated|classified|considered|labelled"
    "|labeled|assessed|level|levels|category|state|states|status|showing|shows|owned|looked after|covered"
)

# The verbs and question words that say what is wanted.
INTENTS: dict[str, str] = {
    "which": "which|who|what|where|which of",
    "list": "list|show|give|display|find|name all|print|see all|name the|enumerate",
    "count": "how many|count|number of|the number of|count of|what number of",
    "howmuch": "how much",
    "sum": "total|sum|sum of|total of|add up|aggregate|combined total",
    "average": "average|mean|avg|on average|typical",
    "median": "median",
    "share": "what percentage of|what percent of|what share of|what fraction of|percentage of|share of|percent of"
    "|what proportion of|proportion of|fraction of",
    "why": "why|what is wrong with|what is the matter with|explain|what is the reason|reason|reasons|how come"
    "|what causes|what drives|what is driving|what makes|what is behind|what hurts|what is hurting|what is dragging down"
    "|what explains|the reason|what led|what went wrong with|root cause|root causes|root cause of|cause|what is causing",
    "about": "tell me about|describe|how is|how are|what about|show me everything about|details of|details on|details for"
    "|profile of|summary of|summarise|summarize|info on|information on|information about|overview of|status of"
    "|what do we know about|open|what is the state of|how healthy is|details|profile|show details|details about",
    "compare": "compare|versus|vs|difference between|differences between|how do|compared|compared to|compared with"
    "|differ|different from|comparison of|comparison between|side by side|against|contrast|what is the difference between",
    "plays": "what should i do|what should we do|what can i do|what can we do|what do i do|what to do|next best action"
    "|next best actions|next action|next actions|recommended actions|recommended action|recommend|recommendation"
    "|recommendations|playbook|playbooks|plays|play|what actions|which actions|actions|action|next steps|next step"
    "|what should be done|what do you recommend|what would you recommend|how can i help|how can we help|how do i help"
    "|how do we help|how can we save|how can i save|how do i save|how do we save|suggested actions|suggest|advice"
    "|how to save|what must be done|what should happen|what is recommended|action plan",
    "todo": "who should i call|who should we call|whom should i call|who should i call first|who needs attention"
    "|who needs help|which accounts need attention|needs attention|need attention|what should i do first"
    "|where should i start|what should i focus on|who should i focus on|what is most urgent|who should i contact"
    "|priorities|what are my priorities|what should i work on|what should i do today|what should i do next"
    "|who should i talk to|what needs doing|most urgent|who should i call today|what should i prioritise"
    "|what should i prioritize|what should i do now|where do i start|what should we do first|which accounts should i call"
    "|what should i do this week|most urgent actions|most urgent plays|needs help|need help|what is urgent",
    "levers": "what would make|what would it take|how can|how could|what does|needs to become|need to become|to become"
    "|become|becomes|what lifts|what would lift|lever|levers|what gets|what would get|to get|how far|far|to be|to reach"
    "|reach|away from|what would bring|to move|to turn|turn|what needs to change|needs to change|needs to happen|needs"
    "|how do i get|how do we get|how can i get|how can we get|how can we make|how do we make|move|improve",
    "changed": "what changed|what has changed|changes|changed|what is different|what moved|what is new|change|moved"
    "|what happened",
    "since": "since the last import|since last import|since the previous import|compared with the last import|last import"
    "|against the last import|since the import before|compared to the last import|between imports|since last time"
    "|versus the last import|from the last import|between the last two imports|since the previous one|than last time"
    "|since our last import|in the last import|with the last import|previous import|than before|since before",
    "movers": "movers|biggest movers|top movers",
    "improved": "improved|got better|gained|rose|improving|went up|getting better|recovered|recovering|moved up|climbed",
    "worsened": "worsened|got worse|fell|declined|deteriorated|lost points|went down|getting worse|worsening|slipped"
    "|deteriorating|declining|dropped|moved down|fell back|lost health|lost the most",
    "drivers": "biggest problem|biggest problems|main problem|main problems|main reasons|biggest drivers|main drivers"
    "|costs the most points|cost the most points|costs us the most points|lose the most points|losing the most points"
    "|drags health down|drag health down|dragging health down|hurts health|hurts health most|hurt health most|biggest cause"
    "|biggest causes|most common problem|most common problems|costs the most health|drags down|biggest driver|main driver"
    "|which kpi costs|which kpis cost|costs most points|cost most points|weakest kpi|weakest kpis|worst kpi|worst kpis"
    "|which kpi hurts|most points lost|the most points are lost|hurts the most|which kpis hurt|biggest issues|main issues"
    "|lost the most points|most points are lost|points are lost|points are we losing",
    "overview": "how are we doing|how is the portfolio|how is my portfolio|how is our portfolio|portfolio overview|dashboard"
    "|how is our book|overview|summary|how healthy are we|how healthy is our portfolio|how does the portfolio look|portfolio"
    "|how is business|how healthy is the portfolio|how healthy is my portfolio|portfolio summary|big picture"
    "|how is health overall|executive summary|how healthy is our base",
    "distribution": "distribution|distributed|breakdown|broken down|split|spread|split up|break down|health distribution"
    "|distribution of health|how is health distributed|break it down|mix",
    "churn": "likely to churn|most likely to churn|about to churn|going to churn|about to leave|likely to leave|might churn"
    "|may churn|could churn|at risk of churning|at risk of churn|at risk of leaving|in danger of churning|might leave"
    "|could leave|will churn|may leave|churn candidates|churn insight|going to leave|risk churning|will leave"
    "|we might lose|we could lose|might we lose|could we lose|are we losing|are we about to lose|danger of leaving"
    "|churning|leaving|about to lose",
    "each": "per|for each|by each|by|grouped by|group by|across|each|for every|split by|broken down by|per each|sorted by"
    "|ordered by|ranked by|order by|sort by|sorted on|rank by|in terms of|within each|according to|measured by|based on",
}

LITERALS: dict[str, tuple[str, Any]] = {
    # Comparisons
    "over": ("cmp", ">"), "above": ("cmp", ">"), "more than": ("cmp", ">"), "greater than": ("cmp", ">"),
    "higher than": ("cmp", ">"), "larger than": ("cmp", ">"), "exceeding": ("cmp", ">"), "exceed": ("cmp", ">"),
    "exceeds": ("cmp", ">"), "bigger than": ("cmp", ">"), "beyond": ("cmp", ">"), "longer than": ("cmp", ">"),
    "slower than": ("cmp", ">"), "north of": ("cmp", ">"), "upwards of": ("cmp", ">="), "better than": ("cmp", ">"),
    "at least": ("cmp", ">="), "no less than": ("cmp", ">="), "minimum": ("cmp", ">="), "not less than": ("cmp", ">="),
    "not under": ("cmp", ">="), "not below": ("cmp", ">="), "no fewer than": ("cmp", ">="), "or more": ("post", ">="),
    "under": ("cmp", "<"), "below": ("cmp", "<"), "less than": ("cmp", "<"), "fewer than": ("cmp", "<"),
    "lower than": ("cmp", "<"), "smaller than": ("cmp", "<"), "faster than": ("cmp", "<"), "shorter than": ("cmp", "<"),
    "worse than": ("cmp", "<"), "south of": ("cmp", "<"), "at most": ("cmp", "<="), "no more than": ("cmp", "<="),
    "up to": ("cmp", "<="), "maximum": ("cmp", "<="), "not more than": ("cmp", "<="), "not over": ("cmp", "<="),
    "not above": ("cmp", "<="), "or less": ("post", "<="), "or higher": ("post", ">="), "or lower": ("post", "<="),
    "or above": ("post", ">="), "or below": ("post", "<="), "or fewer": ("post", "<="), "and above": ("post", ">="),
    "and below": ("post", "<="), "equal to": ("cmp", ":"), "equals": ("cmp", ":"), "between": ("between", None),
    "from": ("from", None), "to": ("fill", None), ">": ("cmp", ">"), "<": ("cmp", "<"), ">=": ("cmp", ">="),
    "<=": ("cmp", "<="), "=": ("cmp", ":"), "and up": ("post", ">="), "exactly": ("cmp", ":"),
    # Joining and turning around
    "and": ("and", None), "or": ("or", None), "but": ("and", None), "not": ("not", None), "except": ("except", None),
    "excluding": ("except", None), "other than": ("except", None), "apart from": ("except", None), "non": ("not", None),
    "without": ("lack", None), "no": ("lack", None), "missing": ("lack", None), "lacking": ("lack", None),
    "lack": ("lack", None), "lacks": ("lack", None), "unknown": ("level", "Unknown"), "have no": ("lack", None),
    "has no": ("lack", None), "having no": ("lack", None), "do not have": ("lack", None), "does not have": ("lack", None),
    "with no": ("lack", None), "do not have any": ("lack", None), "not have": ("lack", None), "neither": ("bad", None),
    "with": ("with", None), "have": ("with", None), "has": ("with", None), "having": ("with", None), "had": ("bad", None),
    "in": ("in", None),
    # Levels
    "high": ("level", "High"), "medium": ("level", "Medium"), "low": ("level", "Low"), "moderate": ("level", "Medium"),
    "highly": ("level", "High"), "strong": ("level", "High"), "elevated": ("bad", None), "poor": ("level", "poor"),
    "bad": ("level", "poor"), "good": ("level", "good"),
    # Orders
    "highest": ("super", "most"), "most": ("super", "most"), "largest": ("super", "most"), "biggest": ("super", "most"),
    "greatest": ("super", "most"), "longest": ("super", "most"), "maximum of": ("super", "most"), "max": ("super", "most"),
    "lowest": ("super", "least"), "least": ("super", "least"), "fewest": ("super", "least"), "min": ("super", "least"),
    "smallest": ("super", "least"), "shortest": ("super", "least"), "minimum of": ("super", "least"),
    "worst": ("super", "worst"), "best": ("super", "best"), "weakest": ("super", "worst"), "strongest": ("super", "best"),
    "poorest": ("super", "worst"), "top": ("top", "most"), "bottom": ("top", "least"), "first": ("top", "first"),
    "last": ("bad", None), "by far": ("fill", None), "descending": ("dir", True), "ascending": ("dir", False),
    "desc": ("dir", True), "asc": ("dir", False), "highest first": ("dir", True), "lowest first": ("dir", False),
    "largest first": ("dir", True), "smallest first": ("dir", False), "worst first": ("dir", None),
    "fastest growing": ("order", ("invocation_velocity_change_pct", True)),
    "fastest declining": ("order", ("invocation_velocity_change_pct", False)),
    "fastest shrinking": ("order", ("invocation_velocity_change_pct", False)),
    "healthiest": ("order", ("score", True)), "unhealthiest": ("order", ("score", False)),
    "least healthy": ("order", ("score", False)), "most healthy": ("order", ("score", True)),
    "sickest": ("order", ("score", False)), "worst off": ("order", ("score", False)),
    "newest": ("order", ("signup_date", True)), "most recent": ("order", ("signup_date", True)),
    "oldest": ("order", ("signup_date", False)), "longest standing": ("order", ("signup_date", False)),
    "latest": ("order", ("signup_date", True)), "earliest": ("order", ("signup_date", False)),
    "most valuable": ("order", ("contract_value_annual", True)), "most active": ("order", ("invocations_30d", True)),
    "least active": ("order", ("invocations_30d", False)), "most idle": ("order", ("days_since_last_invocation", True)),
    "slowest": ("order", ("avg_execution_time_sec", True)), "fastest": ("order", ("avg_execution_time_sec", False)),
    "biggest spenders": ("order", ("monthly_spend", True)), "biggest spender": ("order", ("monthly_spend", True)),
    "top spenders": ("order", ("monthly_spend", True)), "highest paying": ("order", ("monthly_spend", True)),
    "least valuable": ("order", ("contract_value_annual", False)),
    "longest idle": ("order", ("days_since_last_invocation", True)),
    "longest inactive": ("order", ("days_since_last_invocation", True)),
    # Bands
    "healthy": ("band", ("Healthy",)), "at risk": ("band", ("At Risk",)), "critical": ("band", ("Critical",)),
    "green": ("band", ("Healthy",)), "red": ("band", ("Critical",)), "yellow": ("band", ("At Risk",)),
    "amber": ("band", ("At Risk",)), "unhealthy": ("band", ("At Risk", "Critical")),
    "in trouble": ("band", ("At Risk", "Critical")), "in the red": ("band", ("Critical",)),
    "insufficient data": ("band", ("Insufficient data",)), "risky": ("band", ("At Risk", "Critical")),
    "struggling": ("band", ("At Risk", "Critical")), "in danger": ("band", ("At Risk", "Critical")),
    "at risk or worse": ("band", ("At Risk", "Critical")), "in bad shape": ("band", ("At Risk", "Critical")),
    "doing well": ("band", ("Healthy",)), "in good shape": ("band", ("Healthy",)), "not doing well": ("band", ("At Risk", "Critical")),
    "doing badly": ("band", ("At Risk", "Critical")), "doing poorly": ("band", ("At Risk", "Critical")),
    # Filters in a word; written as queries
    "dormant": ("dormant", None), "inactive": ("dormant", None), "idle": ("dormant", None), "not active": ("dormant", None),
    "active": ("active", None), "gone quiet": ("dormant", None), "quiet": ("dormant", None), "stopped using": ("dormant", None),
    "not been active": ("dormant", None), "not used": ("dormant", None), "unused": ("dormant", None),
    "unassigned": ("query", "csm:none"), "orphaned": ("query", "csm:none"), "nobody": ("query", "csm:none"),
    "not assigned": ("query", "csm:none"), "no one": ("query", "csm:none"), "not have an owner": ("query", "csm:none"),
    "usage is falling": ("query", "velocity<0"), "falling usage": ("query", "velocity<0"),
    "declining usage": ("query", "velocity<0"), "usage is declining": ("query", "velocity<0"),
    "usage is dropping": ("query", "velocity<0"), "dropping usage": ("query", "velocity<0"),
    "shrinking": ("query", "velocity<0"), "usage is shrinking": ("query", "velocity<0"),
    "usage down": ("query", "velocity<0"), "decreasing usage": ("query", "velocity<0"), "usage decline": ("query", "velocity<0"),
    "usage is decreasing": ("query", "velocity<0"), "usage is down": ("query", "velocity<0"),
    "negative velocity": ("query", "velocity<0"), "negative growth": ("query", "velocity<0"),
    "usage has dropped": ("query", "velocity<0"), "usage dropped": ("query", "velocity<0"),
    "usage fell": ("query", "velocity<0"), "usage has fallen": ("query", "velocity<0"), "shrinking usage": ("query", "velocity<0"),
    "growing": ("query", "velocity>0"), "usage is growing": ("query", "velocity>0"), "growing usage": ("query", "velocity>0"),
    "usage is rising": ("query", "velocity>0"), "increasing usage": ("query", "velocity>0"),
    "usage is up": ("query", "velocity>0"), "rising usage": ("query", "velocity>0"), "positive velocity": ("query", "velocity>0"),
    "usage is increasing": ("query", "velocity>0"), "usage grew": ("query", "velocity>0"), "positive growth": ("query", "velocity>0"),
    "flat usage": ("query", "velocity:0"), "zero usage": ("query", "daily:0"), "no usage": ("query", "daily:0"),
    "no invocations": ("query", "daily:0"), "no traffic": ("query", "daily:0"), "zero invocations": ("query", "daily:0"),
    "capped": ("query", "capped:yes"), "pinned": ("query", "pinned:yes"), "uncertain": ("query", "doubtful:yes"),
    "in doubt": ("query", "doubtful:yes"), "uncertain band": ("query", "doubtful:yes"),
    "missing data": ("query", "cov<100"), "incomplete data": ("query", "cov<100"), "data gaps": ("query", "cov<100"),
    "gaps in the data": ("query", "cov<100"), "missing kpis": ("query", "cov<100"), "incomplete": ("query", "cov<100"),
    "gaps in their data": ("query", "cov<100"), "missing values": ("query", "cov<100"), "missing kpi data": ("query", "cov<100"),
    "missing some data": ("query", "cov<100"), "incomplete kpi data": ("query", "cov<100"), "gaps": ("query", "cov<100"),
    "complete data": ("query", "cov:100"), "full data": ("query", "cov:100"),
    "diverge": ("query", "diverges:yes"), "diverges": ("query", "diverges:yes"), "diverging": ("query", "diverges:yes"),
    "disagree": ("query", "diverges:yes"), "disagrees": ("query", "diverges:yes"),
    "differs from the reported": ("query", "diverges:yes"), "differ from the reported": ("query", "diverges:yes"),
    "disagrees with the reported": ("query", "diverges:yes"),
    "churned": ("query", "outcome:churned"), "renewed": ("query", "outcome:renewed"),
    "expansion candidates": ("query", "expansion:high"), "upsell candidates": ("query", "expansion:high"),
    "ready to expand": ("query", "expansion:high"), "could expand": ("query", "expansion:high"),
    "likely to expand": ("query", "expansion:high"), "ready for expansion": ("query", "expansion:high"),
    "ready for an upsell": ("query", "expansion:high"), "likely to grow": ("bad", None),
    "high risk": ("query", "churn:high"), "low risk": ("query", "churn:low"), "medium risk": ("query", "churn:medium"),
    "at high risk": ("query", "churn:high"), "at low risk": ("query", "churn:low"), "at medium risk": ("query", "churn:medium"),
    # Signing up
    "signed up": ("signup", None), "joined": ("signup", None), "onboarded": ("signup", None), "sign up": ("signup", None),
    "started": ("signup", None), "became a customer": ("signup", None), "became customers": ("signup", None),
    "after": ("when", ">"), "since": ("when", ">="), "before": ("when", "<"), "until": ("when", "<="),
    "during": ("when", ":"), "later than": ("when", ">"), "earlier than": ("when", "<"), "prior to": ("when", "<"),
    # What has to do with money at risk
    "at stake": ("stake", None), "exposed": ("stake", None), "in jeopardy": ("stake", None), "risk": ("riskword", None),
    "manages": ("lookup", "csm_assigned"), "owns": ("lookup", "csm_assigned"), "looks after": ("lookup", "csm_assigned"),
    "responsible for": ("lookup", "csm_assigned"), "in charge of": ("lookup", "csm_assigned"),
    "when": ("whenq", None), "risk of": ("bad", None), "than": ("bad", None), "much": ("bad", None),
    "last active": ("lookup", "days_since_last_invocation"), "last used": ("lookup", "days_since_last_invocation"),
    # Ranges
    "what counts as": ("define", None), "what is considered": ("define", None), "healthy range": ("range", None),
    "healthy range for": ("range", None), "ranges": ("range", None), "range": ("range", None), "threshold": ("range", None),
    "thresholds": ("range", None), "boundary": ("range", None), "boundaries": ("range", None), "what does": ("define", None),
    "mean by": ("bad", None), "reference range": ("range", None), "reference ranges": ("range", None),
    "healthy threshold": ("range", None), "critical threshold": ("range", None), "range of": ("range", None),
}  # fmt: skip

MONTHS = {
    name: number
    for number, names in enumerate(
        "january jan|february feb|march mar|april apr|may|june jun|july jul|august aug|september sep sept|october oct"
        "|november nov|december dec".split("|"),
        1,
    )
    for name in names.split()
}
UNITS = {
    "%": "%", "percent": "%", "pct": "%", "days": "d", "day": "d", "seconds": "s", "second": "s", "sec": "s", "secs": "s",
    "ms": "ms", "milliseconds": "ms", "dollars": "$", "usd": "$", "dollar": "$", "points": "pt", "point": "pt",
    "minutes": "min", "minute": "min", "weeks": "w", "week": "w", "months": "mo", "month": "mo",
}  # fmt: skip
NUMBERS = {
    word: number
    for number, word in enumerate("zero one two three four five six seven eight nine ten".split())  # noqa: SIM905  shorter so
}


@cache
def lexicon() -> dict[Tokens, Item]:
    """Return every phrase, as tokens, with what it stands for."""
    found: dict[Tokens, Item] = {}
    for phrase in FILLERS.split("|"):
        found[tuple(phrase.split())] = Item("fill", None, phrase)
    for phrase in NOUNS.split("|"):
        found[tuple(phrase.split())] = Item("noun", phrase, phrase)
    for intent, phrases in INTENTS.items():
        for phrase in phrases.split("|"):
            found[tuple(phrase.split())] = Item("intent", intent, phrase)
    for field, phrases in FIELDS.items():
        for phrase in phrases.split("|"):
            found[tuple(phrase.split())] = Item("field", field, phrase)
    for phrase, (kind, value) in LITERALS.items():
        found[tuple(phrase.split())] = Item(kind, value, phrase)
    return found
