"""WSGI entry point for granian and gunicorn."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connections

from ruantong.site import database

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ruantong.site.settings")

database.limit(settings.DATABASES["default"])
application = get_wsgi_application()

from ruantong.accounts import starting  # noqa: E402 - needs the models, as the next
from ruantong.demo.database import Kind, kind_of_database  # noqa: E402

starting.database_fits(invented=kind_of_database() is Kind.DEMO, demo=settings.DEMO)
connections.close_all()
