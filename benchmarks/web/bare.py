"""The handler ours is held against: bare Django that writes the same row in one transaction.

Same framework, server, workers and settings of the database; no session, no user, no checks.
Served by granian as ``benchmarks.web.bare:application``, with RUANTONG_DATABASE set.
"""

from __future__ import annotations

import json
import os

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path

from ruantong.site.settings import database

_HELLO = b"<!doctype html><title>bare</title><p>bare</p>"

if not settings.configured:
    settings.configure(
        ALLOWED_HOSTS=["127.0.0.1"],
        DATABASES={"default": database(os.environ["RUANTONG_DATABASE"])},
        INSTALLED_APPS=[],
        MIDDLEWARE=[],
        ROOT_URLCONF=__name__,
        SECRET_KEY="bare" * 16,
        USE_TZ=True,
    )
    django.setup()


class Draft(models.Model):
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


def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse(_HELLO)


urlpatterns = [path("save/<int:pk>", save), path("page", page)]

application = get_wsgi_application()
