"""What was typed survives an expired session (docs/adr/0074).

A form sent without a session is not carried out. Its text is kept in the browser's new session and
offered again once the same person has signed in; that person presses the button again, or does not.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponseBase
from django.middleware.csrf import _does_token_match, get_token  # type: ignore[attr-defined]
from django.utils.http import url_has_allowed_host_and_scheme

from ruantong.accounts.models import User
from ruantong.gateways import clock

COOKIE = "last_person"
MOST_BYTES = 256 * 1024
LIFETIME = timedelta(hours=2)
# never kept: secrets, and what belongs to the request itself
SECRET_FIELDS = frozenset({"password", "new", "again", "current", "code", "passkey", "activation"})
_OWN_FIELDS = frozenset({"csrfmiddlewaretoken", "next"})
_SESSION, _FORMER = "kept_post", "former_csrf"
_signer = Signer(salt="ruantong.last-person")


@dataclass(frozen=True)
class Kept:
    """A form that was not carried out: where it was sent, from which page, and its fields."""

    user: int
    path: str
    back: str
    fields: list[list[str]]
    at: str
    files: bool = False

    @property
    def moment(self) -> datetime:
        """When the form was sent."""
        return datetime.fromisoformat(self.at)

    @property
    def typed(self) -> list[tuple[str, str]]:
        """Label and text of what a person filled in; fields without words stay in the form."""
        known = labels()
        found = []
        for name, text in self.fields:
            label = known.get(name.rsplit("-", 1)[-1], name if "." in name else "")
            if label and text.strip():
                found.append((label, text))
        return found


# ---- whose browser this is -----------------------------------------------------------------------


def remember_person(request: HttpRequest, response: HttpResponseBase) -> None:
    """Note who is signed in, until the browser is closed; it signs nobody in."""
    user = request.user
    if user.is_authenticated and last_person(request) != user.pk:
        response.set_cookie(
            COOKIE, _signer.sign(str(user.pk)),
            httponly=True, samesite="Lax", secure=request.is_secure(),
        )  # fmt: skip


def last_person(request: HttpRequest) -> int:
    """Who was signed in last in this browser; 0 when nobody was."""
    try:
        return int(_signer.unsign(request.COOKIES.get(COOKIE, "")))
    except (BadSignature, ValueError):
        return 0


# ---- keeping and offering ------------------------------------------------------------------------


def keep(request: HttpRequest, user: int) -> bool:
    """Keep the posted text for ``user``; False when there is none, or too much of it."""
    fields = [
        [name, text]
        for name, texts in request.POST.lists()
        for text in texts
        if name not in _OWN_FIELDS and name.rsplit("-", 1)[-1] not in SECRET_FIELDS
    ]
    size = sum(len(name.encode()) + len(text.encode()) for name, text in fields)
    if not user or size > MOST_BYTES:
        return False
    kept = Kept(
        user=user,
        path=request.get_full_path(),
        back=page_before(request),
        fields=fields,
        at=clock.now().isoformat(),
        files=bool(request.FILES),
    )
    if not kept.typed:
        return False
    request.session[_SESSION] = asdict(kept)
    return True


def kept_for(request: HttpRequest) -> Kept | None:
    """What is kept for the person who is signed in; anybody else's or an old one is dropped."""
    stored: dict[str, Any] | None = request.session.get(_SESSION)
    if stored is None:
        return None
    kept = Kept(**stored)
    fresh = clock.now() - kept.moment < LIFETIME
    if kept.user != request.user.pk or not fresh:
        drop(request)
        return None
    return kept


def drop(request: HttpRequest) -> None:
    request.session.pop(_SESSION, None)


def sent_again(request: HttpRequest) -> None:
    """The person has pressed a button of that form again: nothing is left to offer."""
    stored = request.session.get(_SESSION)
    if stored is not None and stored["path"] == request.get_full_path():
        drop(request)


# ---- pages older than the sign-in ----------------------------------------------------------------


def former_token(request: HttpRequest, user: User) -> str:
    """Before ``user`` signs in: the token of the pages this browser still has open of the same
    person, "" when somebody else was here last.
    """
    get_token(request)
    return str(request.META["CSRF_COOKIE"]) if last_person(request) == user.pk else ""


def note_former_token(request: HttpRequest, token: str) -> None:
    if token:
        request.session[_FORMER] = token


def from_own_older_page(request: HttpRequest) -> bool:
    """True when a refused form carries the token this person had before signing in again."""
    former = request.session.get(_FORMER)
    posted = request.POST.get("csrfmiddlewaretoken", "")
    well_formed = len(posted) == 64 and posted.isalnum() and posted.isascii()
    return bool(former) and well_formed and _does_token_match(posted, former)


def page_before(request: HttpRequest) -> str:
    """The page of ours on which the form stood; "/" when the browser does not say."""
    referer = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(referer, allowed_hosts={request.get_host()})
    parts = urlsplit(referer) if ours else None
    if parts is None or not parts.path.startswith("/"):
        return "/"
    return parts.path + (f"?{parts.query}" if parts.query else "")


@cache
def labels() -> dict[str, str]:
    """Field name to its words on screen, from the forms of the platform and a few plain boxes."""
    found: dict[str, set[str]] = {}
    for form in _subclasses(forms.Form):
        for name, field in form.base_fields.items():
            if field.label and not isinstance(field.widget, forms.HiddenInput):
                found.setdefault(name, set()).add(str(field.label))
    plain = {"reason": "原因", "explanation": "填写说明", "text": "填写的内容"}
    return plain | {
        name: words.pop() if len(words) == 1 else plain.get(name, "填写的内容")
        for name, words in found.items()
    }


def _subclasses(kind: type[forms.Form]) -> list[type[forms.Form]]:
    below = kind.__subclasses__()
    return below + [each for sub in below for each in _subclasses(sub)]
