"""Writing what a person says of herself into her profile: shared by the welcome and by editing.

Every function takes the locked profile row, sets its fields and ties, and saves nothing itself
but the ties; the caller saves the row once.
"""

from profiles.choices import Direction
from profiles.lookup import meant_keys
from profiles.models import Profile

from .quiet import add_quiet, made_public, take_back
from .shapes import About, Offers, Person, Seeks
from .tying import set_ties, tie_bio
from .workplaces import say_workplace

MOST_GOALS = 3


def say_about(profile: Profile, about: About) -> None:
    """Set who somebody is; raises RateLimited when too much is kept quiet in one day."""
    profile.is_mentee = about.is_mentee
    profile.is_mentor = about.is_mentor
    profile.stage = about.stage
    say_workplace(profile, about.institution)
    profile.time_zone = about.time_zone
    profile.bio = about.bio
    profile.seeks_kinds = _joined(profile.seeks_kinds, about.understood_seeks)
    profile.offers_kinds = _joined(profile.offers_kinds, about.understood_offers)
    if about.is_mentee or not about.is_mentor:
        profile.goals = _joined(profile.goals, about.understood_goals)[:MOST_GOALS]
    else:
        profile.offers_goals = _joined(profile.offers_goals, about.understood_goals)
    if about.quiet:
        add_quiet(by=profile.user, names=about.quiet)
        take_back(profile, about.quiet)
    if about.public:
        made_public(by=profile.user, keys=meant_keys(about.public).values())
    tie_bio(user=profile.user, names=about.public)


def say_seeks(profile: Profile, seeks: Seeks) -> None:
    """Set what a mentee looks for."""
    profile.goals = list(seeks.goals)
    profile.seeks_kinds = list(seeks.kinds)
    profile.seeks_hours = seeks.hours
    profile.seeks_outside = seeks.outside
    profile.community_wish = seeks.community_wish
    set_ties(user=profile.user, direction=Direction.SEEKS, names=seeks.hashtags)


def say_offers(profile: Profile, offers: Offers) -> None:
    """Set what a mentor gives."""
    profile.offers_kinds = list(offers.kinds)
    profile.offers_hours = offers.hours
    profile.offers_goals = list(offers.goals)
    profile.wants_stages = list(offers.stages)
    profile.only_outside = offers.only_outside
    profile.answer_asked = offers.answer_asked
    profile.answer_work = offers.answer_work
    profile.answer_passed_on = offers.answer_passed_on
    set_ties(user=profile.user, direction=Direction.OFFERS, names=offers.hashtags)
    set_ties(user=profile.user, direction=Direction.WANTS, names=offers.wants)


def say_person(profile: Profile, person: Person) -> None:
    """Set how a person is named and found; the handle is the account's and is not set here."""
    profile.name = person.name
    profile.pronouns = person.pronouns
    profile.headline = person.headline
    profile.specialty = person.specialty
    profile.languages = list(person.languages)
    profile.links = list(person.links)
    profile.values = list(person.values)
    set_ties(user=profile.user, direction=Direction.IS, names=person.interests)


def _joined(there: list[str], more: tuple[str, ...]) -> list[str]:
    return list(dict.fromkeys([*there, *more]))
