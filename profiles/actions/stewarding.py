"""Who looks after a campaign's hashtag, and the story they tell of it.

Naming somebody steward says something of them where the hashtag is an identity: so a moderator
asks, and nothing is shown before the person said yes. Stepping down needs nobody.
"""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from profiles import registry
from profiles.errors import Changed
from profiles.models import Hashtag, TagSteward, TagStory, User
from safety import audit
from safety.errors import Refused

MOST_STEWARDS = 8


@transaction.atomic
def tell_story(
    *,
    hashtag: Hashtag,
    text: str,
    began_on: date | None,
    ended_on: date | None,
    version: int,
    by: User,
) -> TagStory | None:
    """Write the story; without a text there is none any more.

    `version` is that of the story the form showed, 0 for none. Raises Changed when somebody else
    wrote meanwhile.
    """
    # The hashtag's row is held, so that two first stories wait for each other.
    Hashtag.objects.select_for_update(no_key=True).get(pk=hashtag.pk)
    story = TagStory.objects.filter(hashtag=hashtag).first()
    if (story.version if story else 0) != version:
        raise Changed(
            _(
                "Somebody else changed this story since you opened it. What you typed is still "
                "here: open the story in another tab, compare, and save again."
            )
        )
    if not text:
        if story is not None:
            story.delete()
            audit.record("delete_tag_story", by=by, about=hashtag)
        return None
    story = story or TagStory(hashtag=hashtag, version=0)
    story.text, story.began_on, story.ended_on = text, began_on, ended_on
    story.version += 1
    story.changed_at = timezone.now()
    story.save()
    audit.record("tell_tag_story", by=by, about=hashtag, version=story.version)
    return story


@transaction.atomic
def ask_steward(*, hashtag: Hashtag, person: User, by: User) -> TagSteward:
    """Ask somebody to look after a hashtag; asked twice is asked once. Raises Refused."""
    Hashtag.objects.select_for_update(no_key=True).get(pk=hashtag.pk)
    known = TagSteward.objects.filter(hashtag=hashtag, user=person).first()
    if known is not None:
        return known
    if TagSteward.objects.filter(hashtag=hashtag).count() >= MOST_STEWARDS:
        raise Refused(
            _("A hashtag has at most %(most)d stewards. Nobody was asked.")
            % {"most": MOST_STEWARDS}
        )
    row = TagSteward.objects.create(hashtag=hashtag, user=person)
    registry.asked_to_steward(row)
    audit.record("ask_steward", by=by, subject=person, about=hashtag)
    return row


@transaction.atomic
def become_steward(*, hashtag: Hashtag, by: User) -> bool:
    """The person asked says yes; True when that is new. Not asked is not there: False."""
    rows = TagSteward.objects.filter(hashtag=hashtag, user=by, accepted_at__isnull=True)
    if not rows.update(accepted_at=timezone.now()):
        return False
    audit.record("become_steward", by=by, subject=by, about=hashtag)
    return True


@transaction.atomic
def end_stewardship(*, hashtag: Hashtag, person: User, by: User) -> bool:
    """No, or no longer: the person herself, or a moderator. True when it was there."""
    count, _rows = TagSteward.objects.filter(hashtag=hashtag, user=person).delete()
    if count:
        audit.record("end_stewardship", by=by, subject=person, about=hashtag)
    return bool(count)
