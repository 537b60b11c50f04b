"""The regulation profiles: how each decree numbers and titles the forms (TT01/2018, TT03/2025)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Profile(StrEnum):
    """A decree with its circulars; its value is the year of the circular."""

    DECREE_61 = "2018"
    DECREE_118 = "2025"


class Form(StrEnum):
    """A form that the annexes of the circulars prescribe."""

    RECEIPT = "receipt"
    SUPPLEMENT = "supplement"
    REFUSAL = "refusal"
    APOLOGY = "apology"
    STOP = "stop"
    STOP_FOR_A_WHILE = "stop_for_a_while"
    CONTROL_SHEET = "control_sheet"
    REGISTER = "register"


@dataclass(frozen=True)
class Heading:
    """How a form is called: its number in the annex (empty where it has none) and its title."""

    number: str
    title: str


_RECEIPT = "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ"
_SUPPLEMENT = "PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ"
_REFUSAL = "PHIẾU TỪ CHỐI TIẾP NHẬN GIẢI QUYẾT HỒ SƠ"
_APOLOGY = "PHIẾU XIN LỖI VÀ HẸN LẠI NGÀY TRẢ KẾT QUẢ"
_APOLOGY_2025 = f"{_APOLOGY} VÀ ĐỀ NGHỊ GIA HẠN THỜI GIAN GIẢI QUYẾT"
_STOP = "THÔNG BÁO DỪNG GIẢI QUYẾT HỒ SƠ"
_STOP_FOR_A_WHILE = "THÔNG BÁO TẠM DỪNG GIẢI QUYẾT HỒ SƠ"
_CONTROL_SHEET = "PHIẾU KIỂM SOÁT QUÁ TRÌNH GIẢI QUYẾT HỒ SƠ"
_REGISTER = "SỔ THEO DÕI HỒ SƠ"

HEADINGS: dict[Profile, dict[Form, Heading]] = {
    Profile.DECREE_61: {
        Form.RECEIPT: Heading("Mẫu số 01", _RECEIPT),
        Form.SUPPLEMENT: Heading("Mẫu số 02", _SUPPLEMENT),
        Form.REFUSAL: Heading("Mẫu số 03", _REFUSAL),
        Form.APOLOGY: Heading("Mẫu số 04", _APOLOGY),
        Form.STOP: Heading("", _STOP),
        Form.STOP_FOR_A_WHILE: Heading("", _STOP_FOR_A_WHILE),
        Form.CONTROL_SHEET: Heading("Mẫu số 05", _CONTROL_SHEET),
        Form.REGISTER: Heading("Mẫu số 06", _REGISTER),
    },
    Profile.DECREE_118: {
        Form.RECEIPT: Heading("Mẫu số 01", _RECEIPT),
        Form.SUPPLEMENT: Heading("Mẫu số 02", _SUPPLEMENT),
        Form.REFUSAL: Heading("Mẫu số 03", _REFUSAL),
        Form.APOLOGY: Heading("Mẫu số 04", _APOLOGY_2025),
        Form.STOP: Heading("Mẫu số 05", _STOP),
        Form.STOP_FOR_A_WHILE: Heading("Mẫu số 05", _STOP_FOR_A_WHILE),
        Form.CONTROL_SHEET: Heading("Mẫu số 06", _CONTROL_SHEET),
        Form.REGISTER: Heading("Mẫu số 07", _REGISTER),
    },
}


def heading(profile: str, form: Form) -> Heading:
    """The number and title of a form under a profile."""
    return HEADINGS[Profile(profile)][form]
