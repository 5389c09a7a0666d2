"""Reports, cases, decisions and appeals: what the verbs keep true whoever presses what."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import override_settings
from django.utils import timezone

from messaging.actions import edit_message
from notifications.counts import counts_for
from notifications.kinds import tell
from notifications.models import Mail, Notification
from profiles.actions import end_terms
from profiles.models import Profile, User
from safety import decisions
from safety.cases import hold, open_report, take_back
from safety.choices import AppealState, CaseState, Outcome
from safety.errors import RateLimited, Refused
from safety.models import AuditEntry, Case, Decision, Report
from safety.registry import Reportable, can_be_reported, reportable
from tests.factories import MemberFactory, MentorFactory, ModeratorFactory
from tests.messaging.arrange import conversation_of, said

pytestmark = pytest.mark.django_db
REASON = "Your profile sells a course. Kindred is free of advertising."


def report(by: User, about: User, category: str = "spam", **more: object) -> Report:
    what = {"kind": "person", "public_id": str(about.public_id)} | more
    return open_report(by=by, category=category, **what)


def decided(about: User, by: User, outcome: Outcome, **more: object) -> Decision:
    case = report(MemberFactory.create(), about).case
    decisions.take(by=by, case=case)
    return decisions.decide(by=by, case=case, outcome=outcome, reason=REASON, **more)


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


class TestReport:
    def test_keeps_the_thing_as_it_was(self, member: User, mentor: User) -> None:
        Profile.objects.filter(user=mentor).update(bio="Buy my course.")
        sent = report(member, mentor)
        Profile.objects.filter(user=mentor).update(bio="I read marrow.")
        assert ("About", "Buy my course.") in reportable("person").show(sent.snapshot)

    def test_the_same_thing_again_is_the_same_report(self, member: User, mentor: User) -> None:
        assert report(member, mentor).pk == report(member, mentor, "harassment").pk

    def test_all_about_one_person_is_one_case_as_urgent_as_the_worst(
        self, member: User, mentor: User
    ) -> None:
        first = report(member, mentor).case
        second = report(MemberFactory.create(), mentor, "patient_data").case
        assert first.pk == second.pk
        assert second.due_at < first.due_at
        assert (second.category, second.severity) == ("patient_data", 3)

    def test_after_a_decision_it_is_a_new_case(
        self, member: User, mentor: User, moderator: User
    ) -> None:
        first = decided(mentor, moderator, Outcome.NONE).case
        assert report(member, mentor).case.pk != first.pk

    @override_settings(MAX_REPORTS_A_DAY=2)
    def test_twenty_a_day_and_a_sentence(self, member: User) -> None:
        people = [MemberFactory.create() for _ in range(3)]
        for person in people[:2]:
            report(member, person)
        with pytest.raises(RateLimited, match="2 reports today"):
            report(member, people[2])
        report(member, people[0])  # which is no new one
        assert Case.objects.count() == 2

    def test_a_message_takes_along_what_was_ticked_and_nothing_else(
        self, member: User, mentor: User
    ) -> None:
        rows = said(conversation_of(member, mentor), mentor, "one", "two", "three")
        sent = open_report(
            by=member,
            kind="message",
            public_id=str(rows[1].public_id),
            category="harassment",
            with_pieces=[str(rows[0].public_id), "not-a-piece"],
        )
        assert sent.snapshot["text"] == "two"
        assert [piece["text"] for piece in sent.context] == ["one"]

    def test_what_is_sent_of_the_same_thing_later_goes_with_it(
        self, member: User, mentor: User, moderator: User
    ) -> None:
        around, line = said(conversation_of(member, mentor), mentor, "one", "two")
        thing = {"kind": "message", "public_id": str(line.public_id)}
        first = report(member, mentor, words="It began there.", **thing)
        edit_message(by=mentor, message=line, text="worse", version=1)
        more = {"words": "Then this.", "with_pieces": [str(around.public_id)], **thing}
        for _time in range(2):  # the second of them says nothing new
            again = report(member, mentor, "harassment", **more)
        again.refresh_from_db()
        assert (again.pk, again.words) == (first.pk, "It began there.\n\nThen this.")
        assert again.snapshot["text"] == "two"
        assert [piece["text"] for piece in again.context] == ["worse", "one"]
        assert again.category == again.case.category == "harassment"
        assert AuditEntry.objects.filter(action="add_to_report").count() == 1
        assert Notification.objects.filter(kind="case_urgent", recipient=moderator).count() == 1
        with pytest.raises(Refused, match="stays with moderators"):
            report(member, mentor, words="x" * 990, **thing)


class TestTakingBack:
    def test_the_case_goes_with_its_only_report_and_the_day_still_counts_it(
        self, member: User, mentor: User, moderator: User
    ) -> None:
        sent = report(member, mentor, "harassment")
        news = Notification.objects.get(kind="case_urgent", recipient=moderator)
        assert counts_for(moderator)["news"] == 1
        take_back(by=member, public_id=sent.public_id)
        assert not Case.objects.exists()
        assert not Report.objects.exists()
        assert counts_for(moderator)["news"] == counts_for(moderator)["cases"] == 0
        told = tell(Notification.objects.get(pk=news.pk))
        assert told is not None
        assert (told.url, told.mailed) == ("/moderation/", False)
        entry = AuditEntry.objects.get(action="take_back_report")
        assert (entry.by, entry.subject) == (member, mentor)
        with override_settings(MAX_REPORTS_A_DAY=1), pytest.raises(RateLimited):
            report(member, mentor)

    def test_a_case_is_what_is_left_of_it(
        self, member: User, mentor: User, moderator: User
    ) -> None:
        first = report(MemberFactory.create(), mentor)
        worst = report(member, mentor, "harassment")
        take_back(by=member, public_id=worst.public_id)
        case = Case.objects.get(pk=first.case_id)
        assert (case.category, case.severity) == ("spam", 1)
        assert case.due_at == first.sent_at + timedelta(hours=72)
        urgent = Notification.objects.filter(kind="case_urgent", recipient=moderator)
        assert counts_for(moderator)["news"] == 0
        assert "no longer urgent" in tell(urgent.get()).sentence
        report(member, mentor, "patient_data")
        assert urgent.unread().count() == 1  # news again

    def test_what_is_urgent_without_it_stays_so(
        self, member: User, mentor: User, moderator: User
    ) -> None:
        sent, other = report(member, mentor, "spam"), MemberFactory.create()
        urgent = report(other, mentor, "harassment")
        take_back(by=member, public_id=sent.public_id)
        case = Case.objects.get()
        assert (case.category, case.opened_at) == ("harassment", urgent.sent_at)
        assert case.due_at == urgent.sent_at + timedelta(hours=4)
        assert counts_for(moderator)["news"] == 1

    def test_not_once_it_is_read_or_late_nor_by_another(
        self, member: User, mentor: User, moderator: User
    ) -> None:
        sent = report(member, mentor)
        with pytest.raises(Report.DoesNotExist):
            take_back(by=mentor, public_id=sent.public_id)
        decisions.take(by=moderator, case=sent.case)
        with pytest.raises(Refused, match="10 minutes"):
            take_back(by=member, public_id=sent.public_id)
        decisions.put_back(by=moderator, case=sent.case)
        Report.objects.update(sent_at=timezone.now() - timedelta(minutes=10))
        with pytest.raises(Refused, match="nothing was changed"):
            take_back(by=member, public_id=sent.public_id)
        assert Report.objects.count() == 1


class TestModerator:
    def test_never_sees_a_case_in_which_they_have_a_part(
        self, member: User, mentor: User, moderator: User
    ) -> None:
        other = ModeratorFactory.create()
        about_them = report(member, moderator).case
        by_them = report(moderator, mentor).case
        seen_by = {who: set(Case.objects.visible_to(who)) for who in (moderator, other, member)}
        assert seen_by == {moderator: set(), other: {about_them, by_them}, member: set()}
        for case in (about_them, by_them):
            with pytest.raises(Case.DoesNotExist):
                decisions.take(by=moderator, case=case)

    def test_gives_a_case_back_who_turns_out_to_stand_in_it(
        self, member: User, mentor: User, moderator: User
    ) -> None:
        case = report(member, mentor).case
        decisions.take(by=moderator, case=case)
        report(moderator, mentor)
        case.refresh_from_db()
        assert (case.state, case.moderator) == (CaseState.OPEN, None)

    def test_decides_what_they_read_and_nothing_that_somebody_took_over(
        self, member: User, mentor: User, moderator: User
    ) -> None:
        case, other = report(member, mentor).case, ModeratorFactory.create()
        with pytest.raises(decisions.WrongMove):
            decisions.decide(by=moderator, case=case, outcome=Outcome.NONE)
        decisions.take(by=moderator, case=case)
        decisions.take(by=other, case=case)
        with pytest.raises(decisions.WrongMove, match="Somebody else"):
            decisions.decide(by=moderator, case=case, outcome=Outcome.NONE)
        decisions.decide(by=other, case=case, outcome=Outcome.NONE)
        with pytest.raises(decisions.WrongMove, match="has been decided"):
            decisions.take(by=moderator, case=case)

    @pytest.mark.parametrize(
        "reason",
        [
            "Ana does not want your messages.",
            "@{handle} wrote to us about you.",
            "ANA does not want your messages.",
            "This is about what happened on {day}.",
            "This is about what happened on {day_elsewhere}.",
            "Somebody told us on {day:%A}.",
            "This came on the {day:%d/%m}.",
            "You wrote: he sends me adverts every single day now.",
        ],
    )
    def test_cannot_tell_who_reported_nor_when(
        self, reason: str, member: User, mentor: User, moderator: User
    ) -> None:
        words = "He sends me adverts every single day now."
        case = report(member, mentor, words=words).case
        decisions.take(by=moderator, case=case)
        far_east = timezone.localdate(timezone=ZoneInfo("Pacific/Kiritimati"))
        far_west = timezone.localdate(timezone=ZoneInfo("Pacific/Pago_Pago"))
        today = timezone.localdate()
        elsewhere = far_east if far_east != today else far_west
        told = reason.format(handle=member.handle, day=today, day_elsewhere=elsewhere)
        with pytest.raises(decisions.NotSo):
            decisions.decide(by=moderator, case=case, outcome=Outcome.WARN, reason=told)
        decisions.decide(by=moderator, case=case, outcome=Outcome.WARN, reason=REASON)

    def test_is_told_once_of_a_case_that_is_late(
        self, member: User, mentor: User, moderator: User, caplog: pytest.LogCaptureFixture
    ) -> None:
        case = report(member, mentor).case
        report(member, moderator)
        limited = ModeratorFactory.create(limited_at=timezone.now())
        Case.objects.update(due_at=timezone.now() - timedelta(minutes=1))
        assert decisions.raise_overdue() == 2
        assert decisions.raise_overdue() == 0
        late = Notification.objects.filter(kind="case_late", recipient=moderator)
        assert [row.about for row in late] == [{"case": case.pk}]  # and not of their own
        assert not Mail.objects.filter(notification__kind="case_late").exists()
        # The other is for nobody here: whoever runs this installation reads of it.
        unread = Case.objects.exclude(pk=case.pk).get()
        assert caplog.text.count(f"case {unread.public_id} waits, and no moderator may") == 1
        assert caplog.text.count("no moderator may read it") == 1
        # Who moderates no more hears nothing, not even as a number beside the bell.
        assert not Notification.objects.filter(recipient=limited).exists()


class TestDecision:
    def test_a_suspension_ends_by_itself(self, mentor: User, moderator: User) -> None:
        made = decided(mentor, moderator, Outcome.SUSPEND, hours=24)
        assert fresh(mentor).suspended_until == made.ends_at
        assert end_terms() == 0
        over = timezone.now() - timedelta(seconds=1)
        Decision.objects.update(ends_at=over)
        User.objects.filter(pk=mentor.pk).update(suspended_until=over)
        assert end_terms() == 1
        assert not fresh(mentor).is_suspended

    def test_the_longest_holds(self, member: User, mentor: User, moderator: User) -> None:
        said(conversation_of(member, mentor), mentor, "Hello!")
        decided(mentor, moderator, Outcome.LIMIT)
        case = report(member, mentor).case  # who knew him before sees him still
        decisions.take(by=moderator, case=case)
        decisions.decide(by=moderator, case=case, outcome=Outcome.LIMIT, reason=REASON, hours=24)
        user = fresh(mentor)
        assert (user.is_limited, user.limited_until) == (True, None)

    def test_somebody_limited_is_seen_by_those_who_knew_them(
        self, member: User, mentor: User, moderator: User
    ) -> None:
        said(conversation_of(member, mentor), mentor, "Hello!")
        stranger = MemberFactory.create()
        decided(mentor, moderator, Outcome.LIMIT, hours=24)
        seen = [Profile.objects.visible_to(one).filter(user=mentor).count()
                for one in (member, stranger)]  # fmt: skip
        assert seen == [1, 0]
        assert not Profile.objects.listed().filter(user=mentor).exists()

    def test_the_person_reads_the_reason_beside_every_preference(
        self, member: User, mentor: User, moderator: User
    ) -> None:
        Profile.objects.filter(user=mentor).update(mail_news="never")
        decided(mentor, moderator, Outcome.WARN)
        mail = Mail.objects.get(to=mentor.email)
        assert REASON in mail.text
        assert "/standing/" in mail.text
        assert str(timezone.localdate().year) not in mail.text  # no day of anything
        assert f"<p>{REASON}</p></blockquote>" in mail.html
        assert 'class="button"' in mail.html

    def test_what_is_mailed_holds_words_and_no_markup(
        self, member: User, mentor: User, moderator: User
    ) -> None:
        case = report(member, mentor).case
        decisions.take(by=moderator, case=case)
        said = "Courses & <b>prizes</b>.\n\nNeither is for sale here."
        made = decisions.decide(by=moderator, case=case, outcome=Outcome.WARN, reason=said)
        asked = decisions.appeal(by=mentor, decision=made, words="They were free.")
        decisions.answer_appeal(by=ModeratorFactory.create(), appeal=asked, lift=True, answer=said)
        mails = Mail.objects.filter(to=mentor.email)
        for mail in mails:
            assert said in mail.text
            assert "&lt;b&gt;prizes&lt;/b&gt;.</p>" in mail.html
        told = {mail.subject for mail in mails}
        assert told == {"You were warned", "Your appeal was answered"}

    def test_reporters_are_told_that_it_is_decided(self, mentor: User, moderator: User) -> None:
        reporters = [MemberFactory.create() for _ in range(2)]
        for one in reporters:
            case = report(one, mentor).case
        decisions.take(by=moderator, case=case)
        decisions.decide(by=moderator, case=case, outcome=Outcome.NONE)
        told = Notification.objects.filter(kind="report_decided")
        assert {row.recipient_id for row in told} == {one.pk for one in reporters}
        assert not Notification.objects.filter(recipient=mentor).exists()

    def test_what_was_held_is_settled(self, mentor: User, moderator: User) -> None:
        settled: list[tuple[str, bool]] = []

        def settle(*, thing: str, released: bool, by: object) -> None:
            settled.append((thing, released))

        before = reportable("message")
        can_be_reported(Reportable("message", "Message", before.find, before.show, settle=settle))
        try:
            for outcome in (Outcome.NONE, Outcome.WARN):
                held = hold(subject=mentor, kind="message", public_id=f"of {outcome}", snapshot={})
                decisions.take(by=moderator, case=held.case)
                decisions.decide(by=moderator, case=held.case, outcome=outcome, reason=REASON)
        finally:
            can_be_reported(before)
        assert settled == [("of none", True), ("of warn", False)]


class TestAppeal:
    @pytest.fixture
    def made(self, mentor: User, moderator: User) -> Decision:
        return decided(mentor, moderator, Outcome.SUSPEND, hours=720)

    def test_is_read_by_somebody_else_and_may_take_it_back(
        self, made: Decision, mentor: User, moderator: User
    ) -> None:
        sent = decisions.appeal(by=mentor, decision=made, words="It was free.")
        assert decisions.appeal(by=mentor, decision=made, words="Again.").pk == sent.pk
        for wrong in (moderator, mentor):
            with pytest.raises(type(sent).DoesNotExist):
                decisions.answer_appeal(by=wrong, appeal=sent, lift=True, answer="Yes.")
        other = ModeratorFactory.create()
        decisions.answer_appeal(by=other, appeal=sent, lift=True, answer="It was free indeed.")
        assert not fresh(mentor).is_suspended
        with pytest.raises(decisions.WrongMove):
            decisions.answer_appeal(by=other, appeal=sent, lift=False, answer="No.")
        sent.refresh_from_db()
        assert (sent.state, sent.answer) == (AppealState.LIFTED, "It was free indeed.")

    def test_comes_within_twenty_days_and_from_nobody_else(
        self, made: Decision, member: User, mentor: User
    ) -> None:
        with pytest.raises(Decision.DoesNotExist):
            decisions.appeal(by=member, decision=made, words="For him.")
        Decision.objects.update(made_at=timezone.now() - timedelta(days=20))
        with pytest.raises(decisions.WrongMove, match="20 days"):
            decisions.appeal(by=mentor, decision=made, words="It was free.")


def test_each_step_is_on_record(mentor: User, moderator: User) -> None:
    decided(mentor, moderator, Outcome.LIMIT, hours=24)
    found = set(AuditEntry.objects.values_list("action", flat=True))
    assert {"report", "take_case", "decide_limit"} <= found


def test_somebody_limited_writes_and_asks_nobody_new(mentor: User, moderator: User) -> None:
    from relationships.actions import ask
    from relationships.errors import NotToBeAsked

    limited, new = MemberFactory.create(), MentorFactory.create()
    ask(by=limited, mentor=mentor, kind="mentorship", why="Marrow.")
    decided(limited, moderator, Outcome.LIMIT, hours=24)
    with pytest.raises(NotToBeAsked, match="Your account is limited until"):
        ask(by=fresh(limited), mentor=new, kind="mentorship", why="Marrow.")
