"""Institutions: where people work, what else each is called, its mail domains and its family.

A person's own words stay in her profile; a row here is what they are understood to mean. An
institution and everything below it are one family, known by its head: for "not my institution" and
for evaluators a hospital and its university are one place.
"""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from profiles.choices import NameVerdict
from profiles.institution_names import MAX_KEY, institution_key
from profiles.institution_rows import InstitutionQuerySet, words_of

NAME_LENGTH = 160


class NameKeyField(models.CharField):
    """The key of a name in the same row, written whenever the row is saved: nobody forgets it."""

    def __init__(self, *args: Any, of: str, **kwargs: Any) -> None:
        self.of = of
        defaults = {"max_length": MAX_KEY, "editable": False, "blank": True, "default": ""}
        super().__init__(*args, **{**defaults, **kwargs})

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "of": self.of}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        key = institution_key(getattr(model_instance, self.of))
        setattr(model_instance, self.attname, key)
        return key


class Institution(models.Model):
    """A hospital, a university, a school. `head` is the top of its family, null for a top itself.

    `spellings` holds the words of its name and aliases, as the search over them reads it. `source`
    names the line of the seed file it came from, `merged_sources` those of the institutions that
    were merged into it: they are known, and never brought in again.
    """

    name = models.CharField(_("name"), max_length=NAME_LENGTH)
    key = NameKeyField(of="name")
    country = models.CharField(_("country"), max_length=2, blank=True)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    head = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="descendants",
    )
    spellings = models.TextField(editable=False, default="")
    source = models.CharField(max_length=300, null=True, unique=True, editable=False)
    merged_sources = ArrayField(models.CharField(max_length=300), default=list, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = InstitutionQuerySet.as_manager()

    class Meta:
        ordering = ["key", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(key=""), name="institution_key_not_empty"),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
                name="institution_no_parent_of_itself",
            ),
            models.CheckConstraint(
                condition=Q(head__isnull=True) | ~Q(head=F("id")),
                name="institution_head_null_for_itself",
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True, head__isnull=True)
                | Q(parent__isnull=False, head__isnull=False),
                name="institution_has_a_head_with_a_parent",
            ),
            models.CheckConstraint(
                condition=Q(country="") | Q(country__regex=r"^[A-Z]{2}$"),
                name="institution_country_is_a_code",
            ),
        ]
        indexes = [
            GinIndex(words_of("spellings"), name="institution_words", fastupdate=False),
            models.Index(fields=["key"], name="institution_by_key"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """As Django's; a new row is found by its name."""
        self.spellings = self.spellings or institution_key(self.name)
        super().save(*args, **kwargs)

    @property
    def family_id(self) -> int:
        """What every member of the family has in common: the id of its head."""
        return self.head_id or self.pk


class InstitutionAlias(models.Model):
    """Another name of an institution. A name is an alias of one institution at most."""

    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="aliases")
    name = models.CharField(_("name"), max_length=NAME_LENGTH)
    key = NameKeyField(of="name", unique=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["key"]
        verbose_name_plural = "institution aliases"
        constraints = [
            models.CheckConstraint(condition=~Q(key=""), name="institution_alias_key_not_empty"),
        ]

    def __str__(self) -> str:
        return self.name


class InstitutionDomain(models.Model):
    """A mail domain that is one institution's, in small letters and in its ASCII form (IDNA)."""

    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="domains")
    domain = models.CharField(max_length=253, unique=True)

    class Meta:
        ordering = ["domain"]
        constraints = [
            models.CheckConstraint(
                condition=Q(domain__regex=r"^[a-z0-9-]+(\.[a-z0-9-]+)+$"),
                name="institution_domain_is_plain",
            ),
        ]

    def __str__(self) -> str:
        return self.domain


class InstitutionVerdict(models.Model):
    """What staff decided about a name that people typed and that no institution had.

    Names without a verdict that people stand under are proposals; they are read from the profiles
    themselves, so that a proposal is gone with the last person who typed it.
    """

    name = models.CharField(max_length=NAME_LENGTH)
    key = NameKeyField(of="name", unique=True)
    verdict = models.CharField(max_length=12, choices=NameVerdict)
    institution = models.ForeignKey(
        Institution, null=True, on_delete=models.CASCADE, related_name="verdicts"
    )
    decided_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-decided_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(verdict=NameVerdict.DISMISSED, institution__isnull=True)
                | Q(
                    verdict__in=[NameVerdict.MERGED, NameVerdict.ACCEPTED],
                    institution__isnull=False,
                ),
                name="institution_verdict_names_its_institution",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.verdict}"
