"""Names of institutions that people typed and no institution has: what moderators decide about.

A proposal is no row. It is what people's profiles say now, put together by the key of the name, so
that it is gone with the last person who says it. Whose words they are is not told.
"""

from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, QuerySet

from .choices import NameVerdict
from .models import InstitutionVerdict, Profile
from .querysets import in_good_standing


def proposals() -> QuerySet[Any, Any]:
    """A dict for each name: `institution_key`, `spellings`, `people`; most people first."""
    left = InstitutionVerdict.objects.filter(verdict=NameVerdict.DISMISSED).values("key")
    return (
        Profile.objects.filter(in_good_standing(), workplace=None)
        .exclude(institution_key="")
        .exclude(institution_key__in=left)
        .values("institution_key")
        .annotate(
            people=Count("pk"),
            spellings=ArrayAgg("institution", distinct=True),
        )
        .order_by("-people", "institution_key")
    )
