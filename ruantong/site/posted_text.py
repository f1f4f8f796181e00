"""NUL in an address or a posted form: what no database takes never reaches one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase, QueryDict

from ruantong.core.text import storable

Next = Callable[[HttpRequest], HttpResponseBase]


class StorableText:
    """Puts a visible sign in the place of NUL; the field it stands in then names it as a fault.

    PostgreSQL refuses NUL in texts and in comparisons with an error of its own. An address with
    NUL in its path leads nowhere.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if "\x00" in request.path_info:
            raise Http404
        request.GET = _storable(request.GET)
        if request.method == "POST":
            request.POST = _storable(request.POST)
        return self.get_response(request)


def _storable(given: QueryDict) -> Any:
    texts = [(name, text) for name, values in given.lists() for text in values]
    if not any("\x00" in name or "\x00" in str(text) for name, text in texts):
        return given
    changed = QueryDict(mutable=True)
    for name, text in texts:
        changed.appendlist(storable(name), storable(str(text)))
    changed._mutable = False
    return changed
