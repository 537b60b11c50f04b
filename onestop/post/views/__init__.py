"""The pages of the postal desk."""

import onestop.post.views.answers
import onestop.post.views.carriers
import onestop.post.views.consignments
import onestop.post.views.denying
import onestop.post.views.desk
import onestop.post.views.dossiers
import onestop.post.views.files
import onestop.post.views.incoming
import onestop.post.views.manifests
import onestop.post.views.papers
import onestop.post.views.scanning
import onestop.post.views.settlements
import onestop.post.views.strange  # noqa: F401 (importing a module of views joins its pages)
from onestop.post.views.blueprint import blueprint

__all__ = ["blueprint"]
