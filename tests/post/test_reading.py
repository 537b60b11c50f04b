"""A carrier's file as it comes: CSV or Excel, whole or damaged, as lines of text cells."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook

from onestop.errors import Refused
from onestop.post import reading
from tests.post.makers import TUESDAY

HEADINGS = ["Số hiệu", "Trạng thái", "Thời gian", "Người ký nhận"]
ITEM = "EA000000001VN"
SHEET = "xl/worksheets/sheet1.xml"


def excel(*rows: Sequence[object]) -> bytes:
    """A workbook with these rows."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    packed = BytesIO()
    book.save(packed)
    return packed.getvalue()


def damaged(name: str, damage: Callable[[bytes], bytes]) -> bytes:
    """A workbook of which one part is not what Excel wrote."""
    whole = BytesIO(excel(HEADINGS, [ITEM, "Thất lạc", "17/11/2026"]))
    packed = BytesIO()
    with ZipFile(whole) as before, ZipFile(packed, "w", ZIP_DEFLATED) as after:
        for each in before.namelist():
            content = before.read(each)
            after.writestr(each, damage(content) if each == name else content)
    return packed.getvalue()


def overwritten() -> bytes:
    """A workbook whose packed sheet was written over on its way."""
    content = bytearray(excel(HEADINGS, [ITEM, "Thất lạc", "17/11/2026"]))
    begin = content.index(SHEET.encode()) + len(SHEET) + 20
    content[begin : begin + 60] = bytes(each ^ 0xFF for each in content[begin : begin + 60])
    return bytes(content)


def test_csv_and_excel_are_read_alike() -> None:
    moment = TUESDAY.replace(tzinfo=None)
    content = excel(
        HEADINGS,
        [ITEM, "Phát thành công", moment, None],
        [123456789, "Thất lạc", None, None],
    )
    read = reading.read_table("a.xlsx", content)
    assert read == [
        HEADINGS,
        [ITEM, "Phát thành công", "17/11/2026 09:00:00", ""],
        ["123456789", "Thất lạc", "", ""],
    ]
    lines = "\n".join(";".join(row) for row in read)
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        assert reading.read_table("a.csv", lines.encode(encoding)) == read


def test_an_empty_line_keeps_its_place_so_that_lines_are_counted_as_in_the_file() -> None:
    nothing = ["", "", "", ""]
    lost = [ITEM, "Thất lạc", "17/11/2026", ""]
    rows = [HEADINGS, [], lost, [], []]
    assert reading.read_table("a.xlsx", excel(*rows)) == [HEADINGS, nothing, lost]
    text = "\n".join(";".join(row) for row in rows)
    assert reading.read_table("a.csv", text.encode()) == [HEADINGS, nothing, lost]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "no line below"),
        ("Số hiệu;Ngày\n".encode(), "no line below"),
        (b"a;b\n" * 6000, "5,000 lines"),
        (b"x" * 2_000_001, "larger than 2 MB"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old Excel file"),
        (b"  <html><table><tr><td>EA000000001VN</td></tr></table>", "neither CSV nor Excel"),
    ],
    ids=lambda it: str(it)[:20],
)
def test_what_is_no_table_is_refused_with_a_sentence(content: bytes, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        reading.read_table("a.csv", content)


@pytest.mark.parametrize(
    "content",
    [
        b"PK\x03\x04 no zip at all",
        excel(HEADINGS, [ITEM])[:-200],
        damaged(SHEET, lambda whole: whole[: len(whole) // 2]),
        damaged("xl/workbook.xml", lambda _whole: b"<workbook"),
        damaged("xl/styles.xml", lambda _whole: b"<styleSheet><fills><fill/></fills></styleSheet>"),
        damaged("[Content_Types].xml", lambda _whole: b""),
        overwritten(),
        b"a;b\n" + b'"' + b"x" * 200_000,
        b'a;b\n1;"2\n3;4\n5;6\n',
    ],
    ids=(
        *("no zip", "cut off", "half a sheet", "no book", "no styles", "no types", "overwritten"),
        *("endless cell", "open quotation mark"),
    ),
)
def test_a_damaged_file_is_refused_with_a_sentence(content: bytes) -> None:
    with pytest.raises(Refused, match="neither CSV nor Excel"):
        reading.read_table("a.csv", content)
