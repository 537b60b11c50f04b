"""A carrier's service as the wire knows it: orders go there, and its events come from there.

An adapter is whatever can `announce` orders and tell what it `heard_since` a mark; `HttpCarrier`
speaks JSON. Orders go as `POST URL/orders {"orders": [ORDER, …]}`; an order has `item_code`,
`order_number`, `to_collect` in đồng, and `sender` and `receiver` with `name`, `address` and
`phone`; the same order number is the same order. Events come from `GET URL/events?after=MARK` as
`{"events": [EVENT, …], "mark": "…", "more": false}`; an event has `item_code`, `kind` (a word of
ours), `happened_at` (ISO 8601 with its zone), and perhaps `place`, `receiver_name` and `note`.
Both carry `Authorization: Bearer TOKEN`. No answer is told on: its words may name a person.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from http.client import HTTPException
from typing import Any, Protocol, cast
from urllib.parse import quote

from flask import Flask, current_app

from config import Settings
from onestop.asking import ask
from onestop.errors import Refused
from onestop.letters import keepable
from onestop.notices.rules import Fault
from onestop.post.operations.tracking import Heard
from onestop.post.rules.consignment import EventKind, may_be, require_label

PATIENCE = 10.0
"""Seconds to wait for the carrier's whole answer."""
LARGEST = 2_000_000
"""So many bytes of an answer are read."""
LONGEST_MARK = 100
_NAME = "carrier service"
_MEANINGLESS = (ValueError, TypeError, KeyError, AttributeError, RecursionError)


class NotReached(Exception):
    """The carrier's service did not take or tell anything: why, in our own word."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        super().__init__(str(fault))


@dataclass(frozen=True)
class Party:
    """Somebody at one end of a consignment."""

    name: str
    address: str
    phone: str


@dataclass(frozen=True)
class Order:
    """What a carrier is told of a consignment (TT17; rule P4)."""

    consignment_id: int
    item_code: str
    order_number: str
    to_collect: int
    sender: Party
    receiver: Party


@dataclass(frozen=True)
class Page:
    """Some events with their item codes, and the mark after which the next ones come."""

    events: tuple[tuple[str, Heard], ...]
    mark: str
    more: bool


class CarrierService(Protocol):
    """What the office asks of a carrier, however it is reached; each raises NotReached."""

    def announce(self, orders: Sequence[Order]) -> None:
        """Gives orders; the same order given twice is one order."""

    def heard_since(self, mark: str) -> Page:
        """What happened after a mark, the oldest first; everything for an empty mark."""


@dataclass(frozen=True)
class HttpCarrier:
    """A carrier that speaks HTTP and JSON."""

    url: str
    token: str = field(repr=False)
    patience: float = PATIENCE

    def announce(self, orders: Sequence[Order]) -> None:
        """Gives the orders in one request."""
        told = [asdict(each) for each in orders]
        for each in told:
            del each["consignment_id"]
        self._ask("POST", "/orders", {"orders": told})

    def heard_since(self, mark: str) -> Page:
        """Reads one page; an event that cannot be understood is left out.

        A page without a new mark is one after which the old one holds.
        """
        answer = self._ask("GET", f"/events?after={quote(mark)}")
        try:
            read = json.loads(answer)
            told = read["events"]
            if not isinstance(told, list):
                raise TypeError("the events are no list")
            events = tuple(filter(None, map(_event, told)))
            return Page(events, _mark(read["mark"], mark), bool(read.get("more", False)))
        except _MEANINGLESS as nonsense:
            raise NotReached(Fault.DECLINED) from nonsense

    def _ask(self, method: str, path: str, told: Mapping[str, Any] | None = None) -> bytes:
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        body = None if told is None else json.dumps(told, ensure_ascii=False).encode()
        try:
            answer = ask(
                method,
                self.url.rstrip("/") + path,
                headers=headers,
                body=body,
                patience=self.patience,
                most=LARGEST + 1,
            )
        except TimeoutError as slow:
            raise NotReached(Fault.TIMED_OUT) from slow
        except (OSError, HTTPException) as broken:
            raise NotReached(Fault.UNREACHABLE) from broken
        if answer.status // 100 != 2 or len(answer.body) > LARGEST:
            raise NotReached(Fault.DECLINED)
        return answer.body


def install(app: Flask, settings: Settings) -> None:
    """Gives the application the carrier's service that its settings name."""
    url, token = settings.carrier_url, settings.carrier_token
    app.extensions[_NAME] = HttpCarrier(url, token) if url else None


def current() -> CarrierService | None:
    """The carrier's service of the current application; None where none is set up."""
    return cast(CarrierService | None, current_app.extensions[_NAME])


def _event(told: Mapping[str, Any]) -> tuple[str, Heard] | None:
    """An event with its item code; None for one that cannot be understood."""
    try:
        moment = datetime.fromisoformat(told["happened_at"])
        if moment.tzinfo is None or not may_be(moment):
            return None
        texts = {
            name: keepable(str(told.get(name) or ""))[:longest]
            for name, longest in (("place", 200), ("receiver_name", 200), ("note", 500))
        }
        item_code = require_label(keepable(told["item_code"]))
        return item_code, Heard(EventKind(told["kind"]), moment, **texts)
    except (*_MEANINGLESS, Refused):
        return None


def _mark(told: str | int | None, before: str) -> str:
    """The mark after a page; raises for one that could not be sent back as it was told."""
    if told is None:
        return before
    mark = str(told)
    if not isinstance(told, str | int) or len(mark) > LONGEST_MARK or keepable(mark) != mark:
        raise ValueError("the mark cannot be kept")
    return mark
