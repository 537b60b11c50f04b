"""The papers of the postal desk: manifest, labels and slips, each as it was issued."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import func, select, update

from onestop.accounts.models import Agency
from onestop.accounts.rules import Role
from onestop.cases.models import IssuedPaper
from onestop.cases.queries import papers as issued
from onestop.cases.rules.paper import PaperKind
from onestop.db import db, transaction
from onestop.errors import NotFound, Refused
from onestop.post.operations import packing, papers
from onestop.printing.press import stored_paper
from tests.cases.makers import an_actor
from tests.post.makers import (
    ADDRESS,
    HOUR,
    TUESDAY,
    WEDNESDAY,
    Desk,
    a_posted,
    a_result,
    consignment,
    hand_over,
    open_manifest,
    pack,
)
from tests.printing.reading import picture, scanned, text_of

ITEM, OTHER = "EA123456789VN", "EA123456790VN"


def labels(desk: Desk, manifest_id: int) -> list[int]:
    with transaction() as session:
        made = papers.issue_labels(session, manifest_id, by=desk.postman, at=TUESDAY)
        return [each.id for each in made]


def noted(desk: Desk, number: int, **changed: Any) -> None:
    one = consignment(number)
    told = {"item_code": one.item_code, "postage": one.postage, "to_collect": one.to_collect}
    with transaction() as session:
        packing.label(session, number, **{**told, **changed}, by=desk.postman)


def paper(paper_id: int) -> IssuedPaper:
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(IssuedPaper, paper_id)


def pdf(paper_id: int) -> bytes:
    one = paper(paper_id)
    design, values = stored_paper(one.kind, one.layout, one.printed)
    return design.pdf(values)


def test_a_label_says_to_whom_it_goes_and_what_to_collect(desk: Desk) -> None:
    number = pack(desk, a_result(desk.office), ITEM)
    noted(desk, number, postage=26_000, to_collect=8_000)
    (label,) = labels(desk, open_manifest(desk).id)
    content = pdf(label)
    assert scanned(picture(content)) == {"Code128": ITEM}
    text = " ".join(text_of(content))
    assert "THU HỘ: 8.000 đồng" in text
    assert "Nguyễn Thị Ánh Nguyệt" in text


def test_a_label_is_issued_anew_only_where_it_says_something_else(desk: Desk) -> None:
    first, second = (pack(desk, a_result(desk.office), code) for code in (ITEM, OTHER))
    manifest = open_manifest(desk).id
    before = labels(desk, manifest)
    assert labels(desk, manifest) == before
    noted(desk, second, to_collect=8_000)
    after = labels(desk, manifest)
    assert after[0] == before[0]
    assert after[1] != before[1]
    assert [paper(each).printed["collect"] for each in (before[1], after[1])] == [0, 8_000]
    assert consignment(first).item_code == ITEM


def test_a_later_address_of_the_office_changes_no_label_that_has_left(desk: Desk) -> None:
    number = pack(desk, a_result(desk.office), ITEM)
    manifest = open_manifest(desk).id
    before = labels(desk, manifest)
    hand_over(desk)
    with transaction() as session:
        session.execute(update(Agency).values(paper_footer="Chuyển trụ sở"))
    assert labels(desk, manifest) == before
    assert paper(before[0]).printed["receiver"]["address"] == ADDRESS
    assert consignment(number).receiver_address == ADDRESS


def test_the_manifest_is_issued_as_it_is_handed_over_and_only_once(desk: Desk) -> None:
    for code in (ITEM, OTHER):
        noted(desk, pack(desk, a_result(desk.office), code), postage=26_000, to_collect=8_000)
    open_one = open_manifest(desk).id
    with pytest.raises(Refused, match="sealed and handed over"), transaction() as session:
        papers.issue_manifest(session, open_one, by=desk.postman)
    manifest = hand_over(desk)
    with transaction() as session:
        printed = papers.issue_manifest(session, manifest, by=desk.postman)
        paper_id, number = printed.id, printed.number
    assert number == 1
    kind = IssuedPaper.kind == PaperKind.MANIFEST
    assert db.session.scalar(select(func.count()).select_from(IssuedPaper).where(kind)) == 1
    said = paper(paper_id).printed
    assert said["number"].startswith("1/BKBG-")
    assert (said["postman"], said["sealed"]) == ("Lê Văn Bưu", 2)
    assert [each["tracking_code"] for each in said["consignments"]] == [ITEM, OTHER]
    pages = text_of(pdf(paper_id))
    assert len(pages) == 2
    assert all("52.000" in page and "16.000" in page for page in pages)


def test_a_slip_is_numbered_once_the_postman_has_the_item(desk: Desk) -> None:
    number = pack(desk, a_result(desk.office), ITEM)
    with pytest.raises(Refused, match="sealed and handed over"), transaction() as session:
        papers.issue_slip(session, number, by=desk.postman, at=TUESDAY)
    hand_over(desk)
    made = []
    for at in (TUESDAY + HOUR, WEDNESDAY):
        with transaction() as session:
            made.append(papers.issue_slip(session, number, by=desk.postman, at=at).id)
    assert made[0] == made[1]
    said = paper(made[0]).printed
    assert said["number"].startswith("1/PGHS-")
    assert (said["code"], said["postman"]) == (consignment(number).case.code, "Lê Văn Bưu")
    assert scanned(picture(pdf(made[0]))) == {"Code128": ITEM}


def test_what_was_taken_off_has_no_label(desk: Desk) -> None:
    number = pack(desk, a_result(desk.office), ITEM)
    with transaction() as session:
        packing.remove(session, number, by=desk.postman, at=TUESDAY)
    with pytest.raises(Refused, match="taken this consignment off"), transaction() as session:
        papers.issue_label(session, number, by=desk.postman, at=TUESDAY)
    with pytest.raises(Refused, match="Nothing is on this manifest"):
        labels(desk, open_manifest(desk).id)


def test_the_desk_sees_its_papers_and_other_offices_do_not(desk: Desk) -> None:
    number = a_posted(desk, ITEM)
    with transaction() as session:
        label = papers.issue_label(session, number, by=desk.postman, at=TUESDAY).id
    assert issued.one(db.session(), desk.postman, label).kind == PaperKind.ADDRESS_LABEL
    stranger = replace(desk.postman, agency_id=desk.office.agency_id + 1)
    outsider = an_actor(desk.office, "xa", Role.OFFICIAL, "post")
    for actor in (stranger, outsider):
        with pytest.raises(NotFound):
            issued.one(db.session(), actor, label)
    with pytest.raises(NotFound), transaction() as session:
        papers.issue_label(session, number, by=stranger, at=TUESDAY)
