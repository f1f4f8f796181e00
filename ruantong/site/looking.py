"""Looking at others' figures and taking files away leave an entry on the trail (docs/adr/0111).

The file or page is only handed over once its entry is written.
"""

from __future__ import annotations

from collections.abc import Callable
from email.message import Message
from typing import Any

from django.http import HttpRequest, HttpResponseBase

from ruantong.accounts.models import User
from ruantong.core.lifecycle import Role
from ruantong.trail.looking import LONGEST_SUBJECT, Look, note_file, note_look

Next = Callable[[HttpRequest], HttpResponseBase]


class Looking:
    """Files of any page by their header, pages by what their view says of itself."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        match = request.resolver_match
        if match is None or response.status_code != 200:
            return response
        if not isinstance(user := request.user, User):
            return response
        look: Look | None = getattr(match.func, "look", None)
        if look is not None and not user.is_role(Role.RESPONDENT):
            told = f"{look.kind}:{match.kwargs['pk']}" if look.kind else f"page:{request.path}"
            note_look(look.act, told[:LONGEST_SUBJECT], actor=user)
        if title := _file_name(response):
            note_file(match.view_name, actor=user, title=title)
        return response


def _file_name(response: HttpResponseBase) -> str:
    """The name of the file that a browser would store; "" for a page."""
    said = response.headers.get("Content-Disposition", "")
    if not said.startswith("attachment"):
        return ""
    message: Any = Message()
    message["Content-Disposition"] = said
    return str(message.get_filename() or "")
