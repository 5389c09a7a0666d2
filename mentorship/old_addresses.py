"""The way back after somebody's address was changed by another: a link to the old address.

It holds for STOP_DAYS and can be used by whoever reads mail there. What it does: the old address
counts again, everybody is signed out, the password is void, and whatever was added to the sign-in
since the change is gone.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from profiles.models import User
from safety import audit
from safety.errors import Refused
from safety.live import STANDING, knock

STOP_DAYS = 7
SALT = "mentorship.old_address"


class BadLink(Exception):
    """The link was not made here, is not whole, or has run out."""


@dataclass(frozen=True)
class OldAddress:
    """Whose it was, the address, and when it was changed."""

    user: User
    email: str
    changed_at: datetime


def stop_path(user: User, email: str) -> str:
    """The path of the page that asks whether `email` shall be this account's address again."""
    said = {"user": str(user.public_id), "email": email, "at": int(timezone.now().timestamp())}
    return reverse("stop_address", args=[signing.dumps(said, salt=SALT)])


def read_link(token: str) -> OldAddress:
    """What a link names. Raises BadLink."""
    try:
        said = signing.loads(token, salt=SALT, max_age=timedelta(days=STOP_DAYS))
        user = User.objects.get(public_id=said["user"], is_active=True)
    except (signing.BadSignature, User.DoesNotExist):
        raise BadLink from None
    return OldAddress(user, said["email"], datetime.fromtimestamp(said["at"], UTC))


@transaction.atomic
def take_back(old: OldAddress) -> bool:
    """Make the old address count again; False when it counts already.

    Raises Refused when it is another account's by now.
    """
    user = User.objects.select_for_update().get(pk=old.user.pk)
    if user.email.lower() == old.email.lower():
        return False
    others = EmailAddress.objects.filter(email__iexact=old.email).exclude(user=user)
    if others.exists() or User.objects.filter(email__iexact=old.email).exists():
        raise Refused(
            _(
                "This address belongs to another account by now. Nothing was changed. Please write "
                "to those who run this site."
            )
        )
    EmailAddress.objects.filter(user=user).delete()
    EmailAddress.objects.create(user=user, email=old.email, verified=True, primary=True)
    Authenticator.objects.filter(user=user, created_at__gte=old.changed_at).delete()
    SocialAccount.objects.filter(user=user, date_joined__gte=old.changed_at).delete()
    user.email = old.email
    user.set_unusable_password()  # every session ends with it
    user.save(update_fields=["email", "password"])
    knock([user.pk], STANDING)
    audit.record("take_address_back", by=user, subject=user)
    return True
