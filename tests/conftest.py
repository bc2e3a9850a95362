"""The same circumstances for every test: no colour, size or language of the person who runs them, no chance."""

import os

from hypothesis import HealthCheck, settings

for name in (
    "NO_COLOR",
    "COLUMNS",
    "LINES",
    "TEXTUAL_THEME",
    "TEXTUAL_COLOR_SYSTEM",
    "TEXTUAL_ANIMATIONS",
    "CIP_WORKSPACE",
):
    os.environ.pop(name, None)
os.environ |= {"TERM": "xterm-256color", "COLORTERM": "truecolor", "TZ": "UTC"}

settings.register_profile("same", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("search", deadline=None, max_examples=1000, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))
