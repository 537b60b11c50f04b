"""The pages of the hall."""

from onestop.cases.views import acts, case, counter, tray
from onestop.cases.views.blueprint import blueprint

__all__ = ["acts", "blueprint", "case", "counter", "tray"]
