"""Brings the demo's invented people into an empty database; the same content gives the same rows.

Rows are written in bulk and directly, as if they had grown over the past months; what people do
from then on goes through the actions like everything else.
"""

from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import transaction

from profiles.actions import find_or_make_hashtags, link_people
from profiles.choices import LANGUAGES, Direction, Evidence, Status
from profiles.handles import is_reserved, skeleton
from profiles.hashtags import extract_hashtags, hashtag_key, is_hashtag_name
from profiles.institution_names import institution_key
from profiles.models import (
    Availability,
    Grant,
    Hashtag,
    HashtagTie,
    Institution,
    InstitutionDomain,
    Profile,
    QuietTag,
    User,
)
from relationships.models import (
    EndReason,
    MentorshipRequest,
    Relationship,
    RelationshipState,
    RequestState,
)

from .content import load
from .groups import seed_groups
from .hashtags import seed_hashtags
from .proofs import seed_proofs
from .reports import seed_reports
from .rows import Rows, public_id
from .shapes import Ask, DemoContent, Person
from .talks import seed_talks
from .telling import seed_news

PASSWORD = "kindred-demo"
KNOWN_LANGUAGES = dict(LANGUAGES)
MAIL_DOMAIN = "demo.example"
MEMBER_SINCE = timedelta(days=120)
# Who the demo's sign-ins are: what they are called on the first screen, and their slug.
SIGN_INS = (("trainee", "ana"), ("faculty mentor", "nadia"), ("staff moderator", "sam"))


def mail_address(slug: str) -> str:
    """The demo address of a slug."""
    return f"{slug}@{MAIL_DOMAIN}"


def is_seeded() -> bool:
    """True when the demo's people are there."""
    return User.objects.filter(email=mail_address(SIGN_INS[0][1])).exists()


@transaction.atomic
def seed(*, now: datetime) -> int:
    """Write the demo; returns how many people. Call it once, on a database without it."""
    content = load()
    rows = Rows(now)
    _institutions(content)
    _people(content, rows)
    link_people()
    seed_proofs(content.people, rows.users, now=rows.now)
    _ties(content, rows)
    _requests(content, rows)
    _relationships(content, rows)
    _availability(content, rows)
    seed_talks(content, rows)
    seed_groups(rows.users, ago=rows.ago, public_id=public_id)
    seed_hashtags(rows.users, now=rows.now, since=rows.now - MEMBER_SINCE)
    seed_reports(rows.users, now=rows.now)
    seed_news(now=rows.now, weekly=rows.users["nadia"])
    return len(rows.users)


def _institutions(content: DemoContent) -> None:
    """Where the demo's people work, parents first; those that are only proposed are no rows."""
    made: dict[str, Institution] = {}
    listed = [each for each in content.institutions if not each.proposed]
    for each in sorted(listed, key=lambda each: bool(each.parent)):
        parent = made.get(each.parent)
        made[each.slug] = Institution.objects.create(
            name=each.name,
            country=each.country,
            parent=parent,
            head=parent,
            spellings=institution_key(each.name),
        )
    InstitutionDomain.objects.bulk_create(
        InstitutionDomain(institution=row, domain=f"{slug.replace('_', '-')}.example")
        for slug, row in made.items()
    )


def _people(content: DemoContent, rows: Rows) -> None:
    password = make_password(PASSWORD)
    taken: set[str] = set(User.objects.values_list("handle_skeleton", flat=True))
    users = [
        User(
            email=mail_address(person.slug),
            handle=_handle(person.slug, taken),
            handle_skeleton="",
            public_id=public_id("user", person.slug),
            password=password,
            is_staff=person.staff,
            date_joined=rows.now - MEMBER_SINCE,
        )
        for person in content.people
    ]
    for user in users:
        user.handle_skeleton = skeleton(user.handle)
    User.objects.bulk_create(users)
    rows.users = {person.slug: user for person, user in zip(content.people, users, strict=True)}
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in users
    )
    Profile.objects.bulk_create(
        _profile(person, rows.users[person.slug], rows) for person in content.people
    )


def _handle(slug: str, taken: set[str]) -> str:
    """The slug, or the slug with a number where it looks like somebody else's handle."""
    for tail in ("", *(f"_{number}" for number in (3, 4, 6, 7, 9, 33, 34, 36, 37, 39))):
        handle = slug[:26] + tail
        if skeleton(handle) not in taken and not is_reserved(handle) and len(handle) >= 3:
            taken.add(skeleton(handle))
            return handle
    raise ValueError(f"no free handle for {slug}")


def _profile(person: Person, user: User, rows: Rows) -> Profile:
    mentee, mentor = "mentee" in person.roles, "mentor" in person.roles
    return Profile(
        user=user,
        name=person.name,
        pronouns=person.pronouns,
        headline=person.headline,
        bio=person.bio,
        stage=person.stage,
        specialty=person.specialty,
        institution=person.institution_name,
        time_zone=person.time_zone,
        languages=[code for code in person.languages if code in KNOWN_LANGUAGES][:6],
        values=list(person.values),
        is_mentee=mentee,
        goals=list(person.goals),
        seeks_kinds=list(person.kinds_sought),
        seeks_hours=person.hours_sought or None,
        seeks_outside=person.only_outside and mentee,
        is_mentor=mentor,
        offers_kinds=list(person.kinds_offered),
        offers_hours=person.hours_offered or None,
        offers_goals=list(person.goals_offered),
        wants_stages=list(person.wants_stages),
        only_outside=person.only_outside and mentor,
        answer_asked=person.answers.get("asked", ""),
        answer_work=person.answers.get("work", ""),
        answer_passed_on=person.answers.get("pass_on", ""),
        audience=person.visibility,
        meets_peers=person.meets_peers,
        welcome_step=3,
        welcomed_at=rows.now - MEMBER_SINCE,
        changed_at=rows.now,
    )


def _ties(content: DemoContent, rows: Rows) -> None:
    tags = _hashtags(content)
    ties = []
    for person in content.people:
        user = rows.users[person.slug]
        said = (
            (Direction.IS, Evidence.BIO, extract_hashtags(person.bio)),
            (Direction.IS, Evidence.CHOSEN, (*person.interests, *person.community)),
            (Direction.SEEKS, Evidence.CHOSEN, person.tags_seek),
            (Direction.OFFERS, Evidence.CHOSEN, person.tags_offer),
        )
        quiet = {hashtag_key(name) for name in person.quiet}
        for direction, evidence, names in said:
            meant = dict.fromkeys(
                tags[key] for key in map(hashtag_key, names) if key in tags and key not in quiet
            )
            ties += [
                HashtagTie(
                    user=user,
                    hashtag=tag,
                    direction=direction,
                    evidence=evidence,
                    position=position,
                )
                for position, tag in enumerate(meant)
            ]
    HashtagTie.objects.bulk_create(ties, batch_size=1000)
    HashtagTie.objects.update(created_at=rows.now - MEMBER_SINCE)
    QuietTag.objects.bulk_create(
        QuietTag(user=rows.users[person.slug], name=name, key=hashtag_key(name))
        for person in content.people
        for name in person.quiet
    )


def _hashtags(content: DemoContent) -> dict[str, Hashtag]:
    """Every hashtag that the demo's people write, by the key of each spelling; quiet ones make
    no row, as nowhere else."""
    names: list[str] = []
    for person in content.people:
        quiet = {hashtag_key(name) for name in person.quiet}
        written = (
            *extract_hashtags(person.bio),
            *person.interests,
            *person.community,
            *person.tags_seek,
            *person.tags_offer,
        )
        names += [
            name for name in written if is_hashtag_name(name) and hashtag_key(name) not in quiet
        ]
    find_or_make_hashtags(names)
    rows = Hashtag.objects.select_related("alias_of")
    return {tag.key: tag.alias_of or tag for tag in rows}


def _requests(content: DemoContent, rows: Rows) -> None:
    made = [_request(ask, rows) for ask in content.asks]
    MentorshipRequest.objects.bulk_create(made)
    rows.requests = {ask.id: row for ask, row in zip(content.asks, made, strict=True)}
    Grant.objects.bulk_create(
        Grant(owner=row.mentee, viewer=row.mentor, source=f"request:{row.pk}")
        for row in made
        if row.state == RequestState.OPEN
    )


def _request(ask: Ask, rows: Rows) -> MentorshipRequest:
    decided = ask.answered_days_ago if ask.answered_days_ago is not None else ask.days_ago
    return MentorshipRequest(
        public_id=public_id("request", ask.id),
        mentee=rows.users[ask.mentee],
        mentor=rows.users[ask.mentor],
        kind=ask.kind,
        why=ask.why,
        first_month=ask.first_month,
        tried=ask.tried,
        state=ask.state,
        note=ask.answer_note,
        reason=ask.closed_because if ask.closed_because in EndReason.values else "",
        created_at=rows.ago(ask.days_ago),
        decided_at=None if ask.state == RequestState.OPEN else rows.ago(decided),
    )


def _relationships(content: DemoContent, rows: Rows) -> None:
    made = []
    for ask in content.asks:
        if not ask.relationship:
            continue
        ended = ask.relationship == RelationshipState.ENDED
        made.append(
            Relationship(
                public_id=public_id("relationship", ask.id),
                request=rows.requests[ask.id],
                mentee=rows.users[ask.mentee],
                mentor=rows.users[ask.mentor],
                kind=ask.kind,
                state=ask.relationship,
                started_at=rows.ago(ask.answered_days_ago or ask.days_ago),
                ended_at=rows.ago(ask.ended_days_ago or 0) if ended else None,
            )
        )
    Relationship.objects.bulk_create(made)
    active = [row for row in made if row.state == RelationshipState.ACTIVE]
    Grant.objects.bulk_create(
        grant
        for row in active
        for grant in (
            Grant(owner=row.mentee, viewer=row.mentor, source=f"relationship:{row.pk}"),
            Grant(owner=row.mentor, viewer=row.mentee, source=f"relationship:{row.pk}"),
        )
    )


def _availability(content: DemoContent, rows: Rows) -> None:
    Availability.objects.bulk_create(_places(person, content, rows) for person in content.people)


def _places(person: Person, content: DemoContent, rows: Rows) -> Availability:
    taken = content.taken_seats(person.slug)
    status = person.status or Status.NOT_OFFERING
    days = person.paused_days if status == Status.PAUSED else 0
    asks = [ask for ask in content.asks if ask.mentor == person.slug]
    answered = [ask for ask in asks if ask.state in {"accepted", "declined"}]
    waits = sorted(ask.days_ago - (ask.answered_days_ago or 0) for ask in answered)
    latest = min((ask.answered_days_ago or 0 for ask in answered), default=None)
    return Availability(
        user=rows.users[person.slug],
        status=status,
        paused_until=(rows.now + timedelta(days=days)).date() if days else None,
        seats=max(person.seats, taken),
        seats_taken=taken,
        asked=len([ask for ask in asks if ask.state != "open" and ask.state != "withdrawn"]),
        answered=len(answered),
        accepted=len([ask for ask in answered if ask.state == "accepted"]),
        answer_days=max(1, waits[len(waits) // 2]) if waits else None,
        last_answer_in=None if latest is None else rows.ago(latest).date().replace(day=1),
    )
