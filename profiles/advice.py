"""A mentor's card as the coach reads it, and what the coach says to it."""

from django.urls import reverse

from .choices import Direction
from .coaching import Advice, Said, advise
from .models import HashtagTie, Profile, SkippedAdvice, User


def advice_for(user: User) -> list[Advice]:
    """At most three things to do, for a mentor; nothing for anybody else. Two queries."""
    profile: Profile = user.profile
    if not profile.is_mentor:
        return []
    rows = SkippedAdvice.objects.filter(user=user)
    return advise(_said(profile), skipped=dict(rows.values_list("code", "matter")))


def advice_lines(user: User) -> list[dict[str, str]]:
    """The same for `components/advice.html`, each with the way to its field."""
    return [
        {
            "code": one.code,
            "text": str(one.text),
            "why": str(one.why),
            "url": f"{reverse(one.page)}#id_{one.field}",
        }
        for one in advice_for(user)
    ]


def _said(profile: Profile) -> Said:
    offers = HashtagTie.objects.filter(user=profile.user_id, direction=Direction.OFFERS)
    return Said(
        offers=tuple(offers.order_by("position", "pk").values_list("hashtag__key", flat=True)),
        goals=tuple(profile.offers_goals),
        kinds=tuple(profile.offers_kinds),
        hours=profile.offers_hours,
        answers=(profile.answer_asked, profile.answer_work, profile.answer_passed_on),
        headline=profile.headline,
        bio=profile.bio,
        languages=tuple(profile.languages),
        time_zone=profile.time_zone,
        values=tuple(profile.values),
        photo=profile.photo,
    )
