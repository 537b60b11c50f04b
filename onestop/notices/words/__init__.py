"""The words of every event, in each language: to be read and bettered by those who write letters.

`{code}` is the case; `{procedure}` and `{office}` are names; what ends in `_at` is a moment;
`{kind}` is how a case is stuck. An SMS has no marks, and room for its code, its moment and a
shortened name: 80 letters of its own.
"""

from onestop.notices.words.english import ENGLISH
from onestop.notices.words.form import Letter, Words
from onestop.notices.words.vietnamese import VIETNAMESE

LETTERS: dict[str, Letter] = {"vi": VIETNAMESE, "en": ENGLISH}

__all__ = ["LETTERS", "Letter", "Words"]
