"""What is simulated: products, features, tasks, models, archetypes, tiers and names.

Token shapes follow public traces: chat and code the Azure LLM inference trace of 2023 (CC BY 4.0), classification
and reasoning ServeGen (Alibaba, Apache-2.0), summaries Mooncake (FAST 25, Apache-2.0) scaled down to the context
windows of the models. Times per output token follow provider times in recorded answers (openllmetry, Apache-2.0).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Task:
    """A kind of work. Tokens are log-normal: median and standard deviation of the logarithm, for input and output.

    `input_cap` is where the product cuts prompts off; real traces show the same lumps. `quality_drop` is what the
    task costs a model in quality; `cacheable` tells whether prompts begin with a long fixed part.
    """

    name: str
    input_median: float
    input_spread: float
    output_median: float
    output_spread: float
    input_cap: int
    quality_drop: float
    cacheable: bool


TASKS = (
    Task("chat", 1020, 0.85, 140, 0.85, 8_192, 0.03, cacheable=True),
    Task("code_completion", 1470, 0.97, 13, 1.15, 12_288, 0.08, cacheable=False),
    Task("summarization", 2400, 0.90, 180, 0.60, 24_000, 0.04, cacheable=True),
    Task("classification", 180, 1.00, 5, 1.00, 6_000, 0.01, cacheable=False),
    Task("extraction", 900, 0.95, 110, 0.75, 12_000, 0.05, cacheable=True),
    Task("generation", 150, 0.95, 340, 0.75, 3_000, 0.06, cacheable=False),
    Task("reasoning", 260, 1.30, 560, 0.90, 12_000, 0.15, cacheable=False),
)


@dataclass(frozen=True, slots=True)
class Feature:
    """A feature of a product and how much it is liked beside others."""

    name: str
    product: str
    task: str
    weight: float


PRODUCTS: dict[str, str] = {
    "support-desk": "customer-care",
    "code-companion": "developer-tools",
    "docs-studio": "content",
    "insight-hub": "analytics",
    "sales-assist": "growth",
}
"""Products and the team that owns each."""

FEATURES = (
    Feature("reply-drafts", "support-desk", "chat", 5),
    Feature("ticket-triage", "support-desk", "classification", 4),
    Feature("case-summary", "support-desk", "summarization", 2),
    Feature("inline-completion", "code-companion", "code_completion", 5),
    Feature("code-chat", "code-companion", "chat", 3),
    Feature("bug-analysis", "code-companion", "reasoning", 1),
    Feature("document-summary", "docs-studio", "summarization", 2),
    Feature("draft-writer", "docs-studio", "generation", 3),
    Feature("clause-finder", "docs-studio", "extraction", 2),
    Feature("ask-your-data", "insight-hub", "reasoning", 1.2),
    Feature("report-builder", "insight-hub", "generation", 2),
    Feature("field-mapping", "insight-hub", "extraction", 1.5),
    Feature("lead-scoring", "sales-assist", "classification", 3),
    Feature("email-writer", "sales-assist", "generation", 2),
    Feature("call-coach", "sales-assist", "chat", 2),
)


@dataclass(frozen=True, slots=True)
class Model:
    """A model as the calls name it: how fast, how good, how often it fails.

    `latency = base_ms + ms_per_token x output tokens`, times noise. `thrifty` and `lavish` are its shares in the
    two mixes of models between which every customer stands. `output_limit` caps its answers.
    """

    provider: str
    name: str
    thrifty: float
    lavish: float
    base_ms: float
    ms_per_token: float
    quality: float
    failing: float
    output_limit: int


MODELS = (
    Model("openai", "gpt-4", 0.02, 0.16, 360, 41.8, 0.86, 0.017, 4_096),
    Model("openai", "gpt-4-turbo", 0.22, 0.53, 420, 24.0, 0.88, 0.014, 4_096),
    Model("anthropic", "claude-opus-4", 0.02, 0.17, 950, 31.0, 0.95, 0.021, 8_192),
    Model("anthropic", "claude-sonnet-4", 0.40, 0.11, 620, 16.0, 0.92, 0.018, 8_192),
    Model("bedrock", "claude-v2", 0.10, 0.02, 700, 35.0, 0.78, 0.012, 4_096),
    Model("bedrock", "claude-instant", 0.24, 0.01, 300, 11.5, 0.72, 0.010, 4_096),
    # Not part of the usual mix: a model that its provider has retired, and one that no price list knows.
    Model("anthropic", "claude-3-opus", 0, 0, 1100, 38.0, 0.87, 0.030, 4_096),
    Model("openai", "ft:gpt-4-turbo:support-desk", 0, 0, 480, 25.0, 0.90, 0.014, 4_096),
)
USUAL_MODELS = 6
RETIRED_MODEL, UNPRICED_MODEL = 6, 7

# How much more often a task is given to a model than its share in the mix; what is not named counts 1.
PREFERENCES: dict[tuple[str, str], float] = {
    ("code_completion", "claude-sonnet-4"): 1.6,
    ("code_completion", "claude-instant"): 0.5,
    ("classification", "claude-instant"): 2.5,
    ("classification", "claude-opus-4"): 0.4,
    ("reasoning", "claude-opus-4"): 1.5,
    ("reasoning", "claude-instant"): 0.3,
    ("reasoning", "claude-v2"): 0.5,
    ("summarization", "claude-v2"): 1.6,
    ("summarization", "gpt-4"): 0.5,
    ("extraction", "claude-sonnet-4"): 1.3,
}


@dataclass(frozen=True, slots=True)
class Tier:
    """A subscription tier: its monthly fee in USD and how its customers' lavish mix leans to the dearest models."""

    name: str
    monthly_fee: int
    lean_gpt_4: float
    lean_opus: float


TIERS = (Tier("starter", 29, 0.55, 0.6), Tier("pro", 99, 1.0, 1.0), Tier("enterprise", 299, 1.25, 1.35))


@dataclass(frozen=True, slots=True)
class Archetype:
    """How much a kind of customer uses. Ranges are means over a month: calls a day, and USD for 30 days.

    The bands that customers keep to: light 5-20 calls a day and $3-12 a month, power 50-150 and $35-85, heavy
    200-500 and $150-450. The ranges lie inside by as much as single calls make a month's cost vary.
    `tiers` are the chances of each tier; `floor` is the quietest hour against the mean hour; `weekend` is the
    range of a weekend day against a weekday; `office` is the share that rests at weekends, `pauses` the share
    with other days off.
    """

    name: str
    share: float
    calls_a_day: tuple[float, float]
    cost_a_month: tuple[float, float]
    tiers: tuple[float, float, float]
    floor: float
    weekend: tuple[float, float]
    office: float
    pauses: float


ARCHETYPES = (
    Archetype("light", 0.70, (5.15, 19.7), (4.5, 10.4), (0.82, 0.17, 0.01), 0.05, (0.45, 0.95), 0.34, 0.15),
    Archetype("power", 0.20, (51.5, 148), (45.0, 80.0), (0.18, 0.68, 0.14), 0.12, (0.45, 0.90), 0.0, 0.15),
    Archetype("heavy", 0.10, (206, 494), (215, 438), (0.0, 0.30, 0.70), 0.22, (0.55, 0.95), 0.0, 0.0),
)


@dataclass(frozen=True, slots=True)
class Region:
    """Where customers sit: the cloud region, the share of customers, and possible hours ahead of UTC."""

    name: str
    share: float
    hours_ahead: tuple[int, ...]


REGIONS = (
    Region("us-east-1", 0.55, (-8, -7, -6, -5, -5)),
    Region("eu-west-1", 0.35, (0, 1, 1, 2)),
    Region("ap-southeast-1", 0.10, (5, 8, 9, 10)),
)

SPIKE_CAUSES: dict[str, tuple[str, ...]] = {
    "calls": ("a client retries in a loop", "old records are worked through", "a load test was left running"),
    "input_tokens": ("whole documents stand in the prompt", "the conversation is no longer cut off"),
}
"""What a planted spike multiplies, and what may have caused it."""

STATUSES = ("ok", "rate_limited", "error", "timeout")
"""How calls end. Refused calls (rate_limited, error) count no tokens and cost nothing; a call that ran into its
timeout has no output, its input is counted and charged. So cost is tokens times price for every call."""

# fmt: off
ORGANISATIONS = (
    "alder", "aspen", "basalt", "beacon", "birch", "bramble", "brook", "cairn", "cedar", "cinder", "clover",
    "cobalt", "coral", "crane", "delta", "ember", "fable", "falcon", "fern", "flint", "garnet", "glade", "harbor",
    "hazel", "heron", "indigo", "iris", "juniper", "kestrel", "lantern", "larch", "linden", "lumen", "maple",
    "marlin", "meadow", "mica", "mistral", "nimbus", "north", "oak", "onyx", "opal", "orchid", "otter", "pebble",
    "pine", "quartz", "raven", "reed", "river", "rowan", "sable", "sequoia", "slate", "sorrel", "spruce", "tern",
    "thistle", "willow",
)
# fmt: on
# fmt: off
BUSINESSES = (
    "freight", "health", "labs", "retail", "energy", "travel", "legal", "media", "foods", "robotics", "insurance",
    "motors", "bank", "learning", "homes", "games", "pharma", "logistics", "fashion", "telecom", "water", "farms",
    "optics", "studio", "sports", "audit", "steel", "tickets", "books", "tools", "care", "events", "security",
    "aviation", "paper", "ceramics", "textiles", "marine", "rail", "gardens",
)
# fmt: on
