"""The handlers ours is held against: bare Django that writes the same row in one transaction.

Same framework, server, workers and settings of the database. ``save`` has no session, no user and
no checks; ``signed`` reads session and user first, as every platform with a sign-in has to, with
nothing but Django's own session engine and backend. Served by granian as
``benchmarks.web.bare:application``, with RUANTONG_DATABASE set; run as a module, it prints the
cookies that sign the named users in.
"""

from __future__ import annotations

import json
import os
import sys
from typing import ClassVar

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.utils.decorators import decorator_from_middleware

from ruantong.site import database
from ruantong.site.settings import BASE_DIR, SECRET_KEY

_HELLO = b"<!doctype html><title>bare</title><p>bare</p>"

if not settings.configured:
    settings.configure(
        ALLOWED_HOSTS=["127.0.0.1"],
        DATABASES={"default": database.described(os.environ["RUANTONG_DATABASE"], BASE_DIR)},
        AUTHENTICATION_BACKENDS=["django.contrib.auth.backends.ModelBackend"],
        AUTH_USER_MODEL="accounts.User",
        INSTALLED_APPS=[
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "ruantong.trail",
            "ruantong.accounts",
        ],
        MIDDLEWARE=[],
        ROOT_URLCONF=__name__,
        SECRET_KEY=SECRET_KEY,
        USE_TZ=True,
    )
    django.setup()

from django.contrib.auth import get_user_model, login  # noqa: E402
from django.contrib.auth.middleware import AuthenticationMiddleware  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.contrib.sessions.middleware import SessionMiddleware  # noqa: E402


class Draft(models.Model):
    objects: ClassVar[models.Manager[Draft]] = models.Manager()

    owner_id = models.BigIntegerField(primary_key=True)
    forms = models.JSONField()
    version = models.PositiveIntegerField()

    class Meta:
        app_label = "bare"
        db_table = "returns_draft"
        managed = False

    def __str__(self) -> str:
        return str(self.owner_id)


def save(request: HttpRequest, pk: int) -> JsonResponse:
    sent = json.loads(request.body)
    with transaction.atomic():
        draft = Draft.objects.select_for_update().get(pk=pk)
        for ref, text in sent["cells"].items():
            form, indicator, column = ref.split(".")
            draft.forms[form]["cells"].setdefault(indicator, {})[column] = text
        draft.version += 1
        draft.save()
    return JsonResponse({"version": draft.version})


@decorator_from_middleware(SessionMiddleware)
@decorator_from_middleware(AuthenticationMiddleware)
def signed(request: HttpRequest, pk: int) -> JsonResponse:
    if not request.user.is_authenticated:
        return JsonResponse({}, status=401)
    return save(request, pk)


def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse(_HELLO)


urlpatterns = [path("save/<int:pk>", save), path("signed/<int:pk>", signed), path("page", page)]

application = get_wsgi_application()


def signed_in(username: str) -> str:
    """The Cookie header of a browser in which the user has signed in, by Django's own means."""
    request = HttpRequest()
    request.session = SessionStore()
    login(request, get_user_model().objects.get(username=username))
    request.session.save()
    return f"sessionid={request.session.session_key}"


if __name__ == "__main__":
    from django.core.management import call_command

    call_command("migrate", "sessions", verbosity=0)
    sys.stdout.write(json.dumps([signed_in(name) for name in sys.argv[1:]]))
