"""What the directory looks through: one narrow row for everybody, kept by the database."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q

from profiles.querysets import ListingQuerySet


class Listing(models.Model):
    """A copy, in one place, of what people are searched by; no code writes it.

    Triggers on profiles, availabilities, ties and accounts keep it (migrations 0010 and 0011).
    `listed`: offers to mentor, in good standing. `open`: has a place now. `ring`: the account's
    public id, by which people stand in a ring. `marks`: "stage:fellow", "kind:talk", "language:es",
    "name:okafor", "tag:17" (stands under it or offers it). `words`: see profiles/words.py.

    Who may be seen is not among it: that is asked of the gate each time.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="listing"
    )
    listed = models.BooleanField(default=False)
    open = models.BooleanField(default=False)
    ring = models.UUIDField()
    zone = models.TextField(default="", db_default="")
    marks = ArrayField(models.TextField(), default=list)
    words = SearchVectorField()

    objects = ListingQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["open", "ring"], condition=Q(listed=True), name="listing_in_order"
            ),
            models.Index(fields=["zone"], condition=Q(listed=True), name="listing_by_zone"),
            GinIndex(
                fields=["marks"],
                condition=Q(listed=True),
                fastupdate=False,
                name="listing_by_marks",
            ),
            GinIndex(
                fields=["words"],
                condition=Q(listed=True),
                fastupdate=False,
                name="listing_by_words",
            ),
        ]

    def __str__(self) -> str:
        return f"listing {self.pk}"
