"""When an agency works: its weekly hours, and the days that differ from the week."""

from __future__ import annotations

from datetime import date, datetime, time

from sqlalchemy import Boolean, Date, ForeignKey, Integer, String, Time, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from onestop.db import Key, Model, Moment


class AgencyCalendar(Model):
    """An agency's calendar; its fingerprint changes with every change of hours or days."""

    __tablename__ = "agency_calendar"

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(64))
    zone: Mapped[str] = mapped_column(String(60), default="Asia/Ho_Chi_Minh")


class OfficeSession(Model):
    """Office hours of a weekday (0 is Monday); a reception session does not count as work."""

    __tablename__ = "office_session"
    __table_args__ = (UniqueConstraint("agency_id", "weekday", "opens"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    weekday: Mapped[int] = mapped_column(Integer)
    opens: Mapped[time] = mapped_column(Time)
    closes: Mapped[time] = mapped_column(Time)
    reception_only: Mapped[bool] = mapped_column(Boolean, default=False)


class CalendarDay(Model):
    """A day off or a make-up day of one agency, entered with its reason."""

    __tablename__ = "calendar_day"
    __table_args__ = (UniqueConstraint("agency_id", "day_on"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    day_on: Mapped[date] = mapped_column(Date)
    works: Mapped[bool] = mapped_column(Boolean)
    name: Mapped[str] = mapped_column(String(200))
    replaces_on: Mapped[date | None] = mapped_column(Date)
    entered_at: Mapped[datetime] = mapped_column(Moment)


class CalendarAmendment(Model):
    """One change of an agency's calendar, with its reason: a version of the calendar."""

    __tablename__ = "calendar_amendment"
    __table_args__ = (UniqueConstraint("agency_id", "number"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    number: Mapped[int] = mapped_column(Integer)
    reason: Mapped[str] = mapped_column(String(500))
    policy: Mapped[str] = mapped_column(String(20))
    entered_at: Mapped[datetime] = mapped_column(Moment)
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("official.id"))
    cases_moved: Mapped[int] = mapped_column(Integer)
    steps_moved: Mapped[int] = mapped_column(Integer)


class AmendedDay(Model):
    """A day that an amendment entered or withdrew."""

    __tablename__ = "amended_day"
    __table_args__ = (UniqueConstraint("amendment_id", "day_on"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    amendment_id: Mapped[int] = mapped_column(ForeignKey("calendar_amendment.id"))
    day_on: Mapped[date] = mapped_column(Date)
    withdrawn: Mapped[bool] = mapped_column(Boolean)
    works: Mapped[bool] = mapped_column(Boolean)
    name: Mapped[str] = mapped_column(String(200))
    replaces_on: Mapped[date | None] = mapped_column(Date)
