"""What the demo's people reported: three shops that pose as members, and what Sam did so far."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from allauth.account.models import EmailAddress

from profiles.models import Availability, Profile, User
from safety import decisions
from safety.cases import open_report
from safety.choices import Outcome
from safety.models import Case

NAMESPACE = UUID("5c0f3f0a-6f3e-4d6b-9a51-0d8f3d1c7a11")
# Handle, name, what it writes of itself, what is wrong, and what the reporter adds.
SHOPS = (
    (
        *("essay_shop", "Essay Shop", "Personal statements written for you overnight."),
        *("other", "Offered to write my fellowship application for money."),
    ),
    (
        *("degree_shop", "Degree Shop", "Diplomas of any board, framed, in nine days."),
        *("impersonation", "Claims to be a member of a board that does not exist."),
    ),
    (
        *("course_shop", "Course Shop", "BUY MY COURSE: pass any board exam, guaranteed."),
        *("spam", ""),
    ),
)
REASON = (
    "Your profile advertises a course for money. Kindred is free of advertising: please write what "
    "you can help with, or leave."
)


def seed_reports(users: Mapping[str, User], *, now: datetime) -> None:
    """One waits, one is read by Sam, and one he decided."""
    sam, reporter = users["sam"], users["nadia"]
    cases = []
    for days, (handle, name, bio, category, words) in enumerate(SHOPS, start=0):
        shop = _shop(handle, name, bio, now=now)
        sent = open_report(
            by=reporter,
            kind="person",
            public_id=str(shop.public_id),
            category=category,
            words=words,
        )
        earlier = timedelta(days=days, hours=2)
        rows = Case.objects.filter(pk=sent.case_id)
        rows.update(opened_at=now - earlier, due_at=sent.case.due_at - earlier)
        type(sent).objects.filter(pk=sent.pk).update(sent_at=now - earlier)
        cases.append(sent.case)
    for case in cases[1:]:
        decisions.take(by=sam, case=case)
    decisions.decide(by=sam, case=cases[2], outcome=Outcome.WARN, reason=REASON)


def _shop(handle: str, name: str, bio: str, *, now: datetime) -> User:
    user: User = User.objects.create_user(
        f"{handle}@demo.example",
        handle=handle,
        public_id=uuid5(NAMESPACE, handle),
        date_joined=now - timedelta(days=5),
    )
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    Profile.objects.create(user=user, name=name, bio=bio, is_mentee=True, welcomed_at=now)
    Availability.objects.create(user=user)
    return user
