"""Carriers, manifests, consignments and what was heard of them; fit for both directions."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from onestop.accounts.models import Official
from onestop.cases.models import Case, Guidance
from onestop.db import Key, Model, Moment
from onestop.procedures.models import Procedure

_UNDER_WAY = "direction = 'outgoing' AND state IN ('packed', 'posted')"
_REGISTERED = "direction = 'incoming' AND state = 'registered'"
_POSTED = "state = 'posted'"
_JOINED = "joined_to_id IS NOT NULL"
_NAMED = "item_code <> ''"
_OPEN = "handed_over_at IS NULL"
_ENDED = "ended_at IS NOT NULL"
_UNANNOUNCED = "state = 'posted' AND announced_at IS NULL"


class Carrier(Model):
    """A postal company of an agency, how its files are read, and how its service was reached."""

    __tablename__ = "carrier"
    __table_args__ = (UniqueConstraint("agency_id", "name"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    name: Mapped[str] = mapped_column(String(120))
    phone: Mapped[str] = mapped_column(String(40), default="")
    active: Mapped[bool] = mapped_column(Boolean, default=True)
    columns: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    """Which column of its files means what, as it was mapped last."""
    words: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    """Which event each of its words for a state means."""
    online: Mapped[bool] = mapped_column(Boolean, default=False)
    """Whether orders go to its service and events come from there."""
    heard_until: Mapped[str] = mapped_column(String(100), default="")
    """The mark of its service up to which its events were heard."""
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    """How often in a row its service could not be reached."""
    not_before_at: Mapped[datetime | None] = mapped_column(Moment)
    fault: Mapped[str] = mapped_column(String(20), default="")


class Manifest(Model):
    """The list of what passes between the desk and a carrier's postman in one hand-over.

    Open until it is sealed and handed over, which gives it its number; then it never changes.
    """

    __tablename__ = "manifest"
    __table_args__ = (
        UniqueConstraint("agency_id", "direction", "period", "number"),
        CheckConstraint("(handed_over_at IS NULL) = (number IS NULL)", name="numbered"),
        Index("ix_manifest_agency", "agency_id", "id"),
        Index(
            "uq_manifest_open",
            *("carrier_id", "direction"),
            unique=True,
            sqlite_where=text(_OPEN),
            postgresql_where=text(_OPEN),
        ),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    carrier_id: Mapped[int] = mapped_column(ForeignKey("carrier.id"))
    direction: Mapped[str] = mapped_column(String(10))
    day_on: Mapped[date] = mapped_column(Date)
    """The day of the hand-over; of the opening until then."""
    period: Mapped[str | None] = mapped_column(String(10))
    number: Mapped[int | None] = mapped_column(Integer)
    opened_at: Mapped[datetime] = mapped_column(Moment)
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("official.id"))
    handed_over_at: Mapped[datetime | None] = mapped_column(Moment)
    handed_over_by_id: Mapped[int | None] = mapped_column(ForeignKey("official.id"))
    postman: Mapped[str] = mapped_column(String(120), default="")
    seal: Mapped[str] = mapped_column(String(40), default="")
    version: Mapped[int] = mapped_column(Integer, default=1)
    """Raised by every change, so that a page that shows less is told so."""

    carrier: Mapped[Carrier] = relationship()
    opened_by: Mapped[Official] = relationship(foreign_keys=[opened_by_id])
    handed_over_by: Mapped[Official | None] = relationship(foreign_keys=[handed_over_by_id])


class Consignment(Model):
    """A parcel with its own item code: from whom to whom, what is in it, and where it is.

    Names and addresses are those of the moment in which it was packed: the label says them.
    """

    __tablename__ = "consignment"
    __table_args__ = (
        UniqueConstraint("agency_id", "direction", "order_number"),
        CheckConstraint("postage >= 0 AND to_collect >= 0", name="amounts"),
        CheckConstraint(
            "direction <> 'outgoing' OR (case_id IS NOT NULL AND manifest_id IS NOT NULL)",
            name="belongs",
        ),
        CheckConstraint(
            "direction <> 'outgoing' OR state IN ('packed', 'removed') OR posted_at IS NOT NULL",
            name="posted",
        ),
        Index(
            "uq_consignment_case",
            "case_id",
            unique=True,
            sqlite_where=text(_UNDER_WAY),
            postgresql_where=text(_UNDER_WAY),
        ),
        Index(
            "uq_consignment_registered",
            "case_id",
            unique=True,
            sqlite_where=text(_REGISTERED),
            postgresql_where=text(_REGISTERED),
        ),
        Index(
            "uq_consignment_item_code",
            *("carrier_id", "item_code"),
            unique=True,
            sqlite_where=text(_NAMED),
            postgresql_where=text(_NAMED),
        ),
        Index(
            "ix_consignment_due",
            *("agency_id", "due_at", "id"),
            sqlite_where=text(_POSTED),
            postgresql_where=text(_POSTED),
        ),
        Index(
            "ix_consignment_unannounced",
            *("carrier_id", "id"),
            sqlite_where=text(_UNANNOUNCED),
            postgresql_where=text(_UNANNOUNCED),
        ),
        Index(
            "ix_consignment_ended",
            *("carrier_id", "ended_at"),
            sqlite_where=text(_ENDED),
            postgresql_where=text(_ENDED),
        ),
        Index("ix_consignment_manifest", "manifest_id", "id"),
        Index("ix_consignment_of_case", "case_id", "id"),
        Index("ix_consignment_agency", "agency_id", "state", "id"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    carrier_id: Mapped[int] = mapped_column(ForeignKey("carrier.id"))
    manifest_id: Mapped[int | None] = mapped_column(ForeignKey("manifest.id"))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case_file.id"))
    """The case that it belongs to; a dossier that comes in has none before it is received."""
    direction: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(20))
    item_code: Mapped[str] = mapped_column(String(40), default="")
    order_number: Mapped[str] = mapped_column(String(80))
    postage: Mapped[int] = mapped_column(Integer, default=0)
    to_collect: Mapped[int] = mapped_column(Integer, default=0)
    """What the postman collects, in đồng: of what goes out from its receiver; of what comes in
    from its sender, to be paid over (P3)."""

    sender_name: Mapped[str] = mapped_column(String(200))
    sender_address: Mapped[str] = mapped_column(String(500))
    sender_phone: Mapped[str] = mapped_column(String(40))
    receiver_name: Mapped[str] = mapped_column(String(200))
    receiver_address: Mapped[str] = mapped_column(String(500))
    receiver_phone: Mapped[str] = mapped_column(String(40))
    receiver_identity: Mapped[str] = mapped_column(String(20), default="")
    contents: Mapped[str] = mapped_column(Text, default="")
    to_withdraw: Mapped[list[str]] = mapped_column(JSON, default=list)
    """The papers that the postman takes back from the receiver."""

    packed_at: Mapped[datetime] = mapped_column(Moment)
    packed_by_id: Mapped[int] = mapped_column(ForeignKey("official.id"))
    posted_at: Mapped[datetime | None] = mapped_column(Moment)
    due_at: Mapped[datetime | None] = mapped_column(Moment)
    """By when the carrier is to report the next thing (P2, P3)."""
    invitations: Mapped[int] = mapped_column(Integer, default=0)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    announced_at: Mapped[datetime | None] = mapped_column(Moment)
    """When the carrier's service took the order."""

    carrier: Mapped[Carrier] = relationship()
    manifest: Mapped[Manifest | None] = relationship()
    case: Mapped[Case | None] = relationship()
    events: Mapped[list[TrackingEvent]] = relationship(order_by="TrackingEvent.happened_at")


class Filing(Model):
    """A dossier that the post brings: its hand-over record, and what became of it (QĐ45 7.4)."""

    __tablename__ = "filing"
    __table_args__ = (
        UniqueConstraint("agency_id", "record_period", "record_number"),
        CheckConstraint("(filed_at IS NULL) = (record_number IS NULL)", name="recorded"),
        Index(
            "ix_filing_joined",
            "joined_to_id",
            sqlite_where=text(_JOINED),
            postgresql_where=text(_JOINED),
        ),
    )

    consignment_id: Mapped[int] = mapped_column(
        Key, ForeignKey("consignment.id"), primary_key=True, autoincrement=False
    )
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    procedure_id: Mapped[int | None] = mapped_column(ForeignKey("procedure.id"))
    """What is asked for, where the consignment slip says it."""
    filed_at: Mapped[datetime | None] = mapped_column(Moment)
    """When both sides signed the hand-over record: the legal moment of filing (P1, C2)."""
    record_period: Mapped[str | None] = mapped_column(String(10))
    record_number: Mapped[int | None] = mapped_column(Integer)
    guidance_id: Mapped[int | None] = mapped_column(ForeignKey("guidance.id"))
    """The form 02 or 03 that answered it."""
    joined_to_id: Mapped[int | None] = mapped_column(ForeignKey("consignment.id"))
    """The later consignment that brought what was missing; always the one that goes on."""

    consignment: Mapped[Consignment] = relationship(foreign_keys=[consignment_id])
    procedure: Mapped[Procedure | None] = relationship()
    guidance: Mapped[Guidance | None] = relationship()


class TrackingEvent(Model):
    """Something that was heard of a consignment: when it happened, and when we learnt it.

    Whatever is heard twice has the same key, and is kept once.
    """

    __tablename__ = "tracking_event"
    __table_args__ = (UniqueConstraint("consignment_id", "event_key"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    consignment_id: Mapped[int] = mapped_column(ForeignKey("consignment.id"))
    event_key: Mapped[str] = mapped_column(String(100))
    kind: Mapped[str] = mapped_column(String(20))
    source: Mapped[str] = mapped_column(String(10))
    happened_at: Mapped[datetime] = mapped_column(Moment)
    entered_at: Mapped[datetime] = mapped_column(Moment)
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("official.id"))
    """Empty: the carrier's service told it."""
    place: Mapped[str] = mapped_column(String(200), default="")
    receiver_name: Mapped[str] = mapped_column(String(200), default="")
    note: Mapped[str] = mapped_column(String(500), default="")
    contradicts: Mapped[bool] = mapped_column(Boolean, default=False)
    """Whether it says otherwise than what is known already; somebody should look into it."""

    entered_by: Mapped[Official | None] = relationship()


class CarrierFile(Model):
    """A file of a carrier as it was read, until it is applied or thrown away."""

    __tablename__ = "carrier_file"
    __table_args__ = (Index("ix_carrier_file_agency", "agency_id", "id"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    carrier_id: Mapped[int] = mapped_column(ForeignKey("carrier.id"))
    name: Mapped[str] = mapped_column(String(200))
    rows: Mapped[list[list[Any]]] = mapped_column(JSON)
    """Its lines with their cells, the headings first; emptied once it is applied."""
    read_at: Mapped[datetime] = mapped_column(Moment)
    read_by_id: Mapped[int] = mapped_column(ForeignKey("official.id"))
    applied_at: Mapped[datetime | None] = mapped_column(Moment)
    applied: Mapped[int] = mapped_column(Integer, default=0)
    """How many of its events were new."""

    carrier: Mapped[Carrier] = relationship()


class PostalPaper(Model):
    """A paper as issued of a manifest, or of a consignment: its label or its slip."""

    __tablename__ = "postal_paper"
    __table_args__ = (
        CheckConstraint("(manifest_id IS NULL) <> (consignment_id IS NULL)", name="of_one"),
        Index("ix_postal_paper_manifest", "manifest_id"),
        Index("ix_postal_paper_consignment", "consignment_id", "paper_id"),
    )

    paper_id: Mapped[int] = mapped_column(ForeignKey("issued_paper.id"), primary_key=True)
    manifest_id: Mapped[int | None] = mapped_column(ForeignKey("manifest.id"))
    consignment_id: Mapped[int | None] = mapped_column(ForeignKey("consignment.id"))
