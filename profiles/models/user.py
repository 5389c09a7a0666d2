"""The account: how a person signs in. What others read about them is the Profile."""

import uuid
from typing import Any, ClassVar

from django.apps import apps
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from profiles.handles import skeleton


class UserManager(BaseUserManager["User"]):
    """Makes accounts for commands and tests; people come in by profiles.actions.join."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """An account with a hashed password (unusable when None)."""
        fields.setdefault("handle", f"u{uuid.uuid4().hex[:16]}")
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """An account that may open the site administration, with the rows every page reads."""
        user = self.create_user(email, password, is_staff=True, is_superuser=True, **fields)
        for name in ("Profile", "Availability"):
            apps.get_model("profiles", name).objects.create(user=user)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """An account. Outside the database it is known by `public_id` and `handle` only."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("e-mail"), max_length=254, unique=True)
    handle = models.CharField(max_length=30)
    handle_skeleton = models.CharField(max_length=60, editable=False)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(
        default=False, help_text=_("Moderators: they see the staff pages.")
    )
    # Moderators' decisions that hold now (profiles/actions/standing.py); "until" is empty for those
    # without an end.
    suspended_at = models.DateTimeField(null=True, blank=True)
    suspended_until = models.DateTimeField(null=True, blank=True, editable=False)
    limited_at = models.DateTimeField(null=True, blank=True, editable=False)
    limited_until = models.DateTimeField(null=True, blank=True, editable=False)
    reset_serial = models.PositiveIntegerField(default=0, editable=False)
    date_joined = models.DateTimeField(default=timezone.now)

    # Owners whose grant the gate takes for given; only ever of somebody imagined (onlookers.py).
    granted_by: frozenset[int] = frozenset()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = UserManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="email_once_whatever_the_case"),
            models.UniqueConstraint(Lower("handle"), name="handle_once_whatever_the_case"),
            models.UniqueConstraint(fields=["handle_skeleton"], name="handle_unlike_any_other"),
            models.CheckConstraint(
                condition=Q(handle__regex=r"^[a-z0-9_]{3,30}$"), name="handle_is_plain"
            ),
        ]

    def __str__(self) -> str:
        return f"@{self.handle}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the look-alike key beside the handle it belongs to."""
        self.handle_skeleton = skeleton(self.handle)
        super().save(*args, **kwargs)

    @property
    def is_suspended(self) -> bool:
        """True while a moderator's suspension holds."""
        return self.suspended_at is not None

    @property
    def is_limited(self) -> bool:
        """True while only those who knew her before see her."""
        return self.limited_at is not None

    def get_full_name(self) -> str:
        """The profile's name, or the handle before there is one."""
        profile = getattr(self, "profile", None)
        return profile.name if profile is not None and profile.name else f"@{self.handle}"

    def get_short_name(self) -> str:
        return self.get_full_name()
