"""A file of papers that comes back, held against the papers as they were issued."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from onestop.cases.models import IssuedPaper
from onestop.cases.queries.papers import pictures, was_printed
from onestop.cases.queries.proof import Proof, numbered_as, proven
from onestop.cases.rules.codes import read_link
from onestop.printing.press import stored_paper
from onestop.printing.reading import Leaf, differences, read


@dataclass(frozen=True)
class Returned:
    """Pages of a file that say they are one paper, in one copy or in several.

    `place` is that of the first of them in the file, from 1.
    """

    place: int
    leaves: tuple[Leaf, ...]

    @property
    def head(self) -> Leaf:
        """The page that says which paper it is."""
        return self.leaves[0]


def gathered(leaves: Sequence[Leaf]) -> Iterator[Returned]:
    """The papers of a file: one begins where another QR, or the head of another one, stands."""
    start = 0
    if not leaves:
        return
    for place in range(1, len(leaves)):
        if _begins(leaves[place], leaves[start]):
            yield Returned(start + 1, tuple(leaves[start:place]))
            start = place
    yield Returned(start + 1, tuple(leaves[start:]))


def _begins(leaf: Leaf, head: Leaf) -> bool:
    if leaf.link:
        return leaf.link != head.link
    if leaf.scanned or leaf.goes_on:
        return False
    return not leaf.number or leaf.number != head.number


def claimed(session: Session, paper: Returned) -> list[Proof]:
    """The papers of ours that it may be: the one of its QR, else those of its number."""
    head = paper.head
    if head.link:
        named = read_link(head.link)
        proof = proven(session, *named) if named else None
        return [proof] if proof else []
    return numbered_as(session, head.number, head.year) if head.number else []


def changes(session: Session, issued: IssuedPaper, paper: Returned) -> Iterator[str]:
    """How the pages differ from those that were issued; every copy may come back alone."""
    reprint = paper.head.reprint
    if reprint and not was_printed(session, issued.id, reprint):
        yield f"it says that it was printed again {reprint} times, and it was not"
    copies = copies_of(session, issued, reprint=reprint)
    many, found = len(copies[0]), len(paper.leaves)
    if found % many:
        yield f"a copy was issued on {many} pages, here are {found}"
    for start in range(0, found, many):
        own = paper.leaves[start : start + many]
        told = (list(_between(copy, own, paper.place + start)) for copy in copies)
        yield from min(told, key=len)


def copies_of(
    session: Session, issued: IssuedPaper, *, reprint: int
) -> tuple[tuple[Leaf, ...], ...]:
    """The copies of a paper as it was issued, page by page, in that printing of it."""
    design, values = stored_paper(issued.kind, issued.layout, issued.printed, reprint=reprint)
    leaves = read(design.pdf(values, pictures(session, [values.office.logo])))
    many = len(leaves) // len(design.for_whom(values))
    return tuple(leaves[start : start + many] for start in range(0, len(leaves), many))


def _between(copy: Sequence[Leaf], own: Sequence[Leaf], place: int) -> Iterator[str]:
    for number, (issued, leaf) in enumerate(zip(copy, own, strict=False), start=place):
        for difference in differences(issued, leaf):
            yield f"page {number}: {difference}"
