"""Commands about cases and their papers: `onestop cases`, `onestop papers`."""

from onestop.cases.commands.cases import cases
from onestop.cases.commands.papers import papers

__all__ = ["cases", "papers"]
