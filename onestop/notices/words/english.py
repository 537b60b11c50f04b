"""What people are told, in English."""

from __future__ import annotations

from onestop.notices.rules import NoticeEvent
from onestop.notices.words.form import Letter, Words

ENGLISH = Letter(
    greeting="Dear {name},",
    look_up="Follow your case: {link}",
    open_case="Open the case: {link}",
    ending="Yours sincerely,\n{office}\n\nThis letter was sent by itself; please do not answer it.",
    a_procedure="your application",
    stuck={
        "": "it has lain still for too long",
        "not_handed_over": "received and not handed over",
        "not_accepted": "handed over and not accepted",
        "untouched": "untouched for longer than usual",
        "supplement_not_issued": "a supplement is proposed and not asked for yet",
        "apology_not_signed": "an apology is drafted and not signed",
        "apology_not_told": "an apology is signed and the applicant not told",
        "papers_brought": "papers were perhaps brought, and the supplement is not recorded",
        "supplement_unanswered": "the supplement has not been brought for long",
        "duty_unanswered": "the financial duty is without an answer",
        "not_resumed": "stopped and not resumed for long",
        "with_post": "sent by post and not heard of in time",
        "came_back": "the result came back from the post",
        "lost": "the result was lost by the post and is not restored yet",
        "not_returned": "the result is ready and not handed out",
    },
    events={
        NoticeEvent.RECEIVED: Words(
            "Application {code} received",
            "Your application {code}, “{procedure}”, has been received. "
            "The result is promised for {due_at}.",
            "Case {code} ({procedure}) is received. Result promised for {due_at}.",
        ),
        NoticeEvent.DUE_AMENDED: Words(
            "New day for the result of case {code}",
            "The result of case {code}, “{procedure}”, promised for {old_due_at}, "
            "will now be ready at {due_at}. Reason: {reason}.",
            "Case {code} ({procedure}): the result is now promised for {due_at}.",
        ),
        NoticeEvent.SUPPLEMENT_REQUESTED: Words(
            "More papers needed for case {code}",
            "Case {code}, “{procedure}”, needs more papers. The request and the look-up page "
            "list them. The time allotted stands still until they are all handed in.",
            "Case {code} ({procedure}) needs more papers. See the request for them.",
        ),
        NoticeEvent.SUPPLEMENT_LONGER: Words(
            "More time for the papers of case {code}",
            "The papers asked for in case {code}, “{procedure}”, are awaited until {close_by_at} "
            "now, not {old_close_by_at}. Reason: {reason}.",
            "Case {code} ({procedure}): the papers are now awaited until {close_by_at}.",
        ),
        NoticeEvent.SUPPLEMENT_ENDS: Words(
            "Papers for case {code} are needed by {close_by_at}",
            "Case {code}, “{procedure}”, still waits for the papers asked for. Please hand all "
            "of them in by {close_by_at}; without them the case is closed then.",
            "Case {code} ({procedure}): hand the papers in by {close_by_at} or it closes.",
        ),
        NoticeEvent.SUPPLEMENT_CLOSED: Words(
            "Case {code} closed for want of papers",
            "Case {code}, “{procedure}”, was closed because the papers asked for "
            "were not handed in in time. You may file a new application.",
            "Case {code} ({procedure}) is closed: papers not in in time. You may reapply.",
        ),
        NoticeEvent.SUPPLEMENT_RECEIVED: Words(
            "Papers received for case {code}",
            "The papers asked for in case {code}, “{procedure}”, have been received and the "
            "handling goes on. The result is now promised for {due_at}.",
            "Case {code} ({procedure}): papers received. Result promised for {due_at}.",
        ),
        NoticeEvent.DUTY_NOTIFIED: Words(
            "A payment is due for case {code}",
            "Case {code}, “{procedure}”, comes with a financial duty. "
            "The time allotted stands still until you bring the proof of payment.",
            "Case {code} ({procedure}) has a payment due. See the notice.",
        ),
        NoticeEvent.DUTY_MET: Words(
            "Proof of payment received for case {code}",
            "The proof of payment for case {code}, “{procedure}”, has been received and the time "
            "allotted runs again. The result is promised for {due_at}.",
            "Case {code} ({procedure}): payment noted. Result promised for {due_at}.",
        ),
        NoticeEvent.SUSPENDED: Words(
            "The handling of case {code} stands still",
            "The handling of case {code}, “{procedure}”, stands still for a while, and the time "
            "allotted with it; the notice on paper says why. We shall tell you the new promised "
            "day when it goes on.",
            "Case {code} ({procedure}) stands still. We tell you when it goes on.",
        ),
        NoticeEvent.RESUMED: Words(
            "The handling of case {code} goes on",
            "The handling of case {code}, “{procedure}”, which stood still, goes on. "
            "The result is promised for {due_at}.",
            "Case {code} ({procedure}) goes on. Result promised for {due_at}.",
        ),
        NoticeEvent.REOPENED: Words(
            "Case {code} is opened again to correct our error",
            "The result of case {code}, “{procedure}”, holds an error of ours. We apologise and "
            "correct it without a fee; the new result is promised for {due_at}.",
            "Case {code} ({procedure}): we correct our error. New result: {due_at}.",
        ),
        NoticeEvent.APOLOGY: Words(
            "Our apology and a new day for case {code}",
            "Case {code}, “{procedure}”, could not be finished by {old_due_at} as promised. "
            "We apologise; the result will be ready at {due_at}.",
            "Case {code} ({procedure}) is late, we apologise. New day: {due_at}.",
        ),
        NoticeEvent.RESULT_READY: Words(
            "The result of case {code} is ready",
            "The result of case {code}, “{procedure}”, is ready. You receive it in the way you "
            "chose; at the counter, please bring the receipt and your identity document.",
            "Case {code} ({procedure}): the result is ready. Please come for it.",
        ),
        NoticeEvent.RESULT_EARLY: Words(
            "The result of case {code} is ready early",
            "The result of case {code}, “{procedure}”, is ready before the promised {due_at}. "
            "You may have it at once, in the way you chose; at the counter, please bring "
            "the receipt and your identity document.",
            "Case {code} ({procedure}): the result is ready early. Please come for it.",
        ),
        NoticeEvent.UNCLAIMED: Words(
            "The result of case {code} waits for you",
            "The result of case {code}, “{procedure}”, is waiting for you to collect it.",
            "The result of case {code} ({procedure}) waits for you at the counter.",
        ),
        NoticeEvent.POSTED: Words(
            "The result of case {code} was posted",
            "The result of case {code}, “{procedure}”, was given to {carrier} as item "
            "{item_code}. Show an identity document when you receive it, and give the receipt "
            "of your application to the postman.",
            "Result of case {code} ({procedure}) was posted as item {item_code}.",
        ),
        NoticeEvent.DELIVERED: Words(
            "The result of case {code} was delivered",
            "The result of case {code}, “{procedure}”, was delivered by post as item "
            "{item_code}. If you have not received it, please tell us at once.",
            "Result of case {code} ({procedure}) was delivered, item {item_code}.",
        ),
        NoticeEvent.LOST_BY_POST: Words(
            "We apologise: the result of case {code} was lost",
            "The result of case {code}, “{procedure}”, item {item_code}, was lost by the post. "
            "We apologise. It will be issued again: you need not apply anew, and you pay nothing.",
            "We apologise: the result of case {code} ({procedure}) was lost; it is issued again.",
        ),
        NoticeEvent.REFUSED: Words(
            "Case {code} refused",
            "Case {code}, “{procedure}”, does not meet the conditions. "
            "The reasons stand in the refusal slip.",
            "Case {code} ({procedure}) does not meet the conditions. See the refusal.",
        ),
        NoticeEvent.STOPPED: Words(
            "Case {code} stopped",
            "The handling of case {code}, “{procedure}”, is stopped. "
            "The reasons stand in the notice of stopping.",
            "Case {code} ({procedure}) is stopped. See the notice of stopping.",
        ),
        NoticeEvent.WITHDRAWN: Words(
            "Case {code} withdrawn",
            "Case {code}, “{procedure}”, has been withdrawn as you asked.",
            "Case {code} ({procedure}) has been withdrawn as you asked.",
        ),
        NoticeEvent.ASSIGNED: Words(
            "Case {code} is assigned to you",
            "Case {code} ({procedure}) is assigned to you.",
        ),
        NoticeEvent.HANDED_OVER: Words(
            "Case {code} comes to your unit",
            "Case {code} ({procedure}) was handed to {unit} and waits to be accepted.",
        ),
        NoticeEvent.DUE_SOON: Words(
            "Case {code} is due soon",
            "Case {code} ({procedure}) is due soon: {due_at}.",
        ),
        NoticeEvent.OVERDUE: Words(
            "Case {code} is overdue",
            "Case {code} ({procedure}) has been overdue since {due_at}.",
        ),
        NoticeEvent.STEP_OVERDUE: Words(
            "A step of case {code} is overdue",
            "“{step}” of case {code} ({procedure}) has been overdue since {due_at}.",
        ),
        NoticeEvent.HANDOVER_OVERDUE: Words(
            "Case {code} has not been accepted in time",
            "Case {code} ({procedure}) was to be accepted at {unit} by {due_at} and still waits.",
        ),
        NoticeEvent.OPINION_OVERDUE: Words(
            "Your opinion on case {code} is overdue",
            "{unit} was to give its opinion on case {code} ({procedure}) by {due_at}.",
        ),
        NoticeEvent.ESCALATED: Words(
            "Overdue case {code} is brought to you",
            "Case {code} ({procedure}), overdue since {due_at} at {unit}, needs your direction.",
        ),
        NoticeEvent.APOLOGY_DUE: Words(
            "An apology for case {code} is prepared",
            "Case {code} ({procedure}) is promised for {due_at}. An apology is prepared: if that "
            "cannot be kept, or is past, check the draft and send it to the head now; it is to be "
            "signed a day before, and is owed later too.",
        ),
        NoticeEvent.APOLOGY_TO_SIGN: Words(
            "The apology for case {code} waits for your signature",
            "The apology with a new day for case {code} ({procedure}) waits for your signature.",
        ),
        NoticeEvent.APOLOGY_TO_TELL: Words(
            "The apology for case {code} is signed",
            "The apology for case {code} ({procedure}) is signed: "
            "change the promised day to {due_at} and tell the applicant.",
        ),
        NoticeEvent.SUPPLEMENT_TO_ISSUE: Words(
            "A supplement for case {code} waits to be issued",
            "{unit} proposes to ask the applicant of case {code} ({procedure}) for more papers: "
            "issue the request, or send the proposal back.",
        ),
        NoticeEvent.SUPPLEMENT_SENT_BACK: Words(
            "Your proposal for case {code} was sent back",
            "The counter wants the supplement that you proposed for case {code} ({procedure}) "
            "otherwise; the case says what.",
        ),
        NoticeEvent.APOLOGY_SENT_BACK: Words(
            "Your apology for case {code} was sent back",
            "The head wants the apology that you drafted for case {code} ({procedure}) otherwise; "
            "the case says what.",
        ),
        NoticeEvent.BROUGHT: Words(
            "The applicant of case {code} has brought what was asked",
            "What case {code} ({procedure}) waited for was brought; the clock runs again, "
            "due {due_at}.",
        ),
        NoticeEvent.PAPERS_UNRECORDED: Words(
            "Look for the papers of case {code}",
            "The time for the supplement of case {code} ({procedure}) is over, but its folder "
            "came back to the counter, so the case was not closed: if the papers are there, "
            "record the supplement; if not, call the applicant.",
        ),
        NoticeEvent.TO_CORRECT: Words(
            "Case {code} is opened again",
            "Case {code} ({procedure}) is opened again to correct an error of the office; "
            "due {due_at}.",
        ),
        NoticeEvent.CONSULTATION_ASKED: Words(
            "Your opinion is asked on case {code}",
            "{unit} is asked for an opinion on case {code} ({procedure}), by {due_at}.",
        ),
        NoticeEvent.STUCK: Words(
            "Case {code} is stuck",
            "Case {code} ({procedure}) is stuck at {unit}: {kind}.",
        ),
        NoticeEvent.POST_LATE: Words(
            "Item {item_code} of case {code} is late",
            "{carrier} was to report on item {item_code} of case {code} ({procedure}) by {due_at} "
            "and has not; ask {carrier}.",
        ),
    },
)
