"""News of hashtags: a moderator asks somebody to look after one; one that people stand under has
come to mean another.
"""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from profiles.models import Hashtag, TagSteward, User
from safety import live

from .actions import notify
from .choices import How
from .kinds import Kind, Told, register
from .models import Notification

STEWARD_ASKED = "steward_asked"
HASHTAG_MERGED = "hashtag_merged"
AT_ONCE = 2000


def tell_steward(row: TagSteward) -> None:
    """Somebody is asked to look after a hashtag."""
    notify(
        kind=STEWARD_ASKED,
        recipient=row.user,
        key=f"steward:{row.pk}",
        about={"steward": row.pk},
    )


def tell_of_merge(hashtag: Hashtag, into: Hashtag, people: Sequence[int]) -> None:
    """Whoever stood under `hashtag` reads so in the bell; there is nothing to do, so no mail."""
    key, about = f"merged:{hashtag.pk}:{into.pk}", {"hashtag": hashtag.pk, "into": into.pk}
    for start in range(0, len(people), AT_ONCE):
        some = people[start : start + AT_ONCE]
        Notification.objects.bulk_create(
            (
                Notification(recipient_id=one, kind=HASHTAG_MERGED, key=key, about=about)
                for one in some
            ),
            ignore_conflicts=True,
        )
        live.knock(some, live.COUNTS)


def words_for_stewards(reader: User, rows: Sequence[Notification]) -> Mapping[int, Told]:
    """What the person asked reads while the question stands; one query."""
    wanted = [row.about.get("steward") for row in rows]
    asked = TagSteward.objects.filter(pk__in=wanted, user=reader, hashtag__held=False)
    found = {row.pk: row for row in asked.select_related("hashtag")}
    return {
        row.pk: _asked(found[row.about["steward"]])
        for row in rows
        if row.about.get("steward") in found
    }


def _asked(row: TagSteward) -> Told:
    return Told(
        sentence=_("Would you look after #%(name)s?") % {"name": row.hashtag.name},
        url=row.hashtag.get_absolute_url(),
        lines=(
            _(
                "Moderators ask you to. Whoever looks after a hashtag tells its story, and their "
                "name stands on its page for members."
            ),
            _("Nothing is shown before you say yes. No is a good answer and needs no reason."),
        ),
        mailed=row.accepted_at is None,
    )


def words_for_merges(_reader: User, rows: Sequence[Notification]) -> Mapping[int, Told]:
    """Which hashtag means which; nothing where that is so no more. One query."""
    tags = Hashtag.objects.filter(pk__in=[row.about.get("hashtag") for row in rows])
    found = {tag.pk: tag for tag in tags.select_related("alias_of")}
    told = {}
    for row in rows:
        tag = found.get(row.about.get("hashtag", 0))
        into = tag.alias_of if tag else None
        if tag is None or into is None or into.held:
            continue
        names = {"one": tag.name, "other": into.name}
        told[row.pk] = Told(
            sentence=_("#%(one)s is called #%(other)s now, on your page too") % names,
            url=into.get_absolute_url(),
        )
    return told


def register_hashtag_kinds() -> None:
    """Make the news of hashtags known."""
    register(
        Kind(
            STEWARD_ASKED,
            gettext_lazy("You are asked to look after a hashtag"),
            words_for_stewards,
            how=How.AT_ONCE,
        )
    )
    register(
        Kind(
            HASHTAG_MERGED,
            gettext_lazy("A hashtag of yours got another name"),
            words_for_merges,
            mailed=False,
        )
    )
