"""Settings: one file, read from the environment; `.env.example` lists every name.

KINDRED_ENV is `local` (set by script/run), `test` or `production`. Production is the default and
refuses to start without secrets of its own. Settings never start a process.
"""

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from mentorship.environment import env, env_flag, env_int, env_list, hours_from
from mentorship.logs import one_line_a_message
from mentorship.providers import ORCID, offered, providers_from

BASE_DIR = Path(__file__).resolve().parent.parent
KINDRED_ENV = env("KINDRED_ENV", "production")
if KINDRED_ENV not in {"local", "test", "production"}:
    raise ImproperlyConfigured("KINDRED_ENV must be local, test or production.")
PRODUCTION = KINDRED_ENV == "production"
KINDRED_VAR = Path(env("KINDRED_VAR", str(BASE_DIR / "var")))
# Numba reads it when the engine is imported, which is later than this.
os.environ.setdefault("NUMBA_CACHE_DIR", str(KINDRED_VAR / "numba"))
DEMO = env_flag("KINDRED_DEMO") and not PRODUCTION
DEBUG = False

# -- secrets and hosts ---------------------------------------------------------------------------
INSECURE_KEY = "local-only-key-that-production-refuses-because-everybody-can-read-it-here"
SECRET_KEY = env("SECRET_KEY", "" if PRODUCTION else INSECURE_KEY)
if PRODUCTION and (
    len(SECRET_KEY) < 50
    or SECRET_KEY == INSECURE_KEY
    or SECRET_KEY.startswith(("change-me", "django-insecure-"))
):
    raise ImproperlyConfigured(
        "SECRET_KEY must be a secret of your own, 50 characters or more. "
        "Make one with: python -c 'import secrets; print(secrets.token_urlsafe(50))'"
    )
SITE_URL = env("SITE_URL", "" if PRODUCTION else "http://localhost:8000").rstrip("/")
if PRODUCTION and not SITE_URL.startswith("https://"):
    raise ImproperlyConfigured("SITE_URL must be the https:// address people use.")
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS") or [urlsplit(SITE_URL).hostname or "localhost"]
if not PRODUCTION:
    ALLOWED_HOSTS += ["localhost", "127.0.0.1", "[::1]", "testserver"]
CSRF_TRUSTED_ORIGINS = env_list("CSRF_TRUSTED_ORIGINS") or [SITE_URL]
TRUSTED_PROXIES = env_int("TRUSTED_PROXIES", 0)

# -- the parts -----------------------------------------------------------------------------------
INSTALLED_APPS = [
    "safety",
    "profiles",
    "notifications",
    "messaging",
    "relationships",
    "matching",
    "mentorship.apps.MentorshipConfig",
    "mentorship.apps.AdministrationConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "csp",
    "django_htmx",
    "template_partials",
]

MIDDLEWARE = [
    "safety.middleware.security_headers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "safety.middleware.denials_on_record",
    "safety.middleware.signed_out_everywhere",
    "safety.middleware.PlainRefusals",
    "safety.middleware.private_pages",
    "profiles.middleware.viewer_time_zone",
    "profiles.middleware.members_in_good_standing",
    "mentorship.second_factor.staff_pages_need_one",
]

ROOT_URLCONF = "mentorship.urls"
ASGI_APPLICATION = "mentorship.asgi.application"
ADMIN_PATH = env("ADMIN_PATH", "site-administration/").lstrip("/").rstrip("/") + "/"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "mentorship.context_processors.kindred",
            ],
        },
    }
]

# -- data ----------------------------------------------------------------------------------------
DATABASE_URL = env("DATABASE_URL")
if PRODUCTION and not DATABASE_URL:
    raise ImproperlyConfigured("DATABASE_URL must name the PostgreSQL database.")
DATABASES = {
    # Under ASGI each request may run on another thread: connections are not kept between requests
    # unless asked for, or the server's limit would be met by idle threads.
    "default": dj_database_url.parse(
        DATABASE_URL or "postgresql://kindred@localhost/kindred",
        conn_max_age=env_int("DATABASE_CONN_MAX_AGE", 0),
        conn_health_checks=True,
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    # In the database on purpose: limits and codes must hold when Redis is away.
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}
}
MEDIA_ROOT = KINDRED_VAR / "media"
MEDIA_URL = "/media/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "whitenoise.storage.CompressedManifestStaticFilesStorage"
            if PRODUCTION
            else "django.contrib.staticfiles.storage.StaticFilesStorage"
        )
    },
}
STATIC_URL = "/static/"
STATIC_ROOT = KINDRED_VAR / "static"
if not PRODUCTION:
    STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # files come from the finders; it stays empty
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = not PRODUCTION
# Each client of a test builds the middleware anew: listing every static file took most of its time.
WHITENOISE_AUTOREFRESH = KINDRED_ENV == "test"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_048_576
DATA_UPLOAD_MAX_NUMBER_FIELDS = 300
DATA_UPLOAD_MAX_NUMBER_FILES = 3
PHOTO_MAX_BYTES = 6_000_000
PHOTO_MAX_PIXELS = 40_000_000

# -- Celery: JSON only, short time-outs, the truth stays in PostgreSQL -----------------------------
REDIS_URL = env("REDIS_URL", "" if PRODUCTION else "redis://localhost:6379/0")
if PRODUCTION and not REDIS_URL:
    raise ImproperlyConfigured("REDIS_URL must name the Redis server.")

REDIS_PREFIX = env("REDIS_PREFIX", "kindred:")  # tells several Kindreds on one Redis apart


def broker_url(redis_url: str) -> str:
    """Celery's spelling of a redis-py URL: unix:///path?db=0 becomes redis+socket:///path."""
    parts = urlsplit(redis_url)
    if parts.scheme != "unix":
        return redis_url
    database = parse_qs(parts.query).get("db", ["0"])[0]
    return f"redis+socket://{parts.path}?virtual_host={database}"


CELERY_BROKER_URL = broker_url(REDIS_URL)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_RESULT_ACCEPT_CONTENT = ["json"]
CELERY_TASK_TIME_LIMIT = 600
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_timeout": 5,
    "socket_connect_timeout": 1,
    # Whoever publishes does not wait for Redis to come back: the row is written, a sweep finds it.
    "max_retries": 0,
    "visibility_timeout": 1200,
    "global_keyprefix": REDIS_PREFIX,
}
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE_FILENAME = str(KINDRED_VAR / "celerybeat-schedule")

# -- people --------------------------------------------------------------------------------------
AUTH_USER_MODEL = "profiles.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
# A range service for passwords from known breaches; nobody is asked where none is named.
if BREACHED_PASSWORDS_URL := env("BREACHED_PASSWORDS_URL"):
    AUTH_PASSWORD_VALIDATORS += [{"NAME": "mentorship.breached.NotBreached"}]
PASSWORD_RESET_TIMEOUT = 60 * 60 * 24
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "profiles:landing"
ACCOUNT_ADAPTER = "mentorship.accounts.AccountAdapter"
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "mentorship.reset_tokens.ResetTokens"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "mentorship.signup.SignupForm"
ACCOUNT_FORMS = {
    "login": "mentorship.account_forms.Login",
    "signup": "mentorship.account_forms.Signup",
    "add_email": "mentorship.account_forms.AddEmail",
    "change_password": "mentorship.account_forms.ChangePassword",
    "set_password": "mentorship.account_forms.SetPassword",
    "reset_password": "mentorship.account_forms.ResetPassword",
    "reset_password_from_key": "mentorship.account_forms.ResetPasswordKey",
    "request_login_code": "mentorship.account_forms.RequestLoginCode",
    "reauthenticate": "mentorship.account_forms.Reauthenticate",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS = 3
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_MAX_EMAIL_ADDRESSES = 2
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if PRODUCTION else "http"
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/10m/key",
    "signup": "20/h/ip",
    "reset_password": "20/h/ip,2/h/key",
    "request_login_code": "20/m/ip,3/10m/key",
    "confirm_email": "1/m/key",
    "manage_email": "10/m/user",
    "change_password": "5/m/user",
    "reauthenticate": "10/m/user",
}
PROVIDERS = providers_from(env, secure=PRODUCTION)
ORCID_IS_OFFERED = any(provider.key == ORCID for provider in PROVIDERS)
SOCIALACCOUNT_ADAPTER = "mentorship.elsewhere.ElsewhereAdapter"
SOCIALACCOUNT_FORMS = {"disconnect": "mentorship.elsewhere.Disconnect"}
SOCIALACCOUNT_PROVIDERS = {"openid_connect": offered(PROVIDERS)}
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_REQUESTS_TIMEOUT = 5
USERSESSIONS_TRACK_ACTIVITY = False  # it would write a row on every request
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_ADAPTER = "mentorship.second_factor.SecondFactor"
MFA_FORMS = {
    "add_webauthn": "mentorship.second_factor.AddPasskey",
    "authenticate_webauthn": "mentorship.second_factor.AnswerByPasskey",
    "login_webauthn": "mentorship.second_factor.LoginByPasskey",
    "reauthenticate_webauthn": "mentorship.second_factor.AgainByPasskey",
}
MFA_TOTP_ISSUER = "Kindred"
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION  # http://localhost, to try it out
STAFF_NEED_SECOND_FACTOR = not DEMO or KINDRED_ENV == "test"

# -- cookies, headers ----------------------------------------------------------------------------
SESSION_COOKIE_NAME = "__Host-session" if PRODUCTION else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if PRODUCTION else "csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "mentorship.views.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^healthz/$"]
SECURE_HSTS_SECONDS = 63_072_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        # The button to another site is a form of ours that leads there.
        "form-action": [SELF, *(at for one in PROVIDERS for at in one.form_targets())],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    }
}

# -- mail ----------------------------------------------------------------------------------------
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if env("EMAIL_HOST")
    else "django.core.mail.backends.dummy.EmailBackend"
)
if PRODUCTION and not env("EMAIL_HOST"):
    raise ImproperlyConfigured("EMAIL_HOST must name the mail server: people sign in by mail.")
EMAIL_HOST = env("EMAIL_HOST", "localhost")
EMAIL_PORT = env_int("EMAIL_PORT", 587)
EMAIL_HOST_USER = env("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = env("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = PRODUCTION if not env("EMAIL_USE_TLS") else env_flag("EMAIL_USE_TLS")
EMAIL_TIMEOUT = 10
# Where weaknesses are reported, as RFC 9116 wants it: mailto:… or https://…
SECURITY_CONTACT = env("SECURITY_CONTACT", "")
# Where mail is returned to that could not be delivered; see docs/operations.md, "Mail".
BOUNCE_ADDRESS = env("BOUNCE_ADDRESS")
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", "Kindred <hello@kindred.example>")

# -- language and time ---------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_TZ = True
TIME_ZONE = "UTC"

# -- figures people meet; each refusal names its own -----------------------------------------------
MAX_OPEN_ASKS = 3
MAX_ASKS_A_DAY = 5
MAX_FIRST_CONTACTS_A_DAY = 5
MAX_SIGNALS_A_DAY = 20
SAME_TEXT_TO_BE_HELD = 3  # as many strangers in a month, and moderators look before it goes on
MAX_GROUP_PEOPLE = 12
MAX_QUIET_GROUP_PEOPLE = 8  # in a group made by somebody in quiet mode
MAX_GROUP_INVITATIONS_A_DAY = 30
MAX_REPORTS_A_DAY = 20
REPORT_TAKE_BACK_MINUTES = 10  # while no moderator has taken the case
MAX_QUIET_TAG_CHANGES_A_DAY = 3
MAX_FOLLOWED_HASHTAGS = 50
MAX_HIDDEN_UNDER_HASHTAGS = 200
MAILS_A_DAY = 3  # of news, at most, for somebody who chose no number; the rest waits for a digest
# Without mails of news, where a person lives, for somebody who chose no others; None for none.
QUIET_HOURS = hours_from(env("QUIET_HOURS", "21:00-07:00"))
SMALL_COUNT = 5  # a count of people below this is never shown as a number
SUGGESTIONS_SHOWN = 10
MODERATION_HOURS = {3: 4, 2: 24, 1: 72}  # from report to decision, by safety.choices.Severity
SUSPENSION_HOURS = (24, 72, 168, 720)  # the steps that moderators are offered
APPEAL_DAYS = 20

# -- logs ------------------------------------------------------------------------------------------
LOGGING = one_line_a_message()
