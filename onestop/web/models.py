"""How often something failed lately, shared by all web processes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from onestop.db import Model, Moment


class RateWindow(Model):
    """Failures of one kind from one place, until the window ends."""

    __tablename__ = "rate_window"

    key: Mapped[str] = mapped_column(String(100), primary_key=True)
    ends_at: Mapped[datetime] = mapped_column(Moment, index=True)
    failures: Mapped[int] = mapped_column(Integer)
