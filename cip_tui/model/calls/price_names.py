"""The names under which providers and models go, and the plainer names each may be looked up by."""

from __future__ import annotations

import re

PROVIDERS: dict[str, str] = {
    "aws": "bedrock",
    "aws.bedrock": "bedrock",
    "amazon": "bedrock",
    "amazon bedrock": "bedrock",
    "amazon-bedrock": "bedrock",
    "amazon_bedrock": "bedrock",
    "bedrock_converse": "bedrock",
    "claude": "anthropic",
    "gcp.gemini": "google",
    "gcp.gen_ai": "google",
    "gcp.vertex_ai": "google",
    "gemini": "google",
    "google_genai": "google",
    "google-ai-studio": "google",
    "vertex_ai": "google",
    "vertexai": "google",
    "mistralai": "mistral",
    "mistral_ai": "mistral",
    "deep_seek": "deepseek",
    "cohere_chat": "cohere",
    "x-ai": "xai",
    "x_ai": "xai",
}
"""Other spellings of a provider, in lower case."""

# Gateways pass on the price of the provider that the model's own prefix names.
GATEWAYS = frozenset({"", "litellm", "litellm_proxy", "openrouter", "portkey", "helicone"})

_ARN = re.compile(r"arn:[^/]+/(?P<resource>.+)")
_REGION = re.compile(r"(?:us-gov|us|eu|apac|ap|au|jp|ca|in|sa|global)\.(?=[a-z0-9-]+\.)")
_VENDOR = re.compile(r"(?:anthropic|amazon|meta|mistral|cohere|deepseek|openai|ai21)\.")
_TAIL = re.compile(
    r"(?::\d+k?|-v\d+(?::\d+)?|[-@](?:\d{4}-\d{2}-\d{2}|20\d{6})|@default|-latest|-preview-\d{2}-\d{2})$"
)


def provider_name(provider: str) -> str:
    """Return the price book's name of a provider."""
    plain = provider.strip().lower()
    return PROVIDERS.get(plain, plain)


def split_model(provider: str, model: str) -> tuple[str, str]:
    """Return provider and model with a prefix such as `openai/` taken off where it names the provider."""
    provider, model = provider_name(provider), model.strip().lower()
    resource = _ARN.match(model)
    if resource:
        return (provider if provider not in GATEWAYS else "bedrock"), resource["resource"]
    if provider == "google":
        model = model.removeprefix("models/")
    head, slash, rest = model.partition("/")
    if slash and provider in GATEWAYS:
        named = provider_name(head)
        return split_model(named, rest) if named not in GATEWAYS else split_model("", rest)
    if slash and provider_name(head) == provider:
        return provider, rest
    return provider, model


def lookup_names(model: str) -> list[str]:
    """Return the names to try for a model in lower case, the most particular first.

    Version and date at the end (`-v1:0`, `-2024-07-18`, `-20250514`) come off one by one; then the region of a
    Bedrock inference profile (all but `global.` are first tried as `regional.`), then the maker's name.
    """
    names = [model]
    region = _REGION.match(model)
    if region:
        rest = model[region.end() :]
        names = [model, rest] if region[0] == "global." else [model, f"regional.{rest}", rest]
    without_maker = [_VENDOR.sub("", name, count=1) for name in names[-1:] if _VENDOR.match(name)]
    result: list[str] = []
    for name in names + without_maker:
        result.extend(_shortened(name))
    return list(dict.fromkeys(result))


def _shortened(name: str) -> list[str]:
    result = [name]
    while match := _TAIL.search(name):
        name = name[: match.start()]
        result.append(name)
    return result
