"""The one settings file. What differs between machines comes from the environment."""

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"


def env_flag(name: str, *, default: bool) -> bool:
    """A yes-or-no variable: 1/true/yes/on, case-insensitive."""
    typed = os.environ.get(name, "")
    return typed.strip().lower() in {"1", "true", "yes", "on"} if typed else default


def env_list(name: str, default: str) -> list[str]:
    """A comma-separated variable."""
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


def database_from(url: str) -> dict[str, object]:
    """Django's DATABASES entry for ``sqlite:///path`` or ``postgresql://user:pw@host:port/name``."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        path = Path(unquote(parts.path.removeprefix("/")))
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": path if path.is_absolute() else BASE_DIR / path,
            "OPTIONS": {
                # Without IMMEDIATE, concurrent read-then-write transactions fail with "locked".
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;",
            },
        }
    if parts.scheme in {"postgres", "postgresql"}:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(parts.hostname or ""),
            "PORT": parts.port or "",
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
        }
    raise ImproperlyConfigured("DATABASE_URL must begin with sqlite:/// or postgresql://")


DEBUG = env_flag("DEBUG", default=False)
SECRET_KEY = os.environ.get("SECRET_KEY", "")
if not SECRET_KEY:
    raise ImproperlyConfigured("Set SECRET_KEY to a long random string (make run does it for you).")
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS", "127.0.0.1,localhost")
# What printed QR codes point to; empty means the address the print was asked from.
PORTAL_ORIGIN = os.environ.get("PORTAL_ORIGIN", "").rstrip("/")
# HTTPS=1 behind a TLS proxy; the embedded default on one machine speaks plain HTTP.
HTTPS = env_flag("HTTPS", default=False)
# How many proxies of ours stand in front; 0 means that nobody's X-Forwarded-For is believed.
TRUSTED_PROXIES = int(os.environ.get("TRUSTED_PROXIES", "0"))
CSRF_TRUSTED_ORIGINS = [PORTAL_ORIGIN] if PORTAL_ORIGIN.startswith("https://") else []

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "js_lib_bootstrap5",
    "django_filters",
    "axes",
    "django_tasks",
    "django_tasks_db",
    "changxing_union.organizations",
    "changxing_union.filing",
    "changxing_union.imports",
    "changxing_union.records",
    "changxing_union.web",
    "changxing_union.portal",
    "changxing_union.devtools",
    "competitions",
    "pioneer",
    "techservice",
]

MIDDLEWARE = [
    "changxing_union.web.proxies.ClientAddressMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "changxing_union.web.security.SecurityHeadersMiddleware",
    "changxing_union.web.nul.ForgetNulCookiesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "changxing_union.web.sessions.SlidingSessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "changxing_union.web.refusal.RefusalMiddleware",
    "changxing_union.web.nul.RefuseNulMiddleware",
    "changxing_union.web.carried.LoginRequiredKeepingPost",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "changxing_union.urls"
WSGI_APPLICATION = "changxing_union.wsgi.application"
ASGI_APPLICATION = "changxing_union.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "changxing_union.web.security.csp_nonce",
                "changxing_union.portal.navigation.navigation",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

DATABASES = {
    "default": database_from(os.environ.get("DATABASE_URL", "sqlite:///var/portal.sqlite3"))
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# What takes longer than a page may: a row in the database, carried out by `manage.py db_worker`.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

AUTH_USER_MODEL = "organizations.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "changxing_union.organizations.backends.PortalBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "changxing_union.organizations.passwords.ThreeOfFourKindsValidator"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "desk"
LOGOUT_REDIRECT_URL = "home"

# 等保二级: five failures lock the account for a quarter of an hour; the administrator unlocks it.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = ["username"]
# axes.W006: by account on purpose, so that a guesser who changes addresses is stopped too.
# HSTS for subdomains and preloading bind the whole county domain, which is not ours to bind.
SILENCED_SYSTEM_CHECKS = ["axes.W006", "security.W005", "security.W021"]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_LOCKOUT_TEMPLATE = "organizations/locked.html"
AXES_ENABLE_ACCESS_FAILURE_LOG = False
AXES_VERBOSE = False
# Typing carried over an ended session travels with the login form: none of the log's business.
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "carried"]
# Unlocking has a page of its own (我的待办 of the administrator), with an audit row.
AXES_ENABLE_ADMIN = False

# Half an hour idle ends a session (等保二级); it is renewed at most every five minutes.
SESSION_COOKIE_AGE = 30 * 60
REVIEWER_SESSION_AGE = 15 * 60
SESSION_RENEW_AFTER = 5 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
CSRF_FAILURE_VIEW = "changxing_union.web.views.csrf_failure"
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# Names as in Django 6, whose built-in middleware replaces ours at the upgrade.
SECURE_CSP = {
    "default-src": ["'self'"],
    "script-src": ["'self'", "<CSP_NONCE_SENTINEL>"],
    "style-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "object-src": ["'none'"],
    "base-uri": ["'none'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'none'"],
}

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = Path(os.environ.get("MEDIA_ROOT", VAR_DIR / "media"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage",
    },
}
# Attachments may be 10 MB each; everything else in a request stays small.
ATTACHMENT_MAX_BYTES = 10 * 1024 * 1024
# Photographs that one press of 上传 takes; who chooses more is told which were left. No request
# puts more than these on the disk.
ATTACHMENTS_AT_ONCE = 12
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
# A page of 300 lines of six cells, and a thousand pasted below them.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 12_000
# Inputs that were left empty count as well: annex 3 alone has one for each of its ten items.
DATA_UPLOAD_MAX_NUMBER_FILES = 36
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "changxing_union.web.uploads.BoundedFileUploadHandler",
]
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "axes": {"level": "WARNING"},
        "fontTools": {"level": "WARNING"},
        "weasyprint": {"level": "WARNING"},
    },
}
