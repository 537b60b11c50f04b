"""The trays in which the work of a unit lies."""

from __future__ import annotations

from enum import StrEnum


class Tray(StrEnum):
    """The parts of a unit's work."""

    TO_ACCEPT = "to_accept"
    AT_WORK = "at_work"
    MINE = "mine"
    COORDINATING = "coordinating"
    CONSULTED = "consulted"
    TO_ISSUE = "to_issue"
    GIVEN = "given"
    WAITING = "waiting"
    TO_HAND_OUT = "to_hand_out"
