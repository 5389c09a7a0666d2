"""What a person says of herself, as the actions take it: nothing else can be set through a form.

Texts are clean, codes are out of the short lists, and hashtags are names without "#".
"""

from dataclasses import dataclass

from profiles.choices import CommunityWish


@dataclass(frozen=True, kw_only=True)
class About:
    """Who somebody is; `public` are the hashtags of the bio she wants to stand under, `quiet` those
    she keeps for herself (they stand in the bio no more).
    """

    is_mentee: bool
    is_mentor: bool
    stage: str
    institution: str
    time_zone: str
    bio: str
    public: tuple[str, ...] = ()
    quiet: tuple[str, ...] = ()
    understood_seeks: tuple[str, ...] = ()
    understood_offers: tuple[str, ...] = ()
    understood_goals: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Seeks:
    """What a mentee looks for; hours a month."""

    goals: tuple[str, ...]
    kinds: tuple[str, ...]
    hours: int | None
    hashtags: tuple[str, ...]
    outside: bool
    community_wish: str = CommunityWish.NICE


@dataclass(frozen=True, kw_only=True)
class Offers:
    """What a mentor gives; hours a month. No stages means any.

    `wants` are hashtags he would like a mentee to stand for.
    """

    kinds: tuple[str, ...]
    hours: int | None
    hashtags: tuple[str, ...]
    goals: tuple[str, ...]
    stages: tuple[str, ...]
    only_outside: bool
    answer_asked: str
    answer_work: str
    answer_passed_on: str
    wants: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Person:
    """How a person is named and found, beside the bio."""

    name: str
    handle: str
    pronouns: str
    headline: str
    specialty: str
    languages: tuple[str, ...]
    links: tuple[str, ...]
    interests: tuple[str, ...]
    values: tuple[str, ...]
