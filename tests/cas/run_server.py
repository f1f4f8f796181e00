"""django-cas-server on a port of this machine; run by the Python of ``.venv-cas``, never imported.

It is under the GPL and no part of the product: it meets the platform over HTTP alone.
Arguments: port, folder of its database, address pattern of the platform, people as JSON.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from django.conf import settings

PORT, FOLDER, PATTERN, PEOPLE = sys.argv[1:5]
BARE = """<!doctype html><title>CAS</title><h1>CAS</h1>
{% for message in messages %}<p>{{ message }}</p>{% endfor %}
{% block ante_messages %}{% endblock %}{% block content %}{% endblock %}"""

settings.configure(
    SECRET_KEY="cas-server-of-the-tests-" * 3,
    ALLOWED_HOSTS=["127.0.0.1"],
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(Path(FOLDER) / "cas.sqlite3"),
            "OPTIONS": {"timeout": 20, "transaction_mode": "IMMEDIATE"},
        }
    },
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "django.contrib.messages",
        "cas_server",
    ],
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
    ],
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {
                # its own pages without the styles and scripts it would fetch from elsewhere
                "loaders": [
                    ("django.template.loaders.locmem.Loader", {"cas_server/bs4/base.html": BARE}),
                    "django.template.loaders.app_directories.Loader",
                ],
                "context_processors": [
                    "django.template.context_processors.request",
                    "django.contrib.auth.context_processors.auth",
                    "django.contrib.messages.context_processors.messages",
                ],
            },
        }
    ],
    ROOT_URLCONF=__name__,
    SESSION_COOKIE_NAME="cas_session",
    CSRF_COOKIE_NAME="cas_csrf",
    STATIC_URL="/static/",
    USE_TZ=True,
    CAS_AUTH_CLASS=f"{__name__}.People",
    CAS_NEW_VERSION_HTML_WARNING=False,
)
if __name__ == "__main__":
    sys.modules["run_server"] = sys.modules[__name__]

import django  # noqa: E402

django.setup()

from cas_server.auth import AuthUser  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.urls import include, path  # noqa: E402

urlpatterns = [path("cas/", include("cas_server.urls", namespace="cas_server"))]


class People(AuthUser):  # type: ignore[misc]
    """The people the test named, each with a password and attributes."""

    def test_password(self, password: str) -> bool:
        return bool(password) and password == json.loads(PEOPLE).get(self.username, {}).get(
            "password"
        )

    def attributs(self) -> dict[str, object]:
        return dict(json.loads(PEOPLE).get(self.username, {}).get("attributes", {}))


def main() -> None:
    from cas_server.models import ReplaceAttributName, ServicePattern

    call_command("migrate", verbosity=0)
    pattern, _ = ServicePattern.objects.get_or_create(
        name="ruantong", pattern=PATTERN, single_log_out=True, proxy=True, proxy_callback=True
    )
    ReplaceAttributName.objects.get_or_create(service_pattern=pattern, name="*")
    call_command("runserver", f"127.0.0.1:{PORT}", "--noreload", verbosity=0)


if __name__ == "__main__":
    main()
