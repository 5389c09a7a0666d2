"""The Django project: it wires the apps together and is imported by none of them."""

from .celery import app as celery_app

__all__ = ["celery_app"]
