"""The audit trail: one row for each change that somebody may have to answer for."""

import logging
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Model

from .models import AuditEntry

logger = logging.getLogger("kindred.audit")


def record(
    action: str,
    *,
    by: AbstractBaseUser | None,
    subject: AbstractBaseUser | None = None,
    about: Model | None = None,
    **facts: Any,
) -> AuditEntry:
    """Write who did what to whom, inside the caller's transaction.

    `facts` holds ids, codes and numbers; never a text, a tag or an address.
    """
    label = f"{about._meta.label_lower}:{about.pk}" if about is not None else ""
    entry = AuditEntry.objects.create(
        action=action,
        by_id=by.pk if by else None,
        subject_id=subject.pk if subject else None,
        about=label,
        facts=facts,
    )
    logger.info(
        "%s by=%s subject=%s about=%s",
        action,
        by.pk if by else "-",
        subject.pk if subject else "-",
        label or "-",
    )
    return entry
