"""Where people work, compared: an institution and everything below it are one house.

Of somebody whose words name an institution that is known, the house is its family; of others it is
their words, as far as spelling goes. Nobody shares a house with somebody who names none.
"""

from django.db.models import Case, F, Q, TextField, Value, When
from django.db.models.functions import Cast, Coalesce, Concat

from .models import Institution, Profile

# Nothing that is made of words begins so: a house of words and one of a family never meet.
FAMILY = "#"


def house_of(profile: Profile) -> str:
    """The house as a text to compare; "" where no institution is named. At most one query."""
    if profile.workplace_id is not None and profile.workplace is not None:
        return f"{FAMILY}{profile.workplace.family_id}"
    return profile.institution_key


def same_house(one: Profile, other: Profile) -> bool:
    """Whether both are known to work in one house; at most two queries, none for equal rows."""
    if one.workplace_id is not None and one.workplace_id == other.workplace_id:
        return True
    house = house_of(one)
    return bool(house) and house == house_of(other)


def house_in_common(one: Profile, other: Profile) -> str:
    """What the house that both work in is called; "" where they share none. At most three queries.

    Who works in one's own house may grade, supervise or select one: pages that lead to an ask say
    so by this.
    """
    if not same_house(one, other):
        return ""
    if one.workplace is None:
        return one.institution
    if one.workplace_id == other.workplace_id or one.workplace.head is None:
        return one.workplace.name
    return one.workplace.head.name


def house(prefix: str = "") -> Case:
    """The house as an expression over profiles, or over rows with one at the end of `prefix`."""
    family = Coalesce(f"{prefix}workplace__head_id", f"{prefix}workplace_id")
    return Case(
        When(
            **{f"{prefix}workplace__isnull": False},
            then=Concat(Value(FAMILY), Cast(family, TextField())),
        ),
        default=F(f"{prefix}institution_key"),
        output_field=TextField(),
    )


def in_the_house_of(profile: Profile, prefix: str = "") -> Q:
    """A condition on profiles: works in the same house. Nobody does where none is named."""
    if profile.workplace_id is not None and profile.workplace is not None:
        return Q(**{f"{prefix}workplace__in": institution_family(profile.workplace)})
    if not profile.institution_key:
        return Q(pk__in=[])
    return Q(
        **{
            f"{prefix}workplace__isnull": True,
            f"{prefix}institution_key": profile.institution_key,
        }
    )


def elsewhere_than(profile: Profile, prefix: str = "") -> Q:
    """A condition on profiles: not known to work in the house of `profile`."""
    return ~in_the_house_of(profile, prefix)


def institution_family(institution: Institution) -> list[int]:
    """The ids of an institution's whole family: its head and everything below; one query."""
    head = institution.family_id
    below = Institution.objects.filter(head=head).order_by("pk").values_list("pk", flat=True)
    return [head, *below]
