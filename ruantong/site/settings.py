"""Settings. Everything a deployment may change comes from ``RUANTONG_*`` variables."""

from __future__ import annotations

import os
import sys
from ipaddress import ip_network
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from ruantong.accounts import starting
from ruantong.accounts.policy import profiles
from ruantong.site import database, doors

BASE_DIR = Path(__file__).resolve().parent.parent.parent
PACKAGE_DIR = Path(__file__).resolve().parent.parent
TESTING = "pytest" in sys.modules

DEBUG = os.environ.get("RUANTONG_DEBUG", "") == "1"
DEMO = os.environ.get("RUANTONG_DEMO", "") == "1"
_TRIAL = DEBUG or DEMO or TESTING
SECRET_KEY = starting.secret_key(os.environ, trial=_TRIAL)
# what is asked of passwords, sessions and sign-ins (accounts/policy/profiles.toml)
POLICY = starting.policy_name(os.environ, trial=_TRIAL)
_POLICY = profiles()[POLICY]

ALLOWED_HOSTS = os.environ.get("RUANTONG_HOSTS", ",".join(starting.LOOPBACK)).split(",")
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("RUANTONG_ORIGINS", "").split(",") if o]
# addresses or networks of the proxies in front, whose X-Forwarded-For and -Proto are believed
PROXIES = [p.strip() for p in os.environ.get("RUANTONG_PROXIES", "127.0.0.1,::1").split(",") if p]
try:
    for _proxy in PROXIES:
        ip_network(_proxy)
except ValueError:
    raise ImproperlyConfigured(
        f"RUANTONG_PROXIES 应为以逗号分隔的IP地址或网段（如10.0.0.0/24），现有“{_proxy}”。"
    ) from None

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "ruantong.web",
    "ruantong.trail",
    "ruantong.accounts",
    "ruantong.accounts.second_factor",
    "ruantong.registry",
    "ruantong.returns",
    "ruantong.followup",
    "ruantong.desks",
    "ruantong.outputs",
    "ruantong.rulelab",
    "ruantong.site",
    "django.forms",  # after ours, whose widget templates come first
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

MIDDLEWARE = [
    "ruantong.site.request_log.RequestLog",
    "ruantong.site.entrance.Entrance",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "ruantong.web.compression.CompressedPages",
    "ruantong.site.middleware.ContentSecurityPolicy",
    "ruantong.site.posted_text.StorableText",
    "ruantong.site.entrance.EncryptedOnly",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "ruantong.accounts.sessions.middleware.TouchSession",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "ruantong.accounts.sessions.middleware.SignedIn",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "ruantong.site.middleware.LoginRequired",
    "ruantong.site.middleware.Refusals",
    "ruantong.site.looking.Looking",
]

ROOT_URLCONF = "ruantong.site.urls"
WSGI_APPLICATION = "ruantong.site.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["ruantong.web.templatetags.addresses"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "ruantong.site.context.page",
            ],
        },
    },
]


DATABASES = {
    "default": database.described(os.environ.get("RUANTONG_DATABASE", "sqlite:///"), BASE_DIR)
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "ruantong.accounts.backends.UsernameOrPhone",
    "ruantong.accounts.backends.PhoneCode",
]
PASSWORD_HASHERS = ["ruantong.accounts.password.Argon2"]
if TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# W008: a request without TLS is answered by site/entrance.py; a redirect would lead to an https
# that is not there wherever no proxy stands in front
SILENCED_SYSTEM_CHECKS = ["security.W008"]

# The two other ways in: texts to phones and the city's single sign-on (docs/sign-in.md).
_DOORS = doors.read(os.environ, trial=_TRIAL)
SMS_GATEWAY, SMS_FILE = _DOORS.sms_gateway, _DOORS.sms_file
SMS_URL, SMS_KEY, SMS_SECRET = _DOORS.sms_url, _DOORS.sms_key, _DOORS.sms_secret
SMS_SIGN, SMS_TEMPLATES = _DOORS.sms_sign, _DOORS.sms_templates
# e-mails: reminders alone (docs/sign-in.md)
EMAIL_KEPT, EMAIL_FROM = _DOORS.email_kept, _DOORS.email_from
EMAIL_HOST, EMAIL_PORT = _DOORS.email_host, _DOORS.email_port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _DOORS.email_user, _DOORS.email_password
EMAIL_USE_SSL, EMAIL_USE_TLS = _DOORS.email_ssl, _DOORS.email_tls
EMAIL_TIMEOUT = 10
CAS_SERVER, CAS_ATTRIBUTES = _DOORS.cas_server, _DOORS.cas_attributes

LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/"
SESSION_ENGINE = "ruantong.accounts.sessions.store"
# of the cookie; a session ends by its row (accounts/sessions), harmlessly: drafts save themselves
SESSION_COOKIE_AGE = _POLICY.idle_minutes.largest * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# plain http only for the demo and for development on one's own machine
_HTTPS = starting.https_only(os.environ, ALLOWED_HOSTS, trial=_TRIAL)
HTTPS_ONLY = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if _HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = _HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# uploaded licences: never under the static root, read only through the approver's page
MEDIA_ROOT = Path(os.environ.get("RUANTONG_FILES", BASE_DIR / "build" / "files"))
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_HANDLERS = ["ruantong.web.uploads.CappedUpload"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "build" / "static"
STATICFILES_DIRS = [
    ("vendor", str(folder))
    for folder in (
        BASE_DIR / "node_modules" / "htmx.org" / "dist",
        BASE_DIR / "node_modules" / "echarts" / "dist",
    )
    if folder.is_dir()
]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "ruantong.web.static_files.Libraries",
]
# development and tests read the sources; whoever serves makes files named by their content
_SOURCES = DEBUG or TESTING
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if _SOURCES
        else "ruantong.web.static_files.Fingerprinted"
    },
}
WHITENOISE_USE_FINDERS = _SOURCES
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

CSRF_FAILURE_VIEW = "ruantong.site.errors.csrf_failure"
MESSAGE_TAGS = {25: "ok", 30: "warn", 40: "danger"}  # names of the notice components
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# One line of JSON each for requests, warnings and errors (docs/adr/0110). An internal error is logged
# once, by errors.server_error with its number; what a visitor mistyped is no event.
_LOG = os.environ.get("RUANTONG_LOG", "")
_ACCESS = "INFO" if _LOG or not (DEBUG or DEMO or TESTING) else "WARNING"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "ruantong.site.json_line.JsonLine"}},
    "handlers": {
        "log": {
            # looked at anew when the file was moved away by logrotate
            "class": "logging.handlers.WatchedFileHandler",
            "filename": _LOG,
            "encoding": "utf-8",
            "formatter": "line",
        }
        if _LOG
        else {"class": "logging.StreamHandler", "formatter": "line"},
        "none": {"class": "logging.NullHandler"},
    },
    "root": {"handlers": ["log"], "level": "WARNING"},
    "loggers": {
        "ruantong.access": {"level": _ACCESS},
        "django": {"handlers": [], "propagate": True},
        "django.request": {"handlers": ["none"], "propagate": False},
        "django.security.DisallowedHost": {"handlers": ["none"], "propagate": False},
    },
}
