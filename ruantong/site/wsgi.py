"""WSGI entry point for granian and gunicorn."""

import os

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ruantong.site.settings")

application = get_wsgi_application()

if settings.DEMO:
    # the demo's key is published and its outbox open: never over a database with real people
    from django.db import connections

    from ruantong.demo.database import Kind, kind_of_database

    if kind_of_database() is not Kind.DEMO:
        raise ImproperlyConfigured("RUANTONG_DEMO=1 只能用于演示数据库；正式使用请去掉该变量。")
    connections.close_all()
