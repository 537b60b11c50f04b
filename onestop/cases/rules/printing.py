"""What has to come out of a printer, and how many papers do so together."""

from __future__ import annotations

from datetime import timedelta

from onestop.cases.rules.paper import PaperKind
from onestop.errors import N_, Refused

MUST_BE_PRINTED: tuple[PaperKind, ...] = (
    PaperKind.RECEIPT,
    PaperKind.SITTING_RECEIPT,
    PaperKind.SUPPLEMENT_REQUEST,
    PaperKind.REFUSAL,
    PaperKind.APOLOGY,
    PaperKind.STOP_NOTICE,
    PaperKind.RESULT_SLIP,
    PaperKind.FEE_RECEIPT,
    PaperKind.HANDOVER_LIST,
    PaperKind.RESULT_LIST,
    PaperKind.MANIFEST,
    PaperKind.POST_RECORD,
)
"""The kinds that somebody signs or carries home, in the order of the print centre.

One of them that was issued and never printed is owed; any other kind is printed where it is wanted.
"""

EVERY_KIND: tuple[PaperKind, ...] = (
    *MUST_BE_PRINTED,
    *(kind for kind in PaperKind if kind not in MUST_BE_PRINTED),
)
"""What may come out of a printer: those kinds first, then what is printed where it is wanted."""

RECEIPTS = (PaperKind.RECEIPT, PaperKind.SITTING_RECEIPT)
MOST_TOGETHER = 1000
LOOKED_BACK = 2
"""How many working days before today the print centre shows of what was printed."""
BATCH_KEPT = timedelta(days=2)


def require_batch(many: int) -> None:
    """Raises Refused for no paper at all, and for more than are printed as one PDF."""
    if not many:
        raise Refused(N_("Nothing is left to print: choose at least one paper."))
    if many > MOST_TOGETHER:
        raise Refused(
            N_("At most %(most)s papers are printed together: choose a day or a kind of paper."),
            most=MOST_TOGETHER,
        )
