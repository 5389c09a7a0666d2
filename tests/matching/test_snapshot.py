"""Gathering: what stands in the rows stands in the arrays, person by person, in plain loops."""

from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from django.utils import timezone

from matching import engine
from matching.coding import GOALS, KINDS, STAGES, TONGUES, WORTHS
from matching.snapshot import Snapshot, Who, gather, mentee_ids, seeking
from profiles.choices import LANGUAGES, Direction, Evidence, TagKind
from profiles.models import Availability, HashtagTie, Institution, Profile, User
from tests.factories import MemberFactory, MentorFactory, make_hashtag, tie

pytestmark = pytest.mark.django_db
NOW = timezone.now().replace(month=7, day=1)
WISHES = {"any": 0.0, "nice": 0.5, "important": 1.0}
STRENGTHS = {Evidence.BIO: engine.Evidence.STATED, Evidence.CHOSEN: engine.Evidence.CHOSEN}


@pytest.fixture
def people() -> None:
    """Some who said much, some who said nothing, and one who is on both sides."""
    make_hashtag("FirstGenDocs", TagKind.COMMUNITY)
    make_hashtag("Heldback", held=True)
    everything = {
        "languages": ["en", LANGUAGES[-1][0], "no longer"[:8]],
        "values": ["candor", "equity"],
        "time_zone": "America/Chicago",
        "institution": "  St. MARY's  Hospital",
    }
    MemberFactory.create(
        seeks=["HemePath", "MDS", "Heldback"],
        about=["MDS", "FirstGenDocs"],
        goals=["grants", "belonging"],
        seeks_kinds=["talk", "sponsorship"],
        seeks_outside=True,
        community_wish="important",
        stage="scientist",
        **everything,
    )
    MemberFactory.create(stage="", time_zone="Not/AZone", community_wish="any", seeks_kinds=[])
    full = MentorFactory.create(
        offers=["HemePath", "FirstGenDocs"],
        about=["FirstGenDocs", "MedEd"],
        offers_goals=["grants"],
        wants_stages=["resident", "other"],
        only_outside=True,
        asked=4,
        answered=6,
        seats=5,
        seats_taken=2,
        **everything | {"institution": "st. mary's hospital"},
    )
    tie(full, Direction.WANTS, "MDS")
    tie(full, Direction.OFFERS, "HemePath", evidence=Evidence.BIO)
    Availability.objects.filter(user=full).update(accepted=9, answer_days=3)
    MentorFactory.create(is_mentee=True, seeks=["MedEd"], audience="nobody")
    bare = MentorFactory.create()
    Availability.objects.filter(user=bare).delete()
    MentorFactory.create(suspended_at=timezone.now())
    MemberFactory.create(welcomed_at=None)
    for age, row in enumerate(HashtagTie.objects.order_by("pk")):
        HashtagTie.objects.filter(pk=row.pk).update(created_at=NOW - timedelta(days=37 * age))


def mask(codes: list[str], known: list[str]) -> int:
    return sum(1 << known.index(code) for code in set(codes) if code in known)


def strengths(user: User, *directions: str, communities: bool = False) -> dict[int, float]:
    """The strongest tie to each hashtag."""
    found: dict[int, float] = {}
    for row in user.hashtag_ties.select_related("hashtag"):
        wanted = row.hashtag.kind == TagKind.COMMUNITY or not communities
        if row.direction in directions and wanted and not row.hashtag.held:
            months = (NOW - row.created_at).days // 30 * 30
            strong = engine.tie_strength(STRENGTHS[Evidence(row.evidence)], months)
            found[row.hashtag_id] = max(strong, found.get(row.hashtag_id, 0.0))
    return found


def ties_of(snapshot: Snapshot, ties: engine.Ties, row: int) -> dict[int, float]:
    at = slice(ties.indptr[row], ties.indptr[row + 1])
    tags = snapshot.tags[ties.tags[at]].tolist()
    return dict(zip(tags, ties.strength[at].tolist(), strict=True))


def offset(zone: str) -> int:
    return {"America/Chicago": -300, "UTC": 0}.get(zone, engine.UNKNOWN_ZONE)


def said(profile: Profile) -> dict[str, Any]:
    return {
        "values": mask(profile.values, WORTHS),
        "languages": mask(profile.languages, TONGUES),
        "stage": STAGES.index(profile.stage) if profile.stage else engine.UNKNOWN,
        "offset": offset(profile.time_zone),
        "person": profile.user_id,
    }


def columns_at(side: Any, row: int, names: Any) -> dict[str, Any]:
    return {name: getattr(side, name)[row].item() for name in names}


def standing(**roles: bool) -> list[Profile]:
    rows = Profile.objects.filter(welcomed_at__isnull=False, user__suspended_at=None, **roles)
    return list(rows.order_by("user_id").select_related("user"))


def test_mentees_are_as_they_say(people: None) -> None:
    snapshot = gather(now=NOW)
    mentees, expected = snapshot.pool.mentees, standing(is_mentee=True)
    assert snapshot.mentees.tolist() == [profile.user_id for profile in expected]
    assert mentee_ids().tolist() == snapshot.mentees.tolist()
    for row, profile in enumerate(expected):
        told = said(profile) | {
            "kinds": mask(profile.seeks_kinds, KINDS),
            "goals": mask(profile.goals, GOALS),
            "elsewhere": float(profile.seeks_outside),
            "community_wish": WISHES[profile.community_wish],
        }
        assert columns_at(mentees, row, told) == told
        user = profile.user
        assert ties_of(snapshot, mentees.seeks, row) == strengths(user, "seeks", "is")
        assert ties_of(snapshot, mentees.is_, row) == strengths(user, "is")
        assert ties_of(snapshot, mentees.community, row) == strengths(user, "is", communities=True)


def test_mentors_are_as_they_say(people: None) -> None:
    snapshot = gather(now=NOW)
    mentors, expected = snapshot.pool.mentors, standing(is_mentor=True)
    assert snapshot.mentors.tolist() == [profile.user_id for profile in expected]
    for row, profile in enumerate(expected):
        free = Availability.objects.filter(user=profile.user).first() or Availability(seats=0)
        open_ = free.status == "open" and profile.audience == "members"
        answered = min(free.answered, free.asked)
        quick = free.answer_days is not None and free.answer_days <= engine.PROMPT_DAYS
        told = said(profile) | {
            "kinds": mask(profile.offers_kinds, KINDS),
            "goals": mask(profile.offers_goals, GOALS),
            "wanted_stages": mask(profile.wants_stages, STAGES),
            "only_elsewhere": profile.only_outside,
            "open": open_,
            "free_seats": free.seats - free.seats_taken,
            "load": float(free.seats_taken),
            "asked": free.asked,
            "answered": answered,
            "accepted": min(free.accepted, answered),
            "prompt": answered if quick else answered // 2,
        }
        assert columns_at(mentors, row, told) == told
        user = profile.user
        assert ties_of(snapshot, mentors.offers, row) == strengths(user, "offers", "is")
        assert ties_of(snapshot, mentors.wants, row) == strengths(user, "wants")
        assert ties_of(snapshot, mentors.community, row) == strengths(user, "is", communities=True)


def test_institutions_are_the_same_whatever_their_spelling(people: None) -> None:
    pool = gather(now=NOW).pool
    known = [row for row in pool.mentees.institution.tolist() if row != engine.UNKNOWN]
    assert len(known) == 1
    assert known[0] in pool.mentors.institution.tolist()


def test_a_hospital_and_its_university_are_one_place() -> None:
    university = Institution.objects.create(name="Northgate University", spellings="x")
    hospital = Institution.objects.create(
        name="Northgate Hospital", spellings="x", parent=university, head=university
    )
    other = Institution.objects.create(name="Lakeside College", spellings="x")
    MemberFactory.create(institution="Northgate Hosp.", workplace=hospital)
    MentorFactory.create(institution="Northgate", workplace=university)
    MentorFactory.create(institution="Lakeside", workplace=other)
    MentorFactory.create(institution="Northgate Hosp.")

    pool = gather(now=NOW).pool
    hers = int(pool.mentees.institution[0])
    assert [hers == place for place in pool.mentors.institution.tolist()] == [True, False, False]
    assert engine.UNKNOWN not in (hers, *pool.mentors.institution.tolist())


def test_a_few_are_the_same_as_among_everybody(people: None) -> None:
    everybody = gather(now=NOW)
    for row, person in enumerate(everybody.mentees.tolist()):
        alone = gather(now=NOW, mentees=[person], tags=everybody.tags)
        assert alone.mentees.tolist() == [person]
        assert np.array_equal(alone.tags, everybody.tags)
        assert ties_of(alone, alone.pool.mentees.seeks, 0) == ties_of(
            everybody, everybody.pool.mentees.seeks, row
        )
        ranged = seeking(Who(first=person, last=person), NOW)
        assert ranged.ids.tolist() == [person]
        assert ranged.columns["kinds"].tolist() == [everybody.pool.mentees.kinds[row]]


def test_nobody_at_all() -> None:
    snapshot = gather(now=NOW, mentees=[], mentors=[])
    assert len(snapshot.pool.mentees) == len(snapshot.pool.mentors) == 0
    assert gather(now=NOW).tags.size == 0
