"""How hard the properties of the calendar are tried: 1,000 random cases each, 10,000 in all."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

settings.register_profile(
    "thorough", max_examples=1000, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("quick", max_examples=60, deadline=None)
settings.load_profile(os.environ.get("ONESTOP_PROPERTIES", "thorough"))
