"""An officer's act asks once: what will happen, from when, to whom (docs/adr/0054).

The act is rehearsed first: done in a transaction that is rolled back. So whatever would be refused
is refused before anything is asked, and the sentence is read off what the act really did. It is
carried out when the very same sentence was confirmed; if the situation changed meanwhile, the new
sentence is asked.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from ruantong.accounts.access import Refused
from ruantong.accounts.attempts import remember

T = TypeVar("T")
CONFIRMED = "confirmed"
_OWN = frozenset({CONFIRMED, "csrfmiddlewaretoken"})


@dataclass(frozen=True)
class Asking:
    """What is asked. ``sentence`` says what will happen; ``facts`` are label and text beneath it.

    ``warnings`` are what the officer may have overlooked (a date long past).
    """

    title: str
    sentence: str
    back: str
    facts: tuple[tuple[str, str], ...] = ()
    warnings: tuple[str, ...] = ()
    grave: bool = True

    @property
    def token(self) -> str:
        """Known only to who was shown exactly this."""
        told = repr((self.title, self.sentence, self.facts, self.warnings))
        return hashlib.sha256(told.encode()).hexdigest()[:32]


@dataclass(frozen=True)
class Act:
    """``asking`` is called right after ``verb`` inside the rehearsal, and sees what it did.

    ``done`` is said afterwards; made from the verb's answer where it tells more.
    """

    verb: Callable[[], Any]
    asking: Callable[[], Asking]
    done: str | Callable[[Any], str]
    then: str


def asked_once(
    request: HttpRequest, act: Act, refused: Callable[[str], HttpResponse]
) -> HttpResponse:
    """Refused, asked, or done and on to ``act.then``."""
    try:
        asking = rehearsed(act.verb, act.asking)
        if request.POST.get(CONFIRMED) != asking.token:
            return ask(request, asking)
        answer = act.verb()
    except Refused as refusal:
        remember(refusal)
        return refused(refusal.message)
    messages.success(request, act.done(answer) if callable(act.done) else act.done)
    return redirect(act.then)


def rehearsed(verb: Callable[[], Any], look: Callable[[], T]) -> T:
    """What ``look`` sees after ``verb``, of which nothing remains: no row, no notice, no trail."""
    with transaction.atomic():
        verb()
        seen = look()
        transaction.set_rollback(True)
    return seen


def ask(request: HttpRequest, asking: Asking) -> HttpResponse:
    """The page that asks; it carries along everything that was typed."""
    typed = [
        (name, text) for name, texts in request.POST.lists() for text in texts if name not in _OWN
    ]
    context = {"asking": asking, "typed": typed, "action": request.get_full_path()}
    return render(request, "accounts/confirm.html", context)
