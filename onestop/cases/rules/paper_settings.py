"""What an agency sets for its papers: its names, the decree, the foot, the copies, who signs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from onestop.cases.rules.paper import PaperKind
from onestop.letters import fold

SIGNED = (PaperKind.APOLOGY, PaperKind.STOP_NOTICE)
"""The papers that are signed for the agency: its head's apology, and that handling has stopped."""

COPIES = range(3, 6)
"""How many copies may be wanted: the annexes themselves ask for two, of some papers three."""
FOR_THE_HEAD = "KT."


@dataclass(frozen=True)
class Signer:
    """Who signs a paper, and as what; what is empty is said by whoever acts."""

    title: str = ""
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class PaperSettings:
    """Everything that an agency sets for its papers, under the names by which it is kept."""

    superior_name: str
    one_stop_name: str
    place: str
    address: str
    phone: str
    paper_suffix: str
    regulation_profile: str = ""
    """The decree by its year; empty: the one in force on the day."""
    paper_logo: str = ""
    """The digest of the picture; empty: none."""
    paper_footer: str = ""
    paper_copies: int = 0
    register_volume_size: int = 0
    """How many cases a volume of the register holds; 0: one volume a year."""
    paper_signers: Mapping[PaperKind, Signer]


def signers_of(stored: Mapping[str, Any]) -> dict[PaperKind, Signer]:
    """The signers as they are kept, one for each paper that has one."""
    return {kind: _chosen(stored, kind) for kind in SIGNED}


def apology_signer(stored: Mapping[str, Any], *, title: str, name: str) -> Signer:
    """Who signs an apology: the head who acts, as the agency titles them (NĐ61 19.9; rule L1).

    A deputy signs for the head, whose title stands above their own (NĐ30/2020: KT., ký thay).
    """
    chosen = _chosen(stored, PaperKind.APOLOGY)
    if not name:
        return chosen
    if fold(chosen.name) == fold(name):
        return Signer(chosen.title or title, name)
    if chosen.title and _deputy(title) and not chosen.title.startswith(FOR_THE_HEAD):
        return Signer(f"{FOR_THE_HEAD} {chosen.title}\n{title}", name)
    if chosen.name:
        return Signer(title, name)
    return Signer(chosen.title or title, name)


def notice_signer(stored: Mapping[str, Any], *, clerk: str) -> Signer:
    """Who signs that handling has stopped: whom the agency has set, or the clerk (NĐ118 21).

    A title without a name leaves room for the name: it is not the clerk's title.
    """
    chosen = _chosen(stored, PaperKind.STOP_NOTICE)
    return chosen if chosen != Signer() else Signer(name=clerk)


def _chosen(stored: Mapping[str, Any], kind: PaperKind) -> Signer:
    return Signer(**stored.get(kind, {}))


def _deputy(title: str) -> bool:
    return fold(title).startswith("pho ")
