"""What people are told, in Vietnamese."""

from __future__ import annotations

from onestop.notices.rules import NoticeEvent
from onestop.notices.words.form import Letter, Words

VIETNAMESE = Letter(
    greeting="Kính gửi {name},",
    look_up="Theo dõi hồ sơ tại: {link}",
    open_case="Mở hồ sơ: {link}",
    ending="Trân trọng,\n{office}\n\nĐây là thư gửi tự động, vui lòng không trả lời thư này.",
    a_procedure="thu tuc hanh chinh",
    stuck={
        "": "nằm yên quá lâu",
        "not_handed_over": "đã tiếp nhận mà chưa bàn giao",
        "not_accepted": "đã giao mà chưa nhận",
        "untouched": "không được xử lý lâu hơn thường lệ",
        "supplement_not_issued": "đề xuất bổ sung chưa gửi người nộp",
        "apology_not_signed": "dự thảo phiếu xin lỗi chưa được ký",
        "apology_not_told": "phiếu xin lỗi đã ký mà chưa báo người nộp",
        "papers_brought": "có thể đã nộp bổ sung mà chưa ghi nhận",
        "supplement_unanswered": "lâu chưa nộp bổ sung",
        "duty_unanswered": "nghĩa vụ tài chính chưa có phản hồi",
        "not_resumed": "tạm dừng đã lâu chưa tiếp tục",
        "with_post": "đã gửi bưu chính, quá hạn chưa có tin",
        "came_back": "bưu chính chuyển hoàn kết quả",
        "lost": "bưu chính làm thất lạc kết quả, chưa cấp lại",
        "not_returned": "có kết quả mà chưa trả",
    },
    events={
        NoticeEvent.RECEIVED: Words(
            "Đã tiếp nhận hồ sơ {code}",
            "Hồ sơ {code} về thủ tục “{procedure}” đã được tiếp nhận. "
            "Thời gian hẹn trả kết quả: {due_at}.",
            "Ho so {code} ({procedure}) da duoc tiep nhan. Hen tra ket qua: {due_at}.",
        ),
        NoticeEvent.DUE_AMENDED: Words(
            "Thay đổi ngày hẹn trả kết quả hồ sơ {code}",
            "Thời gian hẹn trả kết quả hồ sơ {code} về thủ tục “{procedure}” "
            "được thay đổi từ {old_due_at} sang {due_at}. Lý do: {reason}.",
            "Ho so {code} ({procedure}): thoi gian hen tra ket qua doi sang {due_at}.",
        ),
        NoticeEvent.SUPPLEMENT_REQUESTED: Words(
            "Yêu cầu bổ sung hồ sơ {code}",
            "Hồ sơ {code} về thủ tục “{procedure}” cần được bổ sung. Những giấy tờ cần nộp thêm "
            "được ghi trong phiếu yêu cầu bổ sung và trên trang tra cứu hồ sơ. "
            "Thời hạn giải quyết tạm dừng cho đến khi hồ sơ được bổ sung đầy đủ.",
            "Ho so {code} ({procedure}) can bo sung giay to. Xem phieu yeu cau bo sung.",
        ),
        NoticeEvent.SUPPLEMENT_LONGER: Words(
            "Dời thời hạn bổ sung hồ sơ {code}",
            "Thời hạn bổ sung hồ sơ {code} về thủ tục “{procedure}” được dời từ "
            "{old_close_by_at} sang {close_by_at}. Lý do: {reason}.",
            "Ho so {code} ({procedure}): thoi han bo sung giay to doi sang {close_by_at}.",
        ),
        NoticeEvent.SUPPLEMENT_ENDS: Words(
            "Hồ sơ {code} sắp hết thời hạn bổ sung",
            "Hồ sơ {code} về thủ tục “{procedure}” vẫn chưa được bổ sung đầy đủ. Đề nghị ông/bà "
            "nộp đủ giấy tờ còn thiếu trước {close_by_at}; quá thời hạn này, "
            "hồ sơ sẽ kết thúc giải quyết.",
            "Ho so {code} ({procedure}) can bo sung truoc {close_by_at}, qua han se ket thuc.",
        ),
        NoticeEvent.SUPPLEMENT_CLOSED: Words(
            "Hồ sơ {code} kết thúc vì chưa được bổ sung",
            "Hồ sơ {code} về thủ tục “{procedure}” đã kết thúc giải quyết "
            "vì quá thời hạn mà chưa được bổ sung đầy đủ. Ông/bà có thể nộp lại hồ sơ mới.",
            "Ho so {code} ({procedure}) da ket thuc vi qua han bo sung. Co the nop lai.",
        ),
        NoticeEvent.SUPPLEMENT_RECEIVED: Words(
            "Đã nhận giấy tờ bổ sung của hồ sơ {code}",
            "Giấy tờ bổ sung của hồ sơ {code} về thủ tục “{procedure}” đã được tiếp nhận, "
            "hồ sơ được giải quyết tiếp. Thời gian hẹn trả kết quả mới: {due_at}.",
            "Ho so {code} ({procedure}) da nhan bo sung. Hen tra ket qua: {due_at}.",
        ),
        NoticeEvent.DUTY_NOTIFIED: Words(
            "Thông báo nghĩa vụ tài chính của hồ sơ {code}",
            "Hồ sơ {code} về thủ tục “{procedure}” có nghĩa vụ tài chính cần thực hiện. "
            "Thời hạn giải quyết tạm dừng cho đến khi ông/bà nộp lại chứng từ nộp tiền.",
            "Ho so {code} ({procedure}) co nghia vu tai chinh can nop. Xem thong bao.",
        ),
        NoticeEvent.DUTY_MET: Words(
            "Đã nhận chứng từ nộp tiền của hồ sơ {code}",
            "Chứng từ thực hiện nghĩa vụ tài chính của hồ sơ {code} về thủ tục “{procedure}” "
            "đã được tiếp nhận, thời hạn giải quyết tiếp tục được tính. "
            "Thời gian hẹn trả kết quả: {due_at}.",
            "Ho so {code} ({procedure}) da nhan chung tu. Hen tra ket qua: {due_at}.",
        ),
        NoticeEvent.SUSPENDED: Words(
            "Tạm dừng giải quyết hồ sơ {code}",
            "Việc giải quyết hồ sơ {code} về thủ tục “{procedure}” tạm dừng, thời hạn giải quyết "
            "không tính trong thời gian này; lý do ghi trong thông báo dừng giải quyết hồ sơ. "
            "Chúng tôi sẽ báo thời gian hẹn trả kết quả mới khi hồ sơ được giải quyết tiếp.",
            "Ho so {code} ({procedure}) tam dung giai quyet. Se bao khi giai quyet tiep.",
        ),
        NoticeEvent.RESUMED: Words(
            "Tiếp tục giải quyết hồ sơ {code}",
            "Hồ sơ {code} về thủ tục “{procedure}” được tiếp tục giải quyết sau thời gian tạm "
            "dừng. Thời gian hẹn trả kết quả: {due_at}.",
            "Ho so {code} ({procedure}) duoc giai quyet tiep. Hen tra ket qua: {due_at}.",
        ),
        NoticeEvent.REOPENED: Words(
            "Mở lại hồ sơ {code} để sửa sai sót",
            "Kết quả hồ sơ {code} về thủ tục “{procedure}” có sai sót do cơ quan giải quyết. "
            "Chúng tôi xin lỗi và sửa lại, không thu phí; thời gian hẹn trả kết quả mới: {due_at}.",
            "Ho so {code} ({procedure}) duoc mo lai de sua sai sot. Hen tra: {due_at}.",
        ),
        NoticeEvent.APOLOGY: Words(
            "Xin lỗi và hẹn lại ngày trả kết quả hồ sơ {code}",
            "Hồ sơ {code} về thủ tục “{procedure}” chưa được giải quyết xong đúng hẹn "
            "{old_due_at}. Chúng tôi xin lỗi và hẹn trả kết quả vào {due_at}.",
            "Ho so {code} ({procedure}) cham tra, xin loi va hen lai: {due_at}.",
        ),
        NoticeEvent.RESULT_READY: Words(
            "Đã có kết quả hồ sơ {code}",
            "Hồ sơ {code} về thủ tục “{procedure}” đã có kết quả. "
            "Ông/bà nhận kết quả theo hình thức đã đăng ký; "
            "khi đến nhận, vui lòng mang theo giấy tiếp nhận và giấy tờ tuỳ thân.",
            "Ho so {code} ({procedure}) da co ket qua. Moi den nhan theo giay hen.",
        ),
        NoticeEvent.RESULT_EARLY: Words(
            "Đã có kết quả hồ sơ {code} trước hẹn",
            "Hồ sơ {code} về thủ tục “{procedure}” đã có kết quả sớm hơn ngày hẹn {due_at}. "
            "Ông/bà có thể nhận kết quả ngay theo hình thức đã đăng ký; "
            "khi đến nhận, vui lòng mang theo giấy tiếp nhận và giấy tờ tuỳ thân.",
            "Ho so {code} ({procedure}) da co ket qua som hon ngay hen. Moi den nhan.",
        ),
        NoticeEvent.UNCLAIMED: Words(
            "Nhắc nhận kết quả hồ sơ {code}",
            "Kết quả hồ sơ {code} về thủ tục “{procedure}” đang chờ ông/bà đến nhận.",
            "Ket qua ho so {code} ({procedure}) dang cho nhan. Moi den Bo phan Mot cua.",
        ),
        NoticeEvent.POSTED: Words(
            "Đã gửi kết quả hồ sơ {code} qua bưu chính",
            "Kết quả hồ sơ {code} về thủ tục “{procedure}” đã được giao cho {carrier}, "
            "mã bưu gửi {item_code}. Khi nhận, ông/bà xuất trình giấy tờ tuỳ thân và "
            "giao lại giấy tiếp nhận cho nhân viên bưu chính.",
            "Ket qua ho so {code} ({procedure}) da gui qua buu chinh, ma {item_code}.",
        ),
        NoticeEvent.DELIVERED: Words(
            "Bưu chính đã phát kết quả hồ sơ {code}",
            "Kết quả hồ sơ {code} về thủ tục “{procedure}” đã được bưu chính phát, "
            "mã bưu gửi {item_code}. Nếu ông/bà chưa nhận được, xin báo ngay cho chúng tôi.",
            "Ket qua ho so {code} ({procedure}) da duoc phat, ma {item_code}.",
        ),
        NoticeEvent.LOST_BY_POST: Words(
            "Xin lỗi về việc thất lạc kết quả hồ sơ {code}",
            "Kết quả hồ sơ {code} về thủ tục “{procedure}”, mã bưu gửi {item_code}, bị thất lạc "
            "trên đường gửi. Chúng tôi xin lỗi ông/bà và sẽ cấp lại; ông/bà không phải nộp lại "
            "hồ sơ và không phải trả thêm khoản nào.",
            "Xin loi: ket qua ho so {code} ({procedure}) bi that lac. Chung toi cap lai mien phi.",
        ),
        NoticeEvent.REFUSED: Words(
            "Từ chối giải quyết hồ sơ {code}",
            "Hồ sơ {code} về thủ tục “{procedure}” không đủ điều kiện giải quyết. "
            "Lý do được ghi trong phiếu từ chối.",
            "Ho so {code} ({procedure}) khong du dieu kien giai quyet. Xem phieu tu choi.",
        ),
        NoticeEvent.STOPPED: Words(
            "Dừng giải quyết hồ sơ {code}",
            "Việc giải quyết hồ sơ {code} về thủ tục “{procedure}” được dừng lại. "
            "Lý do được ghi trong thông báo dừng giải quyết.",
            "Ho so {code} ({procedure}) duoc dung giai quyet. Moi nhan thong bao dung.",
        ),
        NoticeEvent.WITHDRAWN: Words(
            "Đã rút hồ sơ {code}",
            "Hồ sơ {code} về thủ tục “{procedure}” đã được rút theo đề nghị của ông/bà.",
            "Ho so {code} ({procedure}) da duoc rut theo de nghi cua ong/ba.",
        ),
        NoticeEvent.ASSIGNED: Words(
            "Bạn được giao hồ sơ {code}",
            "Bạn được giao hồ sơ {code} ({procedure}).",
        ),
        NoticeEvent.HANDED_OVER: Words(
            "Hồ sơ {code} chuyển đến đơn vị",
            "Hồ sơ {code} ({procedure}) được chuyển đến {unit}, chờ xác nhận.",
        ),
        NoticeEvent.DUE_SOON: Words(
            "Hồ sơ {code} sắp đến hạn",
            "Hồ sơ {code} ({procedure}) sắp đến hạn: {due_at}.",
        ),
        NoticeEvent.OVERDUE: Words(
            "Hồ sơ {code} quá hạn",
            "Hồ sơ {code} ({procedure}) đã quá hạn từ {due_at}.",
        ),
        NoticeEvent.STEP_OVERDUE: Words(
            "Hồ sơ {code} quá hạn ở một bước xử lý",
            "Bước “{step}” của hồ sơ {code} ({procedure}) đã quá hạn từ {due_at}.",
        ),
        NoticeEvent.HANDOVER_OVERDUE: Words(
            "Hồ sơ {code} quá hạn tiếp nhận bàn giao",
            "Hồ sơ {code} ({procedure}) phải được {unit} nhận bàn giao trước {due_at} "
            "mà chưa được xác nhận.",
        ),
        NoticeEvent.OPINION_OVERDUE: Words(
            "Quá hạn cho ý kiến về hồ sơ {code}",
            "{unit} chưa cho ý kiến về hồ sơ {code} ({procedure}), hạn trả lời là {due_at}.",
        ),
        NoticeEvent.ESCALATED: Words(
            "Hồ sơ {code} quá hạn được báo lên cấp trên",
            "Hồ sơ {code} ({procedure}) quá hạn từ {due_at} tại {unit}, cần lãnh đạo chỉ đạo.",
        ),
        NoticeEvent.APOLOGY_DUE: Words(
            "Phiếu xin lỗi hồ sơ {code} đã soạn sẵn",
            "Hồ sơ {code} ({procedure}) hẹn trả {due_at}. Phiếu xin lỗi và hẹn lại đã soạn sẵn: "
            "nếu không kịp, hãy kiểm tra và gửi ngay để thủ trưởng ký trước hẹn một ngày; "
            "nếu đã quá hẹn, vẫn phải gửi ngay.",
        ),
        NoticeEvent.APOLOGY_TO_SIGN: Words(
            "Phiếu xin lỗi hồ sơ {code} chờ ký",
            "Phiếu xin lỗi và hẹn lại của hồ sơ {code} ({procedure}) chờ bạn ký.",
        ),
        NoticeEvent.APOLOGY_TO_TELL: Words(
            "Phiếu xin lỗi hồ sơ {code} đã ký",
            "Phiếu xin lỗi của hồ sơ {code} ({procedure}) đã được ký: "
            "đổi ngày hẹn sang {due_at} và báo cho người nộp.",
        ),
        NoticeEvent.SUPPLEMENT_TO_ISSUE: Words(
            "Yêu cầu bổ sung hồ sơ {code} chờ ban hành",
            "{unit} đề xuất yêu cầu người nộp bổ sung hồ sơ {code} ({procedure}): "
            "ban hành phiếu yêu cầu hoặc trả lại đề xuất.",
        ),
        NoticeEvent.SUPPLEMENT_SENT_BACK: Words(
            "Đề xuất bổ sung hồ sơ {code} bị trả lại",
            "Bộ phận Một cửa trả lại đề xuất bổ sung của bạn cho hồ sơ {code} ({procedure}); "
            "nội dung cần sửa ghi trong hồ sơ.",
        ),
        NoticeEvent.APOLOGY_SENT_BACK: Words(
            "Dự thảo xin lỗi hồ sơ {code} bị trả lại",
            "Thủ trưởng trả lại dự thảo phiếu xin lỗi của bạn cho hồ sơ {code} ({procedure}); "
            "nội dung cần sửa ghi trong hồ sơ.",
        ),
        NoticeEvent.BROUGHT: Words(
            "Hồ sơ {code} đã được bổ sung",
            "Hồ sơ {code} ({procedure}) đã nhận được giấy tờ còn chờ và được giải quyết tiếp; "
            "đến hạn {due_at}.",
        ),
        NoticeEvent.PAPERS_UNRECORDED: Words(
            "Kiểm tra giấy tờ bổ sung của hồ sơ {code}",
            "Hồ sơ {code} ({procedure}) đã hết thời hạn bổ sung nhưng tập hồ sơ đã về lại quầy "
            "nên chưa kết thúc: nếu giấy tờ đã đủ, hãy ghi nhận bổ sung; "
            "nếu chưa, hãy liên hệ người nộp.",
        ),
        NoticeEvent.TO_CORRECT: Words(
            "Hồ sơ {code} được mở lại",
            "Hồ sơ {code} ({procedure}) được mở lại để sửa sai sót; đến hạn {due_at}.",
        ),
        NoticeEvent.CONSULTATION_ASKED: Words(
            "Đề nghị cho ý kiến về hồ sơ {code}",
            "{unit} được hỏi ý kiến về hồ sơ {code} ({procedure}), hạn trả lời: {due_at}.",
        ),
        NoticeEvent.STUCK: Words(
            "Hồ sơ {code} tồn đọng",
            "Hồ sơ {code} ({procedure}) tồn đọng tại {unit}: {kind}.",
        ),
        NoticeEvent.POST_LATE: Words(
            "Bưu gửi {item_code} của hồ sơ {code} quá hạn",
            "Bưu gửi {item_code} của hồ sơ {code} ({procedure}), {carrier} phải báo tin trước "
            "{due_at} mà chưa báo; hãy hỏi {carrier}.",
        ),
    },
)
