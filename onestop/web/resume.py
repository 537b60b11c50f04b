"""Nothing typed is lost: what was posted too late is carried through the sign-in page.

The fields travel in the page itself, signed, from the form to the sign-in page and back; they
are stored nowhere and stand in no address. Only what our own pages posted is carried.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import current_app, request
from itsdangerous import BadData, URLSafeTimedSerializer

CARRIED = "carried"
RESUMED = "_resumed"
_LASTS = 12 * 3600
_NOT_CARRIED = ("csrf_token", RESUMED)
_SECRET = "password"


@dataclass(frozen=True)
class Carried:
    """A form on its way: where it was posted, and its fields in their order."""

    target: str
    fields: tuple[tuple[str, str], ...]


def is_resumed() -> bool:
    """Whether this form comes back from the sign-in page: show it again, do not act yet."""
    return request.form.get(RESUMED) == "1"


def carry() -> str:
    """The posted form, signed, as one field of the next page; empty where none is to be carried."""
    form = unsent()
    return str(_signer().dumps([form.target, form.fields])) if form else ""


def unsent() -> Carried | None:
    """The form that this request posted in vain; None where there is none to carry."""
    if request.method != "POST" or not request.form or not _from_our_own_page():
        return None
    posted = request.form.items(multi=True)
    return Carried(
        request.path,
        tuple((name, value) for name, value in posted if _is_carried(name)),
    )


def _is_carried(name: str) -> bool:
    """Passwords stay behind, whatever comes before the word in their name."""
    return name not in _NOT_CARRIED and not name.endswith(_SECRET)


def carried() -> Carried | None:
    """The form that the page before carried, if it is ours and not too old."""
    text = request.form.get(CARRIED, "")
    if not text:
        return None
    try:
        target, fields = _signer().loads(text, max_age=_LASTS)
    except BadData:
        return None
    return Carried(target, tuple((name, value) for name, value in fields))


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt="onestop.resume")


def _from_our_own_page() -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("Origin") or request.headers.get("Referer", "")
    return urlsplit(origin).netloc == request.host
