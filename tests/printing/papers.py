"""Papers to print in tests: a maker for each kind, and how a paper grows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from onestop.printing.address_label import AddressLabel
from onestop.printing.apology_letter import ApologyLetter
from onestop.printing.consignment_slip import ConsignmentSlip
from onestop.printing.control_sheet import ControlSheet, Leg, Outcome
from onestop.printing.fee_receipt import FeeLine, FeeReceipt
from onestop.printing.folder_label import FolderLabel
from onestop.printing.furniture import Office
from onestop.printing.handover_list import Dossier, HandoverPaper
from onestop.printing.manifest import ListedConsignment, Manifest
from onestop.printing.postal import Party
from onestop.printing.postal_filing import PostalFiling
from onestop.printing.rating_slip import RatingSlip
from onestop.printing.receipt import Receipt, ReceiptComponent
from onestop.printing.refusal_slip import RefusalSlip
from onestop.printing.register import RegisterRow, Volume
from onestop.printing.result_list import ListedResult, ResultList
from onestop.printing.result_slip import ResultSlip
from onestop.printing.sitting_receipt import Appointment, SittingReceipt
from onestop.printing.stop_notice import StopNotice
from onestop.printing.supplement_slip import SupplementSlip

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
CODE = "H29.30.12-261123-0007"
LINK = f"https://motcua.example.gov.vn/look-up/{CODE}/ABCD2345"
AT = datetime(2026, 11, 26, 9, 5, tzinfo=ZONE)

OFFICE = Office(
    superior="Uỷ ban nhân dân phường Tân Hoà",
    name="Trung tâm Phục vụ hành chính công",
    place="Tân Hoà",
    address="12 Lê Lợi",
    phone="028 3899 0000",
)

CASE = {"code": CODE, "look_up_link": LINK, "look_up_secret": "ABCD2345"}
REACHED = {
    "address": "12/5 đường Nguyễn Thị Minh Khai, Phường Bến Thành",
    "phone": "0901234567",
    "email": "phuong@example.vn",
}
REASON = "Giấy chứng sinh ghi ngày sinh khác tờ khai"
TRACKING = "EL123456789VN"


def a_receipt(**changed: Any) -> Receipt:
    """A receipt of one birth, with what is told in its place."""
    receipt = Receipt(
        office=OFFICE,
        number="128/TTPVHCC",
        code=CODE,
        look_up_link=LINK,
        look_up_secret="ABCD2345",
        applicant="Nguyễn Thị Bích Phượng",
        identity_number="079190012345",
        address="12/5 đường Nguyễn Thị Minh Khai, Phường Bến Thành",
        phone="0901234567",
        email="phuong@example.vn",
        content="Thủ tục đăng ký khai sinh",
        components=(
            ReceiptComponent("Tờ khai đăng ký khai sinh theo mẫu", 1, 0),
            ReceiptComponent("Giấy chứng sinh", 1, 2, "Bản điện tử"),
        ),
        sets=1,
        term="3 ngày làm việc",
        received_at=datetime(2026, 2, 3, 9, 5, tzinfo=ZONE),
        due_at=datetime(2026, 11, 27, 17, 0, tzinfo=ZONE),
        return_at="Trung tâm Phục vụ hành chính công",
        fees=("Lệ phí hộ tịch: 8.000 đồng",),
        register_volume="01/2026",
        register_number=128,
        submitter="Nguyễn Thị Bích Phượng",
        clerk="Trần Văn Ổn",
    )
    return replace(receipt, **changed)


def an_appointment(number: int = 1, **changed: Any) -> Appointment:
    """One case of a sitting, the first one that of the birth."""
    appointment = Appointment(
        code=f"{CODE[:-4]}{6 + number:04d}",
        content="Thủ tục đăng ký khai sinh",
        results=("Giấy khai sinh",),
        sets=1,
        term=f"{number} ngày làm việc",
        due_at=datetime(2026, 11, 26 + number % 4, 17, 0, tzinfo=ZONE),
        fees=("Lệ phí hộ tịch: 8.000 đồng",),
        register_number=127 + number,
        components=(ReceiptComponent("Tờ khai theo mẫu", 1, 0),),
    )
    return replace(appointment, **changed)


def a_sitting_receipt(*appointments: Appointment, **changed: Any) -> SittingReceipt:
    """A receipt of these cases, or of two."""
    one = a_receipt()
    receipt = SittingReceipt(
        office=one.office,
        number=one.number,
        look_up_link=one.look_up_link,
        look_up_secret=one.look_up_secret,
        applicant=one.applicant,
        identity_number=one.identity_number,
        address=one.address,
        phone=one.phone,
        email=one.email,
        received_at=one.received_at,
        return_at=one.return_at,
        register_volume=one.register_volume,
        submitter=one.submitter,
        clerk=one.clerk,
        appointments=appointments or (an_appointment(1), an_appointment(2)),
    )
    return replace(receipt, **changed)


def a_result_slip(**changed: Any) -> ResultSlip:
    """The slip of that birth's certificate, with what is told in its place."""
    slip = ResultSlip(
        office=OFFICE,
        number="7/PTKQ-TTPVHCC",
        code=CODE,
        look_up_link=LINK,
        look_up_secret="ABCD2345",
        applicant="Nguyễn Thị Bích Phượng",
        procedure="Thủ tục đăng ký khai sinh",
        result="Giấy khai sinh, số 12/2026 ngày 27/11/2026",
        receiver="Lê Văn Hữu",
        receiver_identity="079190054321",
        method="Nhận trực tiếp",
        handed_at=datetime(2026, 11, 27, 10, 30, tzinfo=ZONE),
        clerk="Trần Văn Ổn",
    )
    return replace(slip, **changed)


def a_supplement_request(**changed: Any) -> SupplementSlip:
    """A request for two papers, with what is told in its place."""
    slip = SupplementSlip(
        office=OFFICE,
        number="3/PBS-TTPVHCC",
        **CASE,
        **REACHED,
        applicant="Nguyễn Thị Bích Phượng",
        content="Thủ tục đăng ký khai sinh",
        requirements=("Bản sao sổ hộ tịch", "Ảnh 4×6"),
        reason=REASON,
        contact="Hoàng Đức Thịnh, điện thoại 028 3899 0001",
        issued_at=AT,
        clerk="Trần Văn Ổn",
        bring_by_at=datetime(2026, 12, 10, 17, tzinfo=ZONE),
    )
    return replace(slip, **changed)


def a_refusal(**changed: Any) -> RefusalSlip:
    """A refusal after appraisal, with what is told in its place."""
    slip = RefusalSlip(
        office=OFFICE,
        number="4/PTC-TTPVHCC",
        **CASE,
        **REACHED,
        applicant="Nguyễn Thị Bích Phượng",
        identity_number="079190012345",
        content="Thủ tục đăng ký khai sinh",
        reason=REASON,
        issued_at=AT,
        submitter="Lê Văn Hữu",
        clerk="Trần Văn Ổn",
    )
    return replace(slip, **changed)


def an_apology(**changed: Any) -> ApologyLetter:
    """An apology of the People's Committee, with what is told in its place."""
    letter = ApologyLetter(
        office=replace(OFFICE, superior="", name="UBND phường Tân Hoà"),
        number="5/PXL",
        **CASE,
        applicant="Nguyễn Thị Bích Phượng",
        identity_number="079190012345",
        procedure="Đăng ký khai sinh",
        received_at=AT,
        old_due_at=datetime(2026, 11, 30, 17, tzinfo=ZONE),
        new_due_at=datetime(2026, 12, 4, 17, tzinfo=ZONE),
        circumstances="Đang chờ xác minh",
        reason=REASON,
        signed_at=AT,
        signer="Phan Hữu Phước",
        signer_title="Chủ tịch UBND phường",
        one_stop="Trung tâm Phục vụ hành chính công",
    )
    return replace(letter, **changed)


def a_stop_notice(**changed: Any) -> StopNotice:
    """The notice of a withdrawal, with what is told in its place."""
    notice = StopNotice(
        office=OFFICE,
        number="6/TBD-TTPVHCC",
        **CASE,
        applicant="Nguyễn Thị Bích Phượng",
        identity_number="079190012345",
        address=REACHED["address"],
        procedure="Đăng ký khai sinh",
        ground="Đề nghị rút hồ sơ của người nộp ngày 26/11/2026.",
        reason="Không còn nhu cầu",
        stopped_at=AT,
        clerk="Trần Văn Ổn",
        given_back="Giấy chứng sinh bản chính",
    )
    return replace(notice, **changed)


def a_handover_list(**changed: Any) -> HandoverPaper:
    """A list of two dossiers, with what is told in its place."""
    paper = HandoverPaper(
        office=OFFICE,
        number="12/GBG",
        from_unit="Trung tâm Phục vụ hành chính công",
        to_unit="Phòng Tư pháp",
        given_at=AT,
        given_by="Trần Văn Ổn",
        dossiers=(
            Dossier(CODE, "Đăng ký khai sinh", "Nguyễn Thị Bích Phượng", AT),
            Dossier(f"{CODE[:-1]}8", "Đăng ký kết hôn", "Lê Văn Hữu", AT),
        ),
    )
    return replace(paper, **changed)


def a_control_sheet(**changed: Any) -> ControlSheet:
    """The control sheet of a case on its second leg, with what is told in its place."""
    centre, justice = "Trung tâm Phục vụ hành chính công", "Phòng Tư pháp"
    control = ControlSheet(
        office=OFFICE,
        number="128/PKS-TTPVHCC",
        code=CODE,
        look_up_link=LINK,
        procedure="Thủ tục đăng ký khai sinh",
        applicant="Nguyễn Thị Bích Phượng",
        lead_agency="Uỷ ban nhân dân phường Tân Hoà",
        partner_agencies=("Công an phường Tân Hoà", "Bảo hiểm xã hội cơ sở Tân Hoà"),
        received_at=datetime(2026, 11, 23, 9, 5, tzinfo=ZONE),
        due_at=datetime(2026, 11, 27, 17, 0, tzinfo=ZONE),
        return_at=centre,
        legs=(
            Leg(centre, justice, AT, "Trần Văn Ổn", "Hoàng Đức Thịnh", Outcome.ON_TIME),
            Leg(justice, centre, note="Kèm hồ sơ gốc"),
        ),
        opened_at=datetime(2026, 11, 23, 9, 5, tzinfo=ZONE),
    )
    return replace(control, **changed)


def a_register_row(number: int = 128, **changed: Any) -> RegisterRow:
    """The row of a case whose result was handed out, with what is told in its place."""
    row = RegisterRow(
        number=number,
        code=f"{CODE[:-4]}{number:04d}",
        procedure="Thủ tục đăng ký khai sinh",
        sets=1,
        applicant="Nguyễn Thị Bích Phượng",
        address="12/5 đường Nguyễn Thị Minh Khai, Phường Bến Thành",
        phone="0901 234 567",
        lead_agency="Phòng Tư pháp",
        received_at=datetime(2026, 11, 23, 9, 5, tzinfo=ZONE),
        due_at=datetime(2026, 11, 27, 17, 0, tzinfo=ZONE),
        forwarded_at=datetime(2026, 11, 23, 14, 30, tzinfo=ZONE),
        result_at=datetime(2026, 11, 25, 16, 20, tzinfo=ZONE),
        handed_at=AT,
        method="Nhận trực tiếp",
        note="Nộp lệ phí",
    )
    return replace(row, **changed)


def a_volume(**changed: Any) -> Volume:
    """The head of a field's volume, with what is told in its place."""
    volume = Volume(
        office=OFFICE,
        number="1/STD-TTPVHCC",
        year=2026,
        field="Hộ tịch",
        volume="01/2026",
        printed_at=AT,
    )
    return replace(volume, **changed)


def a_result_list(**changed: Any) -> ResultList:
    """A list of two results, with what is told in its place."""
    paper = ResultList(
        office=OFFICE,
        number="9/GBGKQ",
        from_unit="Phòng Tư pháp",
        to_unit="Trung tâm Phục vụ hành chính công",
        given_at=AT,
        given_by="Hoàng Đức Thịnh",
        results=(
            ListedResult(CODE, "Đăng ký khai sinh", "Giấy khai sinh", "Nguyễn Thị Bích", 8_000),
            ListedResult(f"{CODE[:-1]}8", "Đăng ký kết hôn", "Từ chối", "Lê Hữu", by_post=True),
        ),
    )
    return replace(paper, **changed)


def a_rating_slip(**changed: Any) -> RatingSlip:
    """The slip that goes out with that birth's receipt, with what is told in its place."""
    slip = RatingSlip(office=OFFICE, procedure="Thủ tục đăng ký khai sinh", issued_at=AT)
    return replace(slip, **changed)


def a_folder_label(**changed: Any) -> FolderLabel:
    """The label of that birth's folder, with what is told in its place."""
    label = FolderLabel(
        office=OFFICE,
        code=CODE,
        procedure="Thủ tục đăng ký khai sinh",
        applicant="Nguyễn Thị Bích Phượng",
        received_at=datetime(2026, 11, 23, 9, 5, tzinfo=ZONE),
        due_at=datetime(2026, 11, 27, 17, 0, tzinfo=ZONE),
    )
    return replace(label, **changed)


APPLICANT = Party("Nguyễn Thị Bích Phượng", REACHED["address"], "0901 234 567")
CENTRE = Party("Trung tâm Phục vụ hành chính công", "12 Lê Lợi, phường Tân Hoà", "028 3899 0000")


def a_consignment_slip(**changed: Any) -> ConsignmentSlip:
    """The slip of a dossier that is sent in, with what is told in its place."""
    slip = ConsignmentSlip(
        office=OFFICE,
        number="21/PGHS",
        tracking_code=TRACKING,
        code=CODE,
        carrier="Bưu điện tỉnh",
        service="Gửi hồ sơ và nhận kết quả",
        sender=APPLICANT,
        receiver=CENTRE,
        procedure="Thủ tục đăng ký khai sinh",
        papers=(
            ReceiptComponent("Tờ khai đăng ký khai sinh theo mẫu", 1, 0),
            ReceiptComponent("Giấy chứng sinh", 1, 2, "Trả lại bản chính"),
        ),
        postage=26_500,
        collect=8_000,
        sent_at=AT,
        handed_in_by="Lê Văn Hữu",
        postman="Đỗ Quốc Bảo",
    )
    return replace(slip, **changed)


def a_post_record(**changed: Any) -> PostalFiling:
    """The record of that dossier's filing, with what is told in its place."""
    filing = PostalFiling(
        office=OFFICE,
        number="21/BBGN",
        tracking_code=TRACKING,
        code=CODE,
        carrier="Bưu điện tỉnh",
        postman="Đỗ Quốc Bảo",
        sender=APPLICANT,
        procedure="Thủ tục đăng ký khai sinh",
        papers=a_consignment_slip().papers,
        sets=1,
        filed_at=AT,
        clerk="Trần Văn Ổn",
        note="Bì thư còn nguyên niêm phong",
    )
    return replace(filing, **changed)


def a_manifest(**changed: Any) -> Manifest:
    """A manifest of two consignments, with what is told in its place."""
    address = "12/5 đường Nguyễn Thị Minh Khai, Phường Bến Thành"
    manifest = Manifest(
        office=OFFICE,
        number="33/BKBG",
        carrier="Bưu điện tỉnh",
        taken_at=AT,
        consignments=(
            ListedConsignment(
                TRACKING, CODE, "Nguyễn Thị Bích Phượng", address, "0901 234 567", 26_500, 8_000
            ),
            ListedConsignment(
                "EL123456790VN",
                f"{CODE[:-1]}8",
                "Lê Văn Hữu",
                "3 Hàm Nghi",
                "0912 345 678",
                18_000,
                125_000,
                "Thu lại giấy chứng nhận cũ",
            ),
        ),
        sealed=2,
        given_by="Trần Văn Ổn",
        postman="Đỗ Quốc Bảo",
    )
    return replace(manifest, **changed)


def an_address_label(**changed: Any) -> AddressLabel:
    """The label of a result that is sent out, with what is told in its place."""
    label = AddressLabel(
        office=OFFICE,
        tracking_code=TRACKING,
        sender=CENTRE,
        receiver=APPLICANT,
        collect=125_000,
        withdraw="Giấy chứng nhận cũ (bản chính)",
    )
    return replace(label, **changed)


def a_fee_receipt(**changed: Any) -> FeeReceipt:
    """The receipt of three fees, one of them exempt, with what is told in its place."""
    receipt = FeeReceipt(
        office=OFFICE,
        number="12/BLTP-TTPVHCC",
        code=CODE,
        look_up_link=LINK,
        look_up_secret="ABCD2345",
        payer="Nguyễn Thị Bích Phượng",
        applicant="Trần Văn Ổn",
        procedure="Chứng thực bản sao từ bản chính",
        lines=(
            FeeLine("Phí chứng thực (trang thứ nhất, thứ hai)", "2.000/trang", 2, 4_000),
            FeeLine("Phí chứng thực (từ trang thứ ba)", "1.000/trang", 21, 21_000),
            FeeLine("Lệ phí hộ tịch", "8.000", 1, 0, "Người thuộc hộ nghèo"),
        ),
        total=25_000,
        method="Chuyển khoản (FT26330123456)",
        paid_at=datetime(2026, 11, 26, 9, 5, tzinfo=ZONE),
        collector="Lê Thị Hồng Gấm",
    )
    return replace(receipt, **changed)


MAKERS: dict[str, Callable[..., Any]] = {
    "receipt": a_receipt,
    "sitting_receipt": a_sitting_receipt,
    "supplement_request": a_supplement_request,
    "refusal": a_refusal,
    "apology": an_apology,
    "stop_notice": a_stop_notice,
    "result_slip": a_result_slip,
    "fee_receipt": a_fee_receipt,
    "handover_list": a_handover_list,
    "control_sheet": a_control_sheet,
    "result_list": a_result_list,
    "rating_slip": a_rating_slip,
    "folder_label": a_folder_label,
    "consignment_slip": a_consignment_slip,
    "post_record": a_post_record,
    "manifest": a_manifest,
    "address_label": an_address_label,
}
"""A maker for each kind of paper that the press knows."""

_MARKED = {"code", "tracking_code", "look_up_link", "look_up_secret"}
_CHOSEN = {"profile", "logo", "outcome", "combined"}
_NO_PROSE = _MARKED | _CHOSEN


def grown(values: Any, told: Iterator[str], count: int) -> Any:
    """The same paper with other words in every place that holds words, and lists so long."""
    changed = {
        each.name: _grown(getattr(values, each.name), told, count)
        for each in fields(values)
        if each.name not in _NO_PROSE
    }
    return replace(values, **changed)


def _grown(value: Any, told: Iterator[str], count: int) -> Any:
    if isinstance(value, str):
        return next(told)
    if isinstance(value, tuple) and value:
        return tuple(_grown(value[number % len(value)], told, count) for number in range(count))
    if is_dataclass(value):
        return grown(value, told, count)
    return value


def prose(values: Any) -> Iterator[tuple[str, str]]:
    """What `grown` put into a paper, each with the name of its place; the office apart."""
    for each in fields(values):
        if each.name in _NO_PROSE or each.name == "office":
            continue
        value = getattr(values, each.name)
        for part in value if isinstance(value, tuple) else (value,):
            if isinstance(part, str):
                yield each.name, part
            elif is_dataclass(part):
                yield from prose(part)
