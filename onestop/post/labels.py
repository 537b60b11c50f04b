"""What the words of the postal desk are called on the page."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any

from flask_babel import lazy_gettext as _

from onestop.post.rules.consignment import ConsignmentState, Direction, EventKind, EventSource
from onestop.post.rules.files import Column
from onestop.post.rules.incoming import DossierState
from onestop.post.rules.packing import Check

LABELS: dict[type[Enum], Mapping[Any, Any]] = {
    ConsignmentState: {
        ConsignmentState.PACKED: _("On an open manifest"),
        ConsignmentState.REMOVED: _("Taken off the manifest"),
        ConsignmentState.POSTED: _("With the post"),
        ConsignmentState.DELIVERED: _("Delivered"),
        ConsignmentState.RETURNED: _("Back at the office"),
        ConsignmentState.LOST: _("Lost"),
    },
    Direction: {
        Direction.INCOMING: _("coming in"),
        Direction.OUTGOING: _("going out"),
    },
    DossierState: {
        DossierState.LISTED: _("On an open delivery"),
        DossierState.REMOVED: _("Left with the postman"),
        DossierState.RECEIVED: _("To be registered"),
        DossierState.ASKED: _("Papers asked for"),
        DossierState.REFUSED: _("Refused, goes back"),
        DossierState.JOINED: _("Laid to a later item"),
        DossierState.REGISTERED: _("Registered"),
    },
    EventKind: {
        EventKind.ACCEPTED: _("accepted by the carrier"),
        EventKind.IN_TRANSIT: _("in transit"),
        EventKind.UNDELIVERED: _("receiver not met"),
        EventKind.REFUSED: _("refused by the receiver"),
        EventKind.RETURNING: _("on the way back"),
        EventKind.DELIVERED: _("delivered"),
        EventKind.RETURNED: _("back at the office"),
        EventKind.LOST: _("lost"),
    },
    EventSource: {
        EventSource.HAND: _("entered by hand"),
        EventSource.SCANNER: _("scanned"),
        EventSource.FILE: _("from the carrier's file"),
        EventSource.SERVICE: _("from the carrier's service"),
    },
    Check: {
        Check.PAPER: _("Result"),
        Check.ADDRESS: _("Address"),
        Check.PHONE: _("Phone"),
        Check.TO_COLLECT: _("Amount to collect"),
        Check.TO_WITHDRAW: _("Papers to withdraw"),
    },
    Column: {
        Column.ITEM_CODE: _("Item code"),
        Column.STATE: _("State"),
        Column.HAPPENED: _("Day and hour"),
        Column.HOUR: _("Hour, in a column of its own"),
        Column.PLACE: _("Place"),
        Column.RECEIVER: _("Receiver"),
        Column.NOTE: _("Note"),
    },
}
