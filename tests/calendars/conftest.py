"""How hard the properties of the calendar are tried: 60 random cases, 10,000 when thorough."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

settings.register_profile("quick", max_examples=60, deadline=None)
settings.register_profile(
    "thorough", max_examples=10_000, deadline=None, suppress_health_check=list(HealthCheck)
)
settings.load_profile(os.environ.get("ONESTOP_PROPERTIES", "quick"))
