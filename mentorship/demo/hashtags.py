"""What the demo's people follow, who opened lately, and the story of one campaign."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta

from profiles.choices import Status
from profiles.hashtags import hashtag_key
from profiles.models import Availability, Hashtag, TagFollow, TagSteward, TagStory, User

FOLLOWED = {
    "ana": ("HemePath", "MDS", "FlowCytometry"),
    "nadia": ("Tweetorial", "HemePath"),
}
NOT_LOOKED_FOR = timedelta(days=5)
LATELY = ("bella_r", "dermot", "yuna_k")  # mentors under #HemePath whose places opened since
CAMPAIGN = "ILookLikeASurgeon"
BEGAN = date(2015, 8, 5)
STEWARDS = ("sade_w", "steph_o")
STORY = (
    "Two surgical residents in North Carolina, Sara Scarlet and Heather Logghe, looked at the "
    "engineers who posted pictures of themselves under #ILookLikeAnEngineer and asked why surgery "
    "had nothing like it. By the end of that month thousands of surgeons had answered, most of "
    "them women, with pictures from the operating room, the call room and the school run.\n\n"
    "Stand under it here if you are a surgeon, or are becoming one, whom people do not expect. "
    "Write what you would have wanted to hear as a student. See also #WomenInSurgery."
)


def seed_hashtags(users: Mapping[str, User], *, now: datetime, since: datetime) -> None:
    """Follows, lately opened places, a story; `users` are by slug, there `since`."""
    known = _by_name([CAMPAIGN, *(name for names in FOLLOWED.values() for name in names)])
    then = now - NOT_LOOKED_FOR
    TagFollow.objects.bulk_create(
        TagFollow(
            user=users[slug],
            hashtag=known[name],
            created_at=then,
            read_at=then,
            before_at=then,
            told_at=then,
        )
        for slug, names in FOLLOWED.items()
        for name in names
    )
    places = Availability.objects.filter(user__in=users.values(), status=Status.OPEN)
    places.update(opened_at=since)
    for days, slug in enumerate(LATELY, start=1):
        places.filter(user=users[slug]).update(opened_at=now - timedelta(days=days))
    campaign = known[CAMPAIGN]
    TagStory.objects.create(hashtag=campaign, text=STORY, began_on=BEGAN, changed_at=since)
    TagSteward.objects.bulk_create(
        TagSteward(hashtag=campaign, user=users[slug], asked_at=since, accepted_at=since)
        for slug in STEWARDS
    )


def _by_name(names: Collection[str]) -> dict[str, Hashtag]:
    """The hashtags that these names mean."""
    keys = {hashtag_key(name): name for name in names}
    rows = Hashtag.objects.filter(key__in=keys).select_related("alias_of")
    return {keys[row.key]: row.alias_of or row for row in rows}
