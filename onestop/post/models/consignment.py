"""Manifests, consignments and what was heard of them; fit for both directions."""

from __future__ import annotations

from datetime import date, datetime

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
from onestop.post.models.carrier import Carrier

_ANSWER = "guidance_id IS NOT NULL"
_UNDER_WAY = "direction = 'outgoing' AND state IN ('packed', 'posted')"
_REGISTERED = "direction = 'incoming' AND state = 'registered'"
_POSTED = "state = 'posted'"
_NAMED = "item_code <> ''"
_OPEN = "handed_over_at IS NULL"
_ENDED = "ended_at IS NOT NULL"
_UNSEEN = "seen_at IS NULL"
_UNANNOUNCED = "state = 'posted' AND announced_at IS NULL"


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

    What goes out carries the result of a case, or the form 02 or 03 that answers a dossier. Names
    and addresses are those of the moment in which it was packed: the label says them.
    """

    __tablename__ = "consignment"
    __table_args__ = (
        UniqueConstraint("agency_id", "direction", "order_number"),
        CheckConstraint("postage >= 0 AND to_collect >= 0", name="amounts"),
        CheckConstraint(
            "direction <> 'outgoing' OR manifest_id IS NOT NULL",
            name="listed",
        ),
        CheckConstraint(
            "(direction = 'outgoing' AND (case_id IS NULL) <> (guidance_id IS NULL)) "
            "OR (direction <> 'outgoing' AND guidance_id IS NULL)",
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
            "uq_consignment_answer",
            "guidance_id",
            unique=True,
            sqlite_where=text(_UNDER_WAY),
            postgresql_where=text(_UNDER_WAY),
        ),
        Index(
            "ix_consignment_of_answer",
            *("guidance_id", "id"),
            sqlite_where=text(_ANSWER),
            postgresql_where=text(_ANSWER),
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
    guidance_id: Mapped[int | None] = mapped_column(ForeignKey("guidance.id"))
    """The form 02 or 03 that it carries instead of a result."""
    direction: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(20))
    item_code: Mapped[str] = mapped_column(String(40), default="")
    order_number: Mapped[str] = mapped_column(String(80))
    postage: Mapped[int] = mapped_column(Integer, default=0)
    to_collect: Mapped[int] = mapped_column(Integer, default=0)
    """What the postman collects, in đồng: of what goes out from its receiver; of what comes in
    from its sender, to be paid over (P3)."""
    proposed: Mapped[int] = mapped_column(Integer, default=0)
    """What was proposed to be collected: the fees owed and the postage."""

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
    guidance: Mapped[Guidance | None] = relationship()
    events: Mapped[list[TrackingEvent]] = relationship(
        order_by="(TrackingEvent.happened_at, TrackingEvent.id)"
    )


class TrackingEvent(Model):
    """Something that was heard of a consignment: when it happened, and when we learnt it.

    Whatever is heard twice has the same key, and is kept once.
    """

    __tablename__ = "tracking_event"
    __table_args__ = (
        UniqueConstraint("consignment_id", "event_key"),
        Index(
            "ix_tracking_event_contradicting",
            "consignment_id",
            sqlite_where=text(f"contradicts = 1 AND {_UNSEEN}"),
            postgresql_where=text(f"contradicts AND {_UNSEEN}"),
        ),
    )

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
    taken_back_at: Mapped[datetime | None] = mapped_column(Moment)
    """When it was found to be entered by mistake; the reason stands in the journal."""
    contradicts: Mapped[bool] = mapped_column(Boolean, default=False)
    """Whether it says otherwise than what is known already; somebody should look into it."""
    seen_at: Mapped[datetime | None] = mapped_column(Moment)
    """When somebody had looked into what it contradicts."""
    seen_by_id: Mapped[int | None] = mapped_column(ForeignKey("official.id"))

    entered_by: Mapped[Official | None] = relationship(foreign_keys=[entered_by_id])


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
