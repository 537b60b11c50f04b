"""A browser without a screen: fetches pages, checks each of them, fills in forms."""

from __future__ import annotations

import contextvars
import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

NEEDS_LABEL = {"input", "select", "textarea"}
SPEAKS_FOR_ITSELF = {"hidden", "submit", "button", "reset", "image"}
ADDRESSES = {"href", "src", "action", "formaction"}
UNSPOKEN = {"script", "style", "head", "template"}
WITHIN_A_LINE = {
    "a",
    "abbr",
    "b",
    "code",
    "em",
    "i",
    "kbd",
    "mark",
    "small",
    "span",
    "strong",
    "time",
}
SAFE = {"http", "https", "mailto", "tel", "data"}


class PageClient(FlaskClient):
    """Flask's test client, for which a page with a fault is a failed test.

    Requests run in a context of their own, as a server's do: what a test has open around
    them (an application context, a session) is not theirs to see.
    """

    @classmethod
    def of(cls, app: Flask) -> PageClient:
        """A fresh browser, with no cookies, at that office."""
        return cls(app, app.response_class, use_cookies=True)

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Fetches, and raises AssertionError with the path when the page has faults."""
        response = contextvars.Context().run(super().open, *args, **{"buffered": True} | kwargs)
        if response.mimetype == "text/html" and response.data and response.status_code // 100 != 3:
            faults = Page(response.get_data(as_text=True)).faults()
            told = "\n  ".join(faults)
            assert not faults, f"{response.request.path}, {response.status_code}:\n  {told}"
        return response

    def page(self, path: str, *, status: int = 200) -> Page:
        """The checked page at `path`; raises AssertionError for another status."""
        response = self.get(path)
        assert response.status_code == status, f"{path}: {response.status_code}, not {status}"
        return Page(response.get_data(as_text=True), path)

    def submit(
        self, path: str, fields: dict[str, Any] | None = None, *, form: str = "", **kwargs: Any
    ) -> TestResponse:
        """Opens `path`, fills in its form as a person would, and sends it.

        `form` is the form's id or action; without it the page has one form that posts, or the
        form within `main`. What the form already holds, its token too, goes along.
        """
        return self.send(self.page(path), fields, form=form, **kwargs)

    def send(
        self,
        page: Page,
        fields: dict[str, Any] | None = None,
        *,
        form: str = "",
        button: str = "",
        **kwargs: Any,
    ) -> TestResponse:
        """Fills in the form of a page fetched before, and sends it: by Enter, or by a button."""
        sheet = page.form(form)
        filled = {**page.filled(sheet), **(fields or {})}
        kept = {name: value for name, value in filled.items() if value is not None}
        pressed = page.one("button", id=button).get("formaction") if button else None
        return self.post(pressed or sheet.get("action") or page.path, data=kept, **kwargs)

    def printed(self, path: str, paper: str = "") -> TestResponse:
        """What comes out when the page's button for that paper is pressed, or its only one."""
        page = self.page(path)
        offered = {
            _text_of(form): form
            for form in page.all("form")
            if re.fullmatch(r"(?!/papers/(?:of|rating)/).*/print", form.get("action") or "")
        }
        (form,) = [form for said, form in offered.items() if paper in said]
        sent = self.post(form.get("action"), data=page.filled(form))
        assert sent.status_code == 303, f"{form.get('action')}: {sent.status_code}"
        return self.get(sent.location)


class Page:
    """One page, as its reader and as its checker see it."""

    def __init__(self, text: str, path: str = "") -> None:
        self.path = path
        self.source = text
        self.root, self._errors = _parsed(text)
        self.elements = [node for node in self.root.iter() if isinstance(node.tag, str)]
        self._parents = {child: parent for parent in self.elements for child in parent}

    @property
    def text(self) -> str:
        """What the page says, single-spaced, without scripts and tags."""
        return _text_of(self.root)

    def all(self, tag: str, **attributes: str) -> list[Element]:
        """The elements with that tag and those attributes (`class_` asks for one class)."""
        wanted = attributes.pop("class_", "")
        return [
            node
            for node in self.elements
            if node.tag == tag
            and (not wanted or wanted in node.get("class", "").split())
            and all(node.get(name.replace("_", "-")) == it for name, it in attributes.items())
        ]

    def one(self, tag: str, **attributes: str) -> Element:
        """The only such element; raises AssertionError for none or several."""
        found = self.all(tag, **attributes)
        assert len(found) == 1, f"{self.path}: {len(found)} × <{tag}> {attributes}"
        return found[0]

    def texts(self, tag: str, **attributes: str) -> list[str]:
        """What each such element says."""
        return [_text_of(node) for node in self.all(tag, **attributes)]

    def form(self, name: str = "") -> Element:
        """The form with that id or action, else the one that posts, else the one in `main`."""
        forms = [node for node in self.all("form") if node.get("method", "").lower() == "post"]
        if name:
            forms = [
                node for node in self.all("form") if name in (node.get("id"), node.get("action"))
            ]
        elif len(forms) > 1:
            forms = [node for node in forms if self._within(node, "main")]
        assert len(forms) == 1, f"{self.path}: {len(forms)} forms, name one: {name!r}"
        return forms[0]

    def filled(self, form: Element) -> dict[str, Any]:
        """What the form would send as it stands, its buttons left aside."""
        sent: dict[str, Any] = {}
        for node in self._controls(form):
            name = node.get("name")
            if name and node.get("disabled") is None:
                for value in _values(node):
                    sent.setdefault(name, []).append(value)
        return {name: it[0] if len(it) == 1 else it for name, it in sent.items()}

    def _controls(self, form: Element) -> Iterator[Element]:
        """What lies in the form, and what stands elsewhere on the page and names it."""
        name, within = form.get("id"), set(form.iter())
        for node in form.iter():
            if isinstance(node.tag, str) and node.get("form", name) == name:
                yield node
        for node in self.elements:
            if name and node.get("form") == name and node not in within:
                yield node

    def faults(self) -> list[str]:
        """Everything that is wrong with the page, one sentence each."""
        return [
            *self._errors,
            *self._structure(),
            *self._duplicates(),
            *self._unlabelled(),
            *self._unprotected(),
            *self._inline(),
            *self._tables(),
        ]

    def _structure(self) -> list[str]:
        faults = []
        if not self.root.get("lang"):
            faults.append("the page does not say its language")
        if len(self.all("h1")) != 1:
            faults.append(f"{len(self.all('h1'))} h1 instead of one")
        if not [node for node in self.all("title") if _text_of(node)]:
            faults.append("the page has no title")
        return faults

    def _duplicates(self) -> list[str]:
        ids = Counter(node.get("id") for node in self.elements if node.get("id") is not None)
        faults = [f"id {name!r} stands {count} times" for name, count in ids.items() if count > 1]
        pointing = ("for", "aria-describedby", "aria-labelledby")
        for node in self.elements:
            targets = [name for key in pointing for name in node.get(key, "").split()]
            faults += [
                f"<{node.tag}> points to no id {name!r}" for name in targets if name not in ids
            ]
        return faults

    def _unlabelled(self) -> list[str]:
        labels = {node.get("for") for node in self.all("label")}
        return [
            f"<{node.tag} name={node.get('name')!r}> has no label"
            for node in self.elements
            if node.tag in NEEDS_LABEL
            and node.get("type", "text") not in SPEAKS_FOR_ITSELF
            and not (node.get("id") in labels or node.get("aria-label"))
            and not (node.get("aria-labelledby") or self._within(node, "label"))
        ]

    def _unprotected(self) -> list[str]:
        return [
            f"the form to {node.get('action')!r} has no csrf token"
            for node in self.all("form")
            if node.get("method", "").lower() == "post"
            and node.get("action") != "/language"
            and not any(
                part.get("name") == "csrf_token" and part.get("value") for part in node.iter()
            )
        ]

    def _inline(self) -> list[str]:
        faults = []
        for node in self.elements:
            handlers = [name for name in node.attrib if name.startswith("on") or name == "style"]
            faults += [f"<{node.tag}> carries {name}=" for name in handlers]
            if node.tag == "style" or (node.tag == "script" and not node.get("src")):
                faults.append(f"an inline <{node.tag}>")
            faults += [
                f"<{node.tag} {name}> goes to {node.get(name)!r}"
                for name in ADDRESSES
                if _scheme(node.get(name, "")) not in SAFE | {""}
            ]
        return faults

    def _tables(self) -> list[str]:
        return [
            "a table has no caption"
            for node in self.all("table")
            if not any(part.tag == "caption" and _text_of(part) for part in node)
        ]

    def _within(self, node: Element, tag: str) -> bool:
        parent = self._parents.get(node)
        while parent is not None and parent.tag != tag:
            parent = self._parents.get(parent)
        return parent is not None


@lru_cache(maxsize=4)
def _parsed(text: str) -> tuple[Element, list[str]]:
    """The page as a browser builds it, and its faults of form: parsed once, checked and read."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    root: Element = parser.parse(text)
    return root, [
        f"not well-formed at line {place[0]}: {error} {details or ''}"
        for place, error, details in parser.errors
    ]


def _text_of(node: Element) -> str:
    return " ".join("".join(_pieces(node)).split())


def _pieces(node: Element) -> Iterator[str]:
    """The text bit by bit, with a space around whatever does not stand within a line."""
    if node.tag in UNSPOKEN or not isinstance(node.tag, str):
        return
    gap = "" if node.tag in WITHIN_A_LINE else " "
    yield gap + (node.text or "")
    for child in node:
        yield from _pieces(child)
        yield child.tail or ""
    yield gap


def _values(node: Element) -> list[str]:
    """What a control sends when nobody touches it."""
    if node.tag == "select":
        options = [part for part in node.iter() if part.tag == "option"]
        chosen = [part for part in options if part.get("selected") is not None]
        if not chosen and node.get("multiple") is None:
            chosen = options[:1]
        return [part.get("value", _text_of(part)) for part in chosen]
    if node.tag == "textarea":
        return [(node.text or "").removeprefix("\n")]
    kind = node.get("type", "text")
    if node.tag != "input" or kind in ("submit", "button", "reset", "image", "file"):
        return []
    if kind in ("checkbox", "radio"):
        return [node.get("value", "on")] if node.get("checked") is not None else []
    return [node.get("value", "")]


def _scheme(address: str) -> str:
    head, colon, _ = address.partition(":")
    return head.strip().lower() if colon and head.strip().isalpha() else ""
