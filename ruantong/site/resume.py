"""What a form held when the session had ended: offered again to the same person (docs/adr/0074)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from ruantong.accounts import kept
from ruantong.accounts.access import EVERY_ROLE, requires

SHOWN = 12


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(*EVERY_ROLE)
def resume(request: HttpRequest) -> HttpResponse:
    """The text with the button that sends it again to where it was going; POST lets it go."""
    found = kept.kept_for(request)
    if found is None:
        return redirect("home")
    if request.method == "POST":
        kept.drop(request)
        messages.info(request, "已放弃刚才未生效的提交。")
        return redirect(found.back)
    typed = found.typed
    context = {"kept": found, "typed": typed[:SHOWN], "more": max(0, len(typed) - SHOWN)}
    return render(request, "site/resume.html", context)
