"""Every paper that can be printed, from its stored values, in the layout of its day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from onestop.printing import (
    address_label,
    apology_letter,
    consignment_slip,
    control_sheet,
    fee_receipt,
    folder_label,
    handover_list,
    manifest,
    postal_filing,
    rating_slip,
    receipt,
    refusal_slip,
    result_list,
    result_slip,
    sitting_receipt,
    stop_notice,
    supplement_slip,
)
from onestop.printing.design import Design
from onestop.printing.values import from_json

LAYOUTS: dict[str, tuple[Design[Any], ...]] = {
    "receipt": (receipt.DESIGN,),
    "sitting_receipt": (sitting_receipt.DESIGN,),
    "supplement_request": (supplement_slip.DESIGN,),
    "refusal": (refusal_slip.DESIGN,),
    "apology": (apology_letter.DESIGN,),
    "stop_notice": (stop_notice.DESIGN,),
    "result_slip": (result_slip.DESIGN,),
    "fee_receipt": (fee_receipt.DESIGN,),
    "handover_list": (handover_list.DESIGN,),
    "control_sheet": (control_sheet.DESIGN,),
    "result_list": (result_list.DESIGN,),
    "rating_slip": (rating_slip.DESIGN,),
    "folder_label": (folder_label.DESIGN,),
    "consignment_slip": (consignment_slip.DESIGN,),
    "post_record": (postal_filing.DESIGN,),
    "manifest": (manifest.DESIGN,),
    "address_label": (address_label.DESIGN,),
}
"""The designs of each kind, the oldest first: what was issued in one is never set in another.

A design that issued papers is not changed, it is followed by a new one; `tests/printing` holds
the words and places of each.
"""


def newest_layout(kind: str) -> int:
    """The number of the layout in which papers of that kind are issued now."""
    return len(LAYOUTS[kind])


def stored_paper(
    kind: str, layout: int, values: Mapping[str, Any], *, reprint: int = 0
) -> tuple[Design[Any], Any]:
    """The design and the values of a paper as it was issued, marked as that printing of it."""
    design = LAYOUTS[kind][layout - 1]
    return design, replace(from_json(design.values, dict(values)), reprint=reprint)
