"""What relationships tell, and to whom. Mails carry names and kinds, never the words of an ask.

The rows that are told have passed the gate, which holds for what they are about too: it is about
the reader and the row's actor alone.
"""

from collections.abc import Mapping, Sequence
from functools import partial

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from messaging.people import names_of
from notifications.actions import notify
from notifications.choices import How
from notifications.counts import register_count
from notifications.kinds import Kind, Section, Told, register
from notifications.models import Notification
from profiles import registry
from profiles.choices import Kind as KindOfRelationship
from profiles.choices import Status
from profiles.models import Availability, User

from .actions import _steps as news
from .links import NOT_NOW, YES, answer_path
from .models import MentorshipRequest, Relationship, RequestState
from .querysets import RequestQuerySet

REOPENED = "reopened"
ASKS = Section("asks", gettext_lazy("Waiting for your answer"), 10)
ANSWERS = Section("answers", gettext_lazy("Answers to your requests"), 20)
MENTORSHIPS = Section("mentorships", gettext_lazy("Your mentorships"), 40)
ASKS_FOR = {
    KindOfRelationship.MENTORSHIP: gettext_lazy("%(name)s asks you for mentorship"),
    KindOfRelationship.COACHING: gettext_lazy("%(name)s asks you for coaching"),
    KindOfRelationship.SPONSORSHIP: gettext_lazy("%(name)s asks you for sponsorship"),
    KindOfRelationship.TALK: gettext_lazy("%(name)s asks you for one talk"),
}


def tell_of_requests(reader: User, rows: Sequence[Notification]) -> Mapping[int, Told]:
    """News of requests, for the mentor or the mentee; two queries."""
    wanted = [row.about.get("request") for row in rows]
    asks = {
        ask.pk: ask
        for ask in MentorshipRequest.objects.filter(pk__in=wanted).select_related(
            "mentor", "relationship"
        )
    }
    names = names_of(
        ask.mentee_id if ask.mentor_id == reader.pk else ask.mentor_id for ask in asks.values()
    )
    told = {}
    for row in rows:
        ask = asks.get(row.about.get("request", 0))
        if ask is not None:
            other = ask.mentee_id if ask.mentor_id == reader.pk else ask.mentor_id
            told[row.pk] = WORDS[row.kind](ask, names[other])
    return told


def _received(ask: MentorshipRequest, name: str) -> Told:
    sentence = str(ASKS_FOR[KindOfRelationship(ask.kind)]) % {"name": name}
    if ask.state != RequestState.OPEN:
        return Told(sentence=sentence, url=ask.get_absolute_url(), mailed=False)
    return Told(
        sentence=sentence,
        url=ask.get_absolute_url(),
        lines=(
            _(
                "They wrote why they ask you, and what they want in the first month. It waits for "
                "you on Kindred, where only you two can read it."
            )
            if ask.first_month
            else _(
                "They wrote why they ask you. It waits on Kindred, where only you two can read it."
            ),
            _("“Not now” is a good answer too, and needs no reason."),
        ),
        actions=(
            (_("Accept"), answer_path(ask, say=YES)),
            (_("Not now"), answer_path(ask, say=NOT_NOW)),
            (_("Read the request"), ask.get_absolute_url()),
        ),
    )


def _accepted(ask: MentorshipRequest, name: str) -> Told:
    relationship = getattr(ask, "relationship", None)
    return Told(
        sentence=_("%(name)s said yes to you") % {"name": name},
        url=(relationship or ask).get_absolute_url(),
        lines=(_("Your conversation is open. A first line today keeps it from going cold."),),
    )


def _declined(ask: MentorshipRequest, name: str) -> Told:
    return Told(
        sentence=_("%(name)s answered: not now") % {"name": name},
        url=ask.get_absolute_url(),
        lines=(
            _(
                "This says nothing about you: places and hours are few. You can ask somebody "
                "else at once."
            ),
        ),
    )


def _withdrawn(ask: MentorshipRequest, name: str) -> Told:
    return Told(
        sentence=_("%(name)s took back a request; there is nothing to do") % {"name": name},
        url=ask.get_absolute_url(),
    )


def _closed(ask: MentorshipRequest, name: str) -> Told:
    return Told(
        sentence=_("%(name)s found someone, thank you") % {"name": name},
        url=ask.get_absolute_url(),
        lines=(_("The request you had is closed. There is nothing to do."),),
    )


WORDS = {
    news.REQUEST_RECEIVED: _received,
    news.REQUEST_ACCEPTED: _accepted,
    news.REQUEST_DECLINED: _declined,
    news.REQUEST_WITHDRAWN: _withdrawn,
    news.REQUEST_CLOSED: _closed,
}


def tell_of_endings(reader: User, rows: Sequence[Notification]) -> Mapping[int, Told]:
    """That a relationship has ended; two queries."""
    wanted = [row.about.get("relationship") for row in rows]
    found = {
        relationship.pk: relationship for relationship in Relationship.objects.filter(pk__in=wanted)
    }
    others = {
        pk: row.mentee_id if row.mentor_id == reader.pk else row.mentor_id
        for pk, row in found.items()
    }
    names = names_of(others.values())
    told = {}
    for row in rows:
        pk = row.about.get("relationship", 0)
        if pk in found:
            told[row.pk] = Told(
                sentence=_("Your mentorship with %(name)s has ended") % {"name": names[others[pk]]},
                url=found[pk].get_absolute_url(),
                lines=(_("Either of you may end it at any time, and no reason is asked."),),
            )
    return told


def tell_of_reopenings(reader: User, rows: Sequence[Notification]) -> Mapping[int, Told]:
    """That one's own pause is over; said only while nobody has paused again since."""
    if not Availability.objects.filter(user=reader, status=Status.OPEN).exists():
        return {}
    told = Told(
        sentence=_("Your pause is over: people can ask you again"),
        url=reverse("profiles:availability"),
        lines=(_("If that is too soon, pause again with one press."),),
    )
    return {row.pk: told for row in rows}


def tell_reopened(user: User) -> None:
    """A pause has ended by itself, and the mentor is told so."""
    day = timezone.localdate().isoformat()
    notify(kind=REOPENED, recipient=user, key=f"reopened:{day}", about={})


def open_asks(viewer: User) -> int:
    """The number beside Mentorships: asks that wait for the viewer's answer."""
    return to_answer(viewer).visible_to(viewer).count()


def to_answer(viewer: User) -> RequestQuerySet:
    """Asks that wait for the viewer's answer, before the gate."""
    return MentorshipRequest.objects.open().filter(mentor=viewer)


def who_is_waited_for() -> QuerySet[MentorshipRequest, int]:
    """The ids of mentors who have asks to answer."""
    return MentorshipRequest.objects.open().values_list("mentor", flat=True)


def register_kinds() -> None:
    """Make the news of relationships and their number known."""
    register_count("requests", open_asks, waits=to_answer)
    requests = partial(Kind, tell=tell_of_requests)
    register(
        requests(
            news.REQUEST_RECEIVED,
            gettext_lazy("Somebody asks me"),
            how=How.AT_ONCE,
            section=ASKS,
            waits=who_is_waited_for,
        )
    )
    answers = partial(requests, how=How.AT_ONCE, section=ANSWERS)
    register(answers(news.REQUEST_ACCEPTED, gettext_lazy("A mentor said yes to me")))
    register(answers(news.REQUEST_DECLINED, gettext_lazy("A mentor said “not now”")))
    register(requests(news.REQUEST_WITHDRAWN, gettext_lazy("A request taken back"), mailed=False))
    mentorships = partial(Kind, section=MENTORSHIPS)
    register(
        mentorships(
            news.REQUEST_CLOSED, gettext_lazy("Who asked me found someone"), tell_of_requests
        )
    )
    register(
        mentorships(
            news.RELATIONSHIP_ENDED,
            gettext_lazy("A mentorship has ended"),
            tell_of_endings,
            how=How.DAILY,
        )
    )
    register(
        mentorships(REOPENED, gettext_lazy("My pause is over"), tell_of_reopenings, how=How.DAILY)
    )
    registry.when_reopened(tell_reopened)
