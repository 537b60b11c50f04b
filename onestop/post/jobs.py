"""What the postal desk does by itself and waits for others with."""

from __future__ import annotations

from datetime import datetime

from onestop import clock
from onestop.post import services
from onestop.post.exchange import exchange


def exchange_with_carriers(*, at: datetime) -> int:
    """Gives and hears what is due, where a carrier's service is set up; how much was new."""
    service = services.current()
    return exchange(service, now=clock.now) if service is not None else 0
