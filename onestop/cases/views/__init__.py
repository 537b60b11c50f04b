"""The pages of the hall."""

import onestop.cases.views.acts
import onestop.cases.views.bulk
import onestop.cases.views.case
import onestop.cases.views.counter
import onestop.cases.views.folders
import onestop.cases.views.guidance
import onestop.cases.views.lists
import onestop.cases.views.outlook
import onestop.cases.views.payment
import onestop.cases.views.register
import onestop.cases.views.today
import onestop.cases.views.together
import onestop.cases.views.tray  # noqa: F401 (importing a module of views joins its pages)
from onestop.cases.views.blueprint import blueprint

__all__ = ["blueprint"]
