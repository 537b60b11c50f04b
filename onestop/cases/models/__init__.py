"""A case, its papers, its way, its promises and its journal."""

from onestop.cases.models.assignment import FieldCharge, UnitAssignment
from onestop.cases.models.batch import PrintBatch
from onestop.cases.models.case import (
    IN_REGISTER,
    RUNNING,
    TO_POST,
    WITH_POST,
    Applicant,
    Case,
    CaseComponent,
    NumberSeries,
    ReturnChange,
)
from onestop.cases.models.clock import Apology, SupplementRequest
from onestop.cases.models.consultation import Consultation, Opinion, Silence
from onestop.cases.models.guidance import Guidance
from onestop.cases.models.journal import OF_PAST, DueChange, JournalEntry
from onestop.cases.models.paper import IssuedPaper, PaperPicture, PaperPrinting, RegisterPrinting
from onestop.cases.models.payment import Payment, PaymentLine, PaymentReversal
from onestop.cases.models.reminder import DailyFigure, ReminderSetting
from onestop.cases.models.sitting import Sitting
from onestop.cases.models.way import CaseStep, HandingOut, Handover, HandoverList, Result, StepState

__all__ = [
    "IN_REGISTER",
    "OF_PAST",
    "RUNNING",
    "TO_POST",
    "WITH_POST",
    "Apology",
    "Applicant",
    "Case",
    "CaseComponent",
    "CaseStep",
    "Consultation",
    "DailyFigure",
    "DueChange",
    "FieldCharge",
    "Guidance",
    "Handover",
    "HandoverList",
    "HandingOut",
    "IssuedPaper",
    "JournalEntry",
    "NumberSeries",
    "Opinion",
    "PaperPicture",
    "PaperPrinting",
    "Payment",
    "PaymentLine",
    "PaymentReversal",
    "PrintBatch",
    "RegisterPrinting",
    "ReminderSetting",
    "Result",
    "ReturnChange",
    "Silence",
    "Sitting",
    "StepState",
    "SupplementRequest",
    "UnitAssignment",
]
