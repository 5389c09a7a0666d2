"""Whom somebody does not wish to meet under one hashtag: silent, and taken back with one press.

A block keeps two people apart; this only tidies one list of the one who asks for it.
"""

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from profiles.models import Hashtag, Profile, TagHiding, User
from safety.errors import Refused


@transaction.atomic
def hide_under_tag(*, by: User, hashtag: Hashtag, person: User) -> bool:
    """Meet `person` under `hashtag` no more; True when that is new.

    Leaves no audit row and tells nobody. Raises Refused beyond MAX_HIDDEN_UNDER_HASHTAGS, and for
    oneself.
    """
    # Two presses at once wait for each other here, so that the most cannot be passed.
    Profile.objects.select_for_update(of=("self",)).get(user=by)
    target = hashtag.alias_of or hashtag
    if person.pk == by.pk:
        raise Refused(_("You are not on this list yourself. Nothing was changed."))
    mine = TagHiding.objects.filter(user=by)
    if mine.filter(hashtag=target, person=person).exists():
        return False
    most: int = settings.MAX_HIDDEN_UNDER_HASHTAGS
    if mine.count() >= most:
        raise Refused(
            ngettext(
                "You can hide %(most)d person under a hashtag. Nothing was changed; show one again "
                "first.",
                "You can hide %(most)d people under hashtags. Nothing was changed; show somebody "
                "again first. The list is under Blocked people.",
                most,
            )
            % {"most": most}
        )
    TagHiding.objects.create(user=by, hashtag=target, person=person)
    return True


@transaction.atomic
def show_under_tag(*, by: User, hashtag: Hashtag, person: User) -> bool:
    """As before; True when `person` was hidden there."""
    target = hashtag.alias_of or hashtag
    count, _rows = TagHiding.objects.filter(user=by, hashtag=target, person=person).delete()
    return bool(count)
