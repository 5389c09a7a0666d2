"""What Kindred logs: who, when, what; never a text, a token or an address."""

from typing import Any


def one_line_a_message() -> dict[str, Any]:
    """The setting LOGGING: everything on the console, each message on a line of its own."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"one_line": {"()": "safety.logs.OneLine"}},
        "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
        "handlers": {
            "console": {
                "class": "logging.StreamHandler",
                "formatter": "plain",
                "filters": ["one_line"],
            }
        },
        "root": {"handlers": ["console"], "level": "WARNING"},
        "loggers": {
            "kindred": {"level": "INFO"},
            "django.request": {"level": "ERROR"},
            "django.security.DisallowedHost": {"level": "CRITICAL"},
        },
    }
