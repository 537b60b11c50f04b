"""The papers that the acts leave, printed from the values that were stored."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response as Page
from flask import abort

from onestop.accounts.rules import Permission
from onestop.accounts.session import current_actor
from onestop.cases.models import IssuedPaper
from onestop.cases.queries import one_case
from onestop.cases.rules.paper import PaperKind
from onestop.cases.views.blueprint import blueprint
from onestop.db import db
from onestop.printing import (
    apology_letter,
    fee_receipt,
    refusal_slip,
    result_slip,
    stop_notice,
    supplement_slip,
)
from onestop.printing.values import from_json
from onestop.web.access import requires

PRINTERS: dict[PaperKind, tuple[type[Any], Callable[[Any], bytes]]] = {
    PaperKind.SUPPLEMENT_REQUEST: (supplement_slip.SupplementSlip, supplement_slip.render),
    PaperKind.REFUSAL: (refusal_slip.RefusalSlip, refusal_slip.render),
    PaperKind.APOLOGY: (apology_letter.ApologyLetter, apology_letter.render),
    PaperKind.STOP_NOTICE: (stop_notice.StopNotice, stop_notice.render),
    PaperKind.RESULT_SLIP: (result_slip.ResultSlip, result_slip.render),
    PaperKind.FEE_RECEIPT: (fee_receipt.FeeReceipt, fee_receipt.render),
}
"""What each kind of paper is read as, and who draws it."""


@blueprint.get("/<code>/papers/<int:paper_id>.pdf")
@requires(Permission.SEE_UNIT_CASES)
def paper(code: str, paper_id: int) -> Page:
    """A paper about the case as it was issued."""
    case = one_case.own_case_for(db.session(), current_actor(), code)
    stored = one_case.paper(db.session(), case.id, paper_id)
    if stored is None or stored.kind not in PRINTERS:
        abort(404)
    return printed(stored, f"{case.code}-{stored.kind}")


def printed(stored: IssuedPaper, name: str) -> Page:
    """A stored paper as a PDF under that name."""
    kind, render = PRINTERS[PaperKind(stored.kind)]
    named = {"Content-Disposition": f'inline; filename="{name}.pdf"'}
    pdf = render(from_json(kind, stored.printed))
    return Page(pdf, mimetype="application/pdf", headers=named)
