"""The pages of the catalogue."""

import onestop.procedures.views.catalogue
import onestop.procedures.views.combined
import onestop.procedures.views.drafts  # noqa: F401 (importing a module of views joins its pages)
from onestop.procedures.views.blueprint import blueprint

__all__ = ["blueprint"]
