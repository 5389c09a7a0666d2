"""Password reset links: one at a time, used once, for a day."""

from allauth.account.models import EmailAddress
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.db.models import F

from profiles.models import User


class ResetTokens(PasswordResetTokenGenerator):
    """A link dies on use, on a change of password or address, and when a newer one is made."""

    def make_token(self, user: User) -> str:
        """A token; every earlier one of this person stops working."""
        User.objects.filter(pk=user.pk).update(reset_serial=F("reset_serial") + 1)
        user.refresh_from_db(fields=["reset_serial"])
        return super().make_token(user)

    def _make_hash_value(self, user: User, timestamp: int) -> str:
        serial = User.objects.values_list("reset_serial", flat=True).get(pk=user.pk)
        addresses = EmailAddress.objects.filter(user_id=user.pk).order_by("email")
        known = ",".join(addresses.values_list("email", flat=True))
        return f"{super()._make_hash_value(user, timestamp)}:{known}:{serial}"
