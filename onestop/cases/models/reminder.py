"""When an agency reminds its officials, and what each of its days came to."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from onestop.db import Model, Moment


class ReminderSetting(Model):
    """The thresholds of an agency, where they are not the usual ones."""

    __tablename__ = "reminder_setting"

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), primary_key=True)
    thresholds: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    """Each with `threshold`, `days` and `recipients`, as the rules know them."""
    changed_at: Mapped[datetime] = mapped_column(Moment)
    changed_by_id: Mapped[int] = mapped_column(ForeignKey("official.id"))


class DailyFigure(Model):
    """What a day came to in one field of an agency: counted when it had ended."""

    __tablename__ = "daily_figure"
    __table_args__ = (Index("ix_daily_figure_day_on", "day_on"),)

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), primary_key=True)
    day_on: Mapped[date] = mapped_column(Date, primary_key=True)
    field: Mapped[str] = mapped_column(String(120), primary_key=True)
    received: Mapped[int] = mapped_column(Integer)
    settled_early: Mapped[int] = mapped_column(Integer)
    settled_on_time: Mapped[int] = mapped_column(Integer)
    settled_late: Mapped[int] = mapped_column(Integer)
    handed_out: Mapped[int] = mapped_column(Integer)
    open: Mapped[int] = mapped_column(Integer)
    overdue: Mapped[int] = mapped_column(Integer)
    """Those of the open ones whose promise had passed and whose clock did not stand still."""
