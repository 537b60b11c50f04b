"""What the outbox does by itself."""

from __future__ import annotations

from datetime import datetime

import structlog

from onestop import clock
from onestop.notices import outlets
from onestop.notices.sending import send_due

log = structlog.get_logger()


def send_outbox(*, at: datetime) -> int:
    """Sends what is due by every channel that is set up; says how many arrived."""
    ways = outlets.current()
    sent = send_due(ways, now=clock.now)
    if sent:
        log.info("outbox sent", sent=sent, after=f"{clock.now() - at}")
    return sent
