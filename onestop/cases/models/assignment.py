"""How a unit gives its cases to its officials."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from onestop.cases.rules.assignment import AssignmentRule
from onestop.db import Model


class UnitAssignment(Model):
    """The standing rule of a unit; a unit without one gives its cases by hand.

    `version` rises when the rule is set, not when a case is given by it.
    """

    __tablename__ = "unit_assignment"

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    rule: Mapped[str] = mapped_column(String(20), default=AssignmentRule.BY_HAND)
    last_official_id: Mapped[int | None] = mapped_column(ForeignKey("official.id"))
    """Who was given a case last in turn."""
    version: Mapped[int] = mapped_column(Integer, default=1)


class FieldCharge(Model):
    """The official of a unit who is in charge of a field."""

    __tablename__ = "field_charge"

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    field: Mapped[str] = mapped_column(String(120), primary_key=True)
    official_id: Mapped[int] = mapped_column(ForeignKey("official.id"))
