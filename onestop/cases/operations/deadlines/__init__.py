"""What the passing of time alone does to cases: marked and told set by set, never row by row."""

from onestop.cases.operations.deadlines.apologies import prepare_apologies
from onestop.cases.operations.deadlines.marking import flag_overdue
from onestop.cases.operations.deadlines.reminding import remind_officials
from onestop.cases.operations.deadlines.results import announce_early, nag_unclaimed
from onestop.cases.operations.deadlines.supplements import remind_of_supplements

__all__ = [
    "announce_early",
    "flag_overdue",
    "nag_unclaimed",
    "prepare_apologies",
    "remind_of_supplements",
    "remind_officials",
]
