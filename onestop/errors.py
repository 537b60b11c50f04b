"""The few ways to say no, each a sentence that says what is wrong and what to do now."""

from __future__ import annotations


def N_(sentence: str) -> str:
    """Marks a sentence for translation where no language is known yet."""
    return sentence


class SaidNo(Exception):
    """A sentence for the person at the screen: an English text and the values in it.

    `sentence` is the text to translate, with `%(name)s` places; `values` fills them.
    """

    def __init__(self, sentence: str, /, **values: object) -> None:
        self.sentence = sentence
        self.values = values
        super().__init__(sentence % values if values else sentence)


class Refused(SaidNo):
    """A rule says no (HTTP 409, or 422 on a form)."""


class NotFound(SaidNo):
    """There is no such thing, or it is not for these eyes (HTTP 404)."""


class NotPermitted(SaidNo):
    """The person may not do this (HTTP 403)."""


class Stale(SaidNo):
    """Somebody else changed it meanwhile (HTTP 409); `changes` tells what, oldest first."""

    def __init__(
        self, sentence: str, /, changes: tuple[object, ...] = (), **values: object
    ) -> None:
        self.changes = changes
        super().__init__(sentence, **values)
