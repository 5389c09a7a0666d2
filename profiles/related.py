"""Hashtags that go together on profiles, as far as the viewer may be told of them."""

from collections.abc import Iterable

from django.db.models import Max, Q

from .models import Hashtag
from .querysets import Viewer

MOST_SHOWN = 6


def related_tags(
    hashtags: Iterable[Hashtag], *, viewer: Viewer, most: int = MOST_SHOWN
) -> list[Hashtag]:
    """What stands beside these hashtags on profiles more often than chance, strongest first.

    None of these themselves, none held, and a new one only where the viewer is offered it while
    typing. One query; none without hashtags.
    """
    given = [tag.pk for tag in hashtags]
    if not given:
        return []
    rows = (
        Hashtag.objects.suggested(viewer)
        .exclude(pk__in=given)
        .filter(relative_of__hashtag__in=given)
        .annotate(nearness=Max("relative_of__strength", filter=Q(relative_of__hashtag__in=given)))
        .order_by("-nearness", "key")
    )
    return list(rows[:most])
