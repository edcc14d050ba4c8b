"""The one settings file: all comes from the environment, and a bad value refuses to start."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _


def read_number(name: str, default: int, *, least: int = 0) -> int:
    """Return the whole number in the environment variable, or the default."""
    text = os.environ.get(name, str(default))
    if not text.isdecimal() or int(text) < least:
        raise ImproperlyConfigured(f"{name}={text!r}: a whole number from {least} is needed.")
    return int(text)


def read_switch(name: str, *, default: bool) -> bool:
    """Return the yes or no in the environment variable, or the default."""
    text = os.environ.get(name, "yes" if default else "no").lower()
    if text not in {"yes", "no", "1", "0", "true", "false", "on", "off"}:
        raise ImproperlyConfigured(f"{name}={text!r}: write yes or no.")
    return text in {"yes", "1", "true", "on"}


def read_address(name: str) -> str:
    """Return the web address in the environment variable; nothing without one."""
    text = os.environ.get(name, "").strip()
    if text and (urlsplit(text).scheme not in {"http", "https"} or not urlsplit(text).hostname):
        raise ImproperlyConfigured(f"{name}={text!r}: write a full web address.")
    return text


def read_secret(data: Path) -> str:
    """Return the installation's secret: from the environment, or made once in the data folder."""
    if secret := os.environ.get("PERMANENCE_SECRET_KEY"):
        return secret
    kept = data / "secret-key"
    try:
        return kept.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        pass
    data.mkdir(parents=True, exist_ok=True)
    fresh = data / f".secret-key.{os.getpid()}"
    fresh.write_text(secrets.token_urlsafe(48), encoding="ascii")
    fresh.chmod(0o600)
    with suppress(FileExistsError):
        os.link(fresh, kept)
    fresh.unlink()
    return kept.read_text(encoding="ascii").strip()


def read_database(url: str, *, pooled: bool) -> dict[str, Any]:
    """Return Django's description of the PostgreSQL database behind a URL."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"}:
        raise ImproperlyConfigured("DATABASE_URL: only postgresql://… is understood.")
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    options: dict[str, Any] = (
        {"pool": {"min_size": 1, "max_size": 8, "timeout": 10}} if pooled else {}
    )
    if read_switch("PERMANENCE_PREPARE", default=True):
        options["prepare_threshold"] = 2
    host = query.pop("host", None) or unquote(parts.hostname or "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "permanence",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "CONN_HEALTH_CHECKS": pooled,
        "OPTIONS": options | query,
    }


SOURCE = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("PERMANENCE_DATA", "permanence-data")).resolve()
SECRET_KEY = read_secret(DATA)
DEBUG = False
ALLOWED_HOSTS = [host for host in os.environ.get("PERMANENCE_HOSTS", "*").split(",") if host]
PUBLIC_URL = os.environ.get("PERMANENCE_URL", "http://localhost:8000").rstrip("/")
SECURE = PUBLIC_URL.startswith("https://")

DATABASES = {
    "default": read_database(
        os.environ.get("DATABASE_URL", "postgresql://permanence_login@/permanence"),
        pooled=read_switch("PERMANENCE_POOL", default=True),
    ),
}
if owner := os.environ.get("DATABASE_OWNER_URL"):
    DATABASES["owner"] = read_database(owner, pooled=False)
DATABASE_ROUTERS: list[str] = []
ROLE_PREFIX = os.environ.get("PERMANENCE_ROLE_PREFIX") or str(DATABASES["default"]["NAME"])

SMTP_URL = os.environ.get("SMTP_URL", "")
SMTP_URL_2 = os.environ.get("SMTP_URL_2", "")
SMTP_LISTENER = (
    os.environ.get("PERMANENCE_SMTP_HOST", "127.0.0.1"),
    int(os.environ.get("PERMANENCE_SMTP_PORT", "2525")),
)
MAIL_FOLDER = DATA / "outgoing-mail"
LETTER_LIMIT = read_number("PERMANENCE_MAIL_LIMIT", 40 * 1024 * 1024, least=1024)
PUSH_HOSTS = frozenset(os.environ.get("PERMANENCE_PUSH_HOSTS", "").split())
PING_URL = read_address("PERMANENCE_PING_URL")
WAY_HOSTS = frozenset(os.environ.get("PERMANENCE_WAY_HOSTS", "").split())
TRUSTED_AUTHSERV = os.environ.get("PERMANENCE_AUTHSERV_ID", "")
PORTAL_LINK_DAYS = read_number("PERMANENCE_LINK_DAYS", 30, least=1)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "template_partials",
    "permanence.ground.journal",
    "permanence.ground.files",
    "permanence.ground.outbox",
    "permanence.ground.ways",
    "permanence.world.accounts",
    "permanence.world.attention",
    "permanence.world.catalogue",
    "permanence.world.maintenance",
    "permanence.world.rotas",
    "permanence.world.sign_on",
    "permanence.world.wording",
    "permanence.promises.clocks",
    "permanence.promises.policies",
    "permanence.promises.contracts",
    "permanence.service.escalation",
    "permanence.service.trace",
    "permanence.service.knowledge",
    "permanence.service.tickets",
    "permanence.service.alerts",
    "permanence.service.agreements",
    "permanence.service.timesheets",
    "permanence.service.notices",
    "permanence.service.incidents",
    "permanence.service.status",
    "permanence.service.reviews",
    "permanence.service.intake",
    "permanence.overview.worklists",
    "permanence.overview.bulk",
    "permanence.overview.automation",
    "permanence.overview.customers",
    "permanence.overview.duty",
    "permanence.overview.previews",
    "permanence.overview.reports",
    "permanence.overview.boards",
    "permanence.overview.telling",
    "permanence.overview.privacy",
    "permanence.faces.ui",
    "permanence.faces.desk",
    "permanence.faces.portal",
    "permanence.faces.api",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "permanence.faces.ui.packing.Packing",
    "permanence.faces.ui.security.ContentPolicy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "permanence.faces.ui.language.ReaderLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "permanence.config.urls"
WSGI_APPLICATION = "permanence.config.wsgi.application"
FORM_RENDERER = "permanence.faces.ui.inputs.InputRenderer"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "libraries": {"i18n": "permanence.faces.ui.templatetags.words"},
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["permanence.faces.ui.sessions.KnownUsers"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/desk/login"
LOGIN_REDIRECT_URL = "/desk/"
SESSION_ENGINE = "permanence.faces.ui.sessions"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if SECURE else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", _("English")),
    ("fr", _("French")),
    ("de", _("German")),
    ("it", _("Italian")),
    ("es", _("Spanish")),
]
LOCALE_PATHS = [SOURCE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = None
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_IMMUTABLE_FILE_TEST = r"^.+-[0-9A-Z]{8}\..+$"

SILENCED_SYSTEM_CHECKS: list[str] = []
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "permanence.runtime.logs.LineFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("PERMANENCE_LOG", "INFO").upper()},
    "loggers": {"django.request": {"level": "ERROR"}},
}
