"""What is typed beside the items of an open manifest: label, postage, and what is collected."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from onestop.accounts.rules import Actor
from onestop.post.models import Consignment
from onestop.post.operations.packing import packed_one, put_label
from onestop.post.queries.manifests import called
from onestop.post.rules.entered import merged


@dataclass(frozen=True)
class Labelled:
    """What stands beside one consignment of a manifest."""

    item_code: str
    postage: int
    to_collect: int


def note(
    session: Session, consignment_id: int, typed: Labelled, *, shown: Labelled, by: Actor
) -> Consignment:
    """Notes what was typed over what the page showed beside a packed consignment.

    Raises Stale where somebody else has entered something there meanwhile, and as labelling does.
    """
    packed = packed_one(session, consignment_id, by=by)
    held = Labelled(packed.item_code, packed.postage, packed.to_collect)
    now = merged(shown, typed, held, of=called(packed))
    return put_label(session, packed, now.item_code, postage=now.postage, to_collect=now.to_collect)
