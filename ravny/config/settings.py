"""Django's settings. What differs between installations is in `ravny.toml` (installation.py)."""

from pathlib import Path

from ravny.core.vault import instance

from .installation import database, load

INSTALLATION = load()
HOME = instance.home()
PACKAGE = Path(__file__).resolve().parent.parent

DEBUG = False
SECRET_KEY = instance.derive("django secret").hex()
INSTANCE_ID = str(instance.instance_id())
# An installation's own, beside those of the program.
QUESTIONNAIRES = HOME / "questionnaires"
DESK_HOST, FIELD_HOST, PORTAL_HOST = (
    INSTALLATION.desk,
    INSTALLATION.field,
    INSTALLATION.portal,
)
ALLOWED_HOSTS = [host.partition(":")[0] for host in (DESK_HOST, FIELD_HOST, PORTAL_HOST)]
ROOT_URLCONF = "ravny.config.urls_desk"
DOORS = {
    DESK_HOST: "ravny.config.urls_desk",
    FIELD_HOST: "ravny.config.urls_field",
    PORTAL_HOST: "ravny.config.urls_portal",
}
WSGI_APPLICATION = "ravny.config.wsgi.application"

INSTALLED_APPS = [
    "ravny.core.kit",
    "ravny.core.journal",
    "ravny.core.staff",
    "ravny.core.vault",
    "ravny.core.attachments",
    "ravny.people.clients",
    "ravny.people.directory",
    "ravny.services.stock",
    "ravny.services.encounters",
    "ravny.services.referrals",
    "ravny.services.testing",
    "ravny.services.care",
    "ravny.services.outreach",
    "ravny.services.cases",
    "ravny.services.incidents",
    "ravny.services.supervision",
    "ravny.insight.indicators",
    "ravny.insight.upkeep",
    "ravny.doors.desk",
    "ravny.doors.field",
    "ravny.doors.portal",
    "ravny.config",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "ravny.core.kit.middleware.SecurityHeaders",
    "ravny.core.kit.middleware.DoorByHost",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "ravny.core.staff.middleware.SignedIn",
    "ravny.core.vault.middleware.TakesAuthored",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "ravny.core.kit.context_processors.shell",
                "ravny.config.demo.signs.signs",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASES = {"default": database(INSTALLATION, HOME)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

SESSION_COOKIE_NAME = "s"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = INSTALLATION.scheme == "https"
SESSION_COOKIE_AGE = 16 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_SERIALIZER = "django.contrib.sessions.serializers.JSONSerializer"
CSRF_COOKIE_NAME = "c"
CSRF_COOKIE_AGE = None  # until the browser is closed: a year's cookie says who was here
CSRF_COOKIE_SECURE = SESSION_COOKIE_SECURE
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_FAILURE_VIEW = "ravny.core.kit.views.csrf_refused"
LOGIN_URL = "staff:sign_in"
LANGUAGE_COOKIE_NAME = "l"
LANGUAGE_COOKIE_SAMESITE = "Lax"
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
# No page sends a file in the clear; what somebody sends all the same never lies on a disk.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]

LANGUAGE_CODE = "ru"
LANGUAGES = [
    ("ru", "Русский"),
    ("en", "English"),
    ("uz", "Oʻzbekcha"),
    ("tg", "Тоҷикӣ"),
    ("ky", "Кыргызча"),
    ("kk", "Қазақша"),
    ("uk", "Українська"),
    ("ro", "Română"),
]
STAFF_LANGUAGES = ["ru", "en"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = INSTALLATION.time_zone

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_ALLOW_ALL_ORIGINS = False

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
APPEND_SLASH = True

# Ids, never content: no request line, no query, no traceback with values.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"scrub": {"()": "ravny.core.kit.logs.Scrub"}},
    "formatters": {"plain": {"format": "%(levelname)s %(name)s %(message)s"}},
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "plain",
            "filters": ["scrub"],
        }
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django.request": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
        "django.server": {"handlers": [], "propagate": False},
    },
}
