"""Reading the environment, for the settings."""

import os
from datetime import time

from django.core.exceptions import ImproperlyConfigured


def env(name: str, default: str = "") -> str:
    """An environment variable, stripped; `default` when unset or empty."""
    return os.environ.get(name, "").strip() or default


def env_list(name: str) -> list[str]:
    """A comma separated environment variable as a list without empty items."""
    return [item.strip() for item in env(name).split(",") if item.strip()]


def env_int(name: str, default: int) -> int:
    """A whole number from the environment; a sentence when it is not one."""
    text = env(name, str(default))
    try:
        return int(text)
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {text!r}.") from None


def env_flag(name: str) -> bool:
    """True for 1, true, yes and on."""
    return env(name).lower() in {"1", "true", "yes", "on"}


def hours_from(text: str) -> tuple[time, time] | None:
    """From when until when, of "21:00-07:00"; nothing of "none"."""
    if text == "none":
        return None
    try:
        begin, end = (time.fromisoformat(clock) for clock in text.split("-"))
    except ValueError:
        raise ImproperlyConfigured(f"Hours look like 21:00-07:00, not {text!r}.") from None
    return begin, end
