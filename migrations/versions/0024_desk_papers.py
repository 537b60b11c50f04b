"""Papers that go by post like results, proposed sums, and what never changes any more

The triggers stand on whole tables: a migration that builds one of them anew on SQLite has to
write its triggers again.
"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0024_desk_papers"
down_revision = "0023_post_coming_in"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
TARIFF = ("postage_in_ward", "postage_in_province", "postage_elsewhere")
UNDER_WAY = "direction = 'outgoing' AND state IN ('packed', 'posted')"
BELONGED = "direction <> 'outgoing' OR (case_id IS NOT NULL AND manifest_id IS NOT NULL)"
LISTED = "direction <> 'outgoing' OR manifest_id IS NOT NULL"
BELONGS = (
    "(direction = 'outgoing' AND (case_id IS NULL) <> (guidance_id IS NULL)) "
    "OR (direction <> 'outgoing' AND guidance_id IS NULL)"
)
ANSWERS = "SELECT id FROM consignment WHERE guidance_id IS NOT NULL"

LABELLED = (
    *("carrier_id", "manifest_id", "direction", "item_code", "order_number"),
    *("postage", "to_collect", "proposed", "posted_at"),
    *("sender_name", "sender_address", "sender_phone"),
    *("receiver_name", "receiver_address", "receiver_phone", "receiver_identity"),
    *("contents", "guidance_id"),
)
"""What a label, a slip and a manifest say of a consignment."""
GIVEN = (
    "EXISTS (SELECT 1 FROM manifest WHERE id = {row}.manifest_id AND handed_over_at IS NOT NULL)"
)
CLOSED = (
    "EXISTS (SELECT 1 FROM settlement WHERE id = {row}.settlement_id AND closed_at IS NOT NULL)"
)
DIFFERS = " OR ".join(
    [
        *(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in LABELLED),
        "OLD.direction = 'outgoing' AND OLD.case_id IS DISTINCT FROM NEW.case_id",
    ]
)
TAKEN = f"OLD.posted_at IS NOT NULL OR OLD.direction = 'incoming' AND {GIVEN.format(row='OLD')}"
STAYS: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...] = (
    (
        "manifest",
        "a manifest that was handed over is never changed",
        (
            ("update", "OLD.handed_over_at IS NOT NULL"),
            ("delete", "OLD.handed_over_at IS NOT NULL"),
        ),
    ),
    (
        "consignment",
        "what was handed over is never changed",
        (
            ("insert", GIVEN.format(row="NEW")),
            ("update", f"({DIFFERS}) AND ({TAKEN})"),
            ("delete", GIVEN.format(row="OLD")),
        ),
    ),
    (
        "settlement",
        "a settlement that was closed is never changed",
        (("update", "OLD.closed_at IS NOT NULL"), ("delete", "OLD.closed_at IS NOT NULL")),
    ),
    (
        "settled_consignment",
        "a settlement that was closed is never changed",
        (
            ("insert", CLOSED.format(row="NEW")),
            ("update", CLOSED.format(row="OLD")),
            ("delete", CLOSED.format(row="OLD")),
        ),
    ),
)
"""Of each table what is refused: the sentence, and for each act the condition."""


def _where(condition: str) -> dict[str, sa.TextClause]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def _sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def upgrade() -> None:
    _tariff()
    _consignments()
    _answers()
    with op.batch_alter_table("tracking_event") as changed:
        changed.add_column(sa.Column("taken_back_at", MOMENT, nullable=True))
    for table, sentence, acts in STAYS:
        for act, condition in acts:
            for statement in _held(table, sentence, act, condition):
                op.execute(statement)


def _tariff() -> None:
    with op.batch_alter_table("carrier") as changed:
        for name in TARIFF:
            changed.add_column(sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("carrier") as changed:
        for name in TARIFF:
            changed.alter_column(name, server_default=None)
        changed.create_check_constraint(
            op.f("ck_carrier_tariff"), " AND ".join(f"{name} >= 0" for name in TARIFF)
        )


def _consignments() -> None:
    with op.batch_alter_table("consignment") as changed:
        changed.add_column(sa.Column("guidance_id", KEY, nullable=True))
        changed.add_column(sa.Column("proposed", sa.Integer(), nullable=False, server_default="0"))
    op.execute("UPDATE consignment SET proposed = to_collect WHERE direction = 'outgoing'")
    with op.batch_alter_table("consignment") as changed:
        changed.alter_column("proposed", server_default=None)
        changed.create_foreign_key(
            op.f("fk_consignment_guidance_id_guidance"), "guidance", ["guidance_id"], ["id"]
        )
        changed.drop_constraint(op.f("ck_consignment_belongs"), type_="check")
        changed.create_check_constraint(op.f("ck_consignment_listed"), LISTED)
        changed.create_check_constraint(op.f("ck_consignment_belongs"), BELONGS)
    op.create_index(
        *("uq_consignment_answer", "consignment", ["guidance_id"]),
        unique=True,
        **_where(UNDER_WAY),
    )
    op.create_index(
        *("ix_consignment_of_answer", "consignment", ["guidance_id", "id"]),
        **_where("guidance_id IS NOT NULL"),
    )


def _answers() -> None:
    """What was asked or refused before went out unseen: it counts as given on its day."""
    with op.batch_alter_table("filing") as changed:
        changed.add_column(
            sa.Column("answer_address", sa.String(500), nullable=False, server_default="")
        )
        changed.add_column(sa.Column("answer_waits_at", MOMENT, nullable=True))
        changed.add_column(sa.Column("answer_given_at", MOMENT, nullable=True))
        changed.add_column(sa.Column("answer_given_by_id", KEY, nullable=True))
    told = "SELECT {name} FROM guidance WHERE guidance.id = filing.guidance_id"
    op.execute(
        f"UPDATE filing SET answer_given_at = ({told.format(name='given_at')}), "
        f"answer_given_by_id = ({told.format(name='given_by_id')}) WHERE guidance_id IS NOT NULL"
    )
    with op.batch_alter_table("filing") as changed:
        changed.alter_column("answer_address", server_default=None)
        changed.create_foreign_key(
            op.f("fk_filing_answer_given_by_id_official"),
            "official",
            ["answer_given_by_id"],
            ["id"],
        )
        changed.create_check_constraint(
            op.f("ck_filing_answered_once"), "answer_waits_at IS NULL OR answer_given_at IS NULL"
        )
    op.create_index(
        *("uq_filing_guidance", "filing", ["guidance_id"]),
        unique=True,
        **_where("guidance_id IS NOT NULL"),
    )
    op.create_index(
        *("ix_filing_answer_waits", "filing", ["agency_id", "answer_waits_at", "consignment_id"]),
        **_where("answer_waits_at IS NOT NULL"),
    )


def _held(table: str, sentence: str, act: str, condition: str) -> Sequence[str]:
    """The statements by which the database itself refuses an act on a row of a table."""
    name = f"{table}_no_{act}"
    if _sqlite():
        condition = condition.replace("IS DISTINCT FROM", "IS NOT")
        refuse = f"SELECT RAISE(ABORT, '{sentence}') WHERE {condition};"
        return (f"CREATE TRIGGER {name} BEFORE {act} ON {table} BEGIN {refuse} END",)
    row = "OLD" if act == "delete" else "NEW"
    refuse = f"IF {condition} THEN RAISE EXCEPTION '{sentence}'; END IF; RETURN {row};"
    return (
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {refuse} END $$",
        f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    )


def downgrade() -> None:
    for table, _sentence, acts in STAYS:
        for act, _condition in acts:
            name = f"{table}_no_{act}"
            op.execute(f"DROP TRIGGER {name}" + ("" if _sqlite() else f" ON {table}"))
            if not _sqlite():
                op.execute(f"DROP FUNCTION {name}()")
    _without_answers()
    with op.batch_alter_table("tracking_event") as changed:
        changed.drop_column("taken_back_at")
    with op.batch_alter_table("carrier") as changed:
        changed.drop_constraint(op.f("ck_carrier_tariff"), type_="check")
        for name in TARIFF:
            changed.drop_column(name)


def _without_answers() -> None:
    """Answers went out unseen before: of theirs only the issued papers stay."""
    for table in ("tracking_event", "postal_paper", "settled_consignment"):
        op.execute(f"DELETE FROM {table} WHERE consignment_id IN ({ANSWERS})")
    op.execute("DELETE FROM consignment WHERE guidance_id IS NOT NULL")
    op.drop_index("ix_filing_answer_waits", "filing")
    op.drop_index("uq_filing_guidance", "filing")
    with op.batch_alter_table("filing") as changed:
        changed.drop_constraint(op.f("ck_filing_answered_once"), type_="check")
        changed.drop_constraint(op.f("fk_filing_answer_given_by_id_official"), type_="foreignkey")
        for name in ("answer_address", "answer_waits_at", "answer_given_at", "answer_given_by_id"):
            changed.drop_column(name)
    op.drop_index("ix_consignment_of_answer", "consignment")
    op.drop_index("uq_consignment_answer", "consignment")
    with op.batch_alter_table("consignment") as changed:
        changed.drop_constraint(op.f("ck_consignment_listed"), type_="check")
        changed.drop_constraint(op.f("ck_consignment_belongs"), type_="check")
        changed.drop_constraint(op.f("fk_consignment_guidance_id_guidance"), type_="foreignkey")
        changed.drop_column("guidance_id")
        changed.drop_column("proposed")
        changed.create_check_constraint(op.f("ck_consignment_belongs"), BELONGED)
