"""The pages of reports and moderation, over HTTP."""

import io
import re
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest import mock
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from messaging import actions as talking
from profiles import actions as people
from profiles.models import Profile, User
from profiles.photos import read_photo
from safety.cases import take_back
from safety.choices import Outcome
from safety.models import AuditEntry, Block, Case, Decision, Report, ReportedPhoto
from tests.acting import bare, post
from tests.conftest import SignIn
from tests.factories import MemberFactory, ModeratorFactory
from tests.messaging.arrange import conversation_of, said
from tests.safety.test_cases import REASON, decided, report

pytestmark = pytest.mark.django_db


def words(response: Any) -> str:
    return str(response.content.decode())


def picture(color: str) -> io.BytesIO:
    file = io.BytesIO()
    Image.new("RGB", (40, 40), color).save(file, "PNG")
    return file


def report_url(person: User) -> str:
    return reverse("moderation:report", args=["person", person.public_id])


class TestReporting:
    def test_a_profile_leads_to_it_in_one_press(
        self, sign_in: SignIn, member: User, mentor: User
    ) -> None:
        page = words(sign_in(member).get(mentor.profile.get_absolute_url()))
        in_sight = re.sub(r"<details.*?</details>", "", page, flags=re.DOTALL)
        assert f'href="{report_url(mentor)}"' in in_sight
        own = words(sign_in(mentor).get(mentor.profile.get_absolute_url()))
        assert report_url(mentor) not in own

    def test_one_press_sends_it_and_one_tick_blocks_too(
        self, sign_in: SignIn, member: User, mentor: User
    ) -> None:
        client, key = sign_in(member), "4bf5122f-3444-4f3c-8bcd-111111111111"
        sent = {"category": "harassment", "block": "on", "idempotency_key": key}
        first = client.post(report_url(mentor), sent)
        assert first.status_code == 302
        assert Block.objects.filter(blocker=member, blocked=mentor).exists()
        # A second press answers as the first, though the two no longer see each other.
        assert client.post(report_url(mentor), sent).headers["Location"] == first["Location"]
        assert Report.objects.count() == 1
        assert "We have it, and decide within 4 hours." in words(client.get(first["Location"]))
        Report.objects.update(sent_at=timezone.now() - timedelta(hours=5))
        late = words(client.get(first["Location"]))
        assert "It takes longer than the 4 hours that we promise" in late

    def test_whom_one_blocked_can_be_reported_by_the_name_alone(
        self, sign_in: SignIn, member: User, mentor: User
    ) -> None:
        Profile.objects.filter(user=mentor).update(bio="What he writes today.")
        for blocks in ([], [(mentor, member)]):
            Block.objects.all().delete()
            Block.objects.create(blocker=member, blocked=mentor)
            for blocker, blocked in blocks:
                Block.objects.create(blocker=blocker, blocked=blocked)
            page = words(sign_in(member).get(report_url(mentor)))
            assert mentor.profile.name in page
            assert "What he writes today." not in page

    def test_what_was_seen_is_reported_whatever_became_of_it(
        self, sign_in: SignIn, member: User, mentor: User
    ) -> None:
        talk = conversation_of(member, mentor)
        line = said(talk, mentor, "Send me the names of your patients.")[0]
        url = reverse("moderation:report", args=["message", line.public_id])
        client = sign_in(member)
        kept = re.findall(r'name="seen" value="([^"]+)"', words(client.get(url)))[0]
        assert "patients" not in kept
        talking.delete_message(by=mentor, message=line)
        assert post(client, url, category="patient_data").status_code == 404
        other = sign_in(MemberFactory.create())
        assert post(other, url, category="patient_data", seen=kept).status_code == 404
        again = post(client, url, words="Look.", seen=kept)
        assert again.status_code == 400  # no reason was chosen, and nothing is lost
        assert "names of your patients" in words(again)
        assert post(client, url, category="patient_data", seen=kept).status_code == 302
        assert "names of your patients" in str(Report.objects.get().snapshot)

    @pytest.mark.parametrize("odd", ["x", "A" * 40, "\u00e9", "=" * 9000])
    def test_what_no_form_held_counts_for_nothing(
        self, sign_in: SignIn, member: User, mentor: User, odd: str
    ) -> None:
        answer = post(sign_in(member), report_url(mentor), category="spam", seen=odd)
        assert answer.status_code == 302

    def test_a_list_of_several_tells_one_from_the_other(
        self, sign_in: SignIn, member: User, mentor: User
    ) -> None:
        first, second = said(conversation_of(member, mentor), mentor, "Send money.", "At once.")
        for thing in (first, second):
            report(member, mentor, kind="message", public_id=str(thing.public_id))
        report(member, mentor)
        seen, client = mentor.profile.name, sign_in(member)
        talking.edit_message(by=mentor, message=first, text="Good luck.", version=1)
        Profile.objects.filter(user=mentor).update(name="Another Name")
        post(client, reverse("moderation:report", args=["tag", "HemePath"]), category="spam")
        page = words(client.get("/reports/"))
        assert page.count(f"Message from {seen}") == 2
        for told in (f"Profile of {seen}", "Send money.", "At once.", "#HemePath", "Spam"):
            assert told in page
        assert "Good luck." not in page
        assert "Another Name" not in page

    def test_nothing_is_sent_without_a_choice(
        self, sign_in: SignIn, member: User, mentor: User
    ) -> None:
        answer = post(sign_in(member), report_url(mentor), words="He sells courses.")
        assert answer.status_code == 400
        assert "Please choose what is wrong" in words(answer)
        assert "He sells courses." in words(answer)
        assert not Case.objects.exists()

    def test_what_was_typed_is_kept_when_it_is_not_taken(
        self, sign_in: SignIn, member: User, mentor: User, settings: Any
    ) -> None:
        client, url = sign_in(member), report_url(mentor)
        post(client, url, category="spam", words="x" * 990)
        full = post(client, url, category="spam", words="He sells courses.")
        settings.MAX_REPORTS_A_DAY = 1
        limited = post(client, url, category="spam", words="More.")
        assert (full.status_code, limited.status_code) == (409, 429)
        assert "He sells courses.</textarea>" in words(full)
        assert "More.</textarea>" in words(limited)
        assert int(limited["Retry-After"]) > 0

    def test_a_kind_that_is_none_is_not_there(self, sign_in: SignIn, member: User) -> None:
        client = sign_in(member)
        for address in ("/report/nothing/x/", "/report/person/x/", "/report/tag/%00/"):
            assert client.get(address).status_code in (400, 404)

    def test_a_new_account_may(self, sign_in: SignIn, mentor: User) -> None:
        new = MemberFactory.create(welcomed_at=None)
        assert post(sign_in(new), report_url(mentor), category="spam").status_code == 302


class TestTakingBack:
    def test_in_two_presses_from_a_message_and_back_again(
        self, sign_in: SignIn, member: User, mentor: User
    ) -> None:
        talk = conversation_of(member, mentor)
        (row,) = said(talk, mentor, "Do my reviews first.")
        client = sign_in(member)
        menu = client.get(reverse("messaging:message", args=[talk.public_id, row.public_id]))
        to = reverse("moderation:report", args=["message", row.public_id])
        key = re.search(r'name="idempotency_key" value="([^"]+)"', words(menu))
        assert f'action="{to}"' in words(menu)
        assert key is not None
        (seen,) = re.findall(r'name="seen" value="([^"]+)"', words(menu))
        sent = {"category": "abuse_of_position", "idempotency_key": key[1], "seen": seen}
        # What stood there when the menu was opened is reported, whatever it says by then.
        talking.edit_message(by=mentor, message=row, text="Thank you.", version=1)
        page = client.post(to, sent)["Location"]
        assert "Take it back" in words(client.get(page))
        assert "Do my reviews first." in words(client.get(page))
        gone = post(client, f"{page}take-back/")
        assert gone["Location"] == talk.get_absolute_url()
        assert "Taken back: moderators no longer have your report." in words(client.get(gone.url))
        assert not Report.objects.exists()
        assert client.get(page).status_code == 404
        # The page of the message is still open, and its buttons work.
        again = client.post(to, sent)["Location"]
        assert "Abuse of position" in words(client.get(again))

    def test_leads_to_the_list_where_the_thing_is_not_seen_any_more(
        self, sign_in: SignIn, member: User, mentor: User
    ) -> None:
        client = sign_in(member)
        page = post(client, report_url(mentor), category="spam", block="on")["Location"]
        gone = post(client, f"{page}take-back/")
        assert gone["Location"] == reverse("moderation:reports")
        assert Block.objects.filter(blocker=member, blocked=mentor).exists()

    def test_is_offered_and_done_only_while_it_can_be(
        self, sign_in: SignIn, member: User, mentor: User, moderator: User
    ) -> None:
        sent = report(member, mentor)
        post(sign_in(moderator), reverse("moderation:take", args=[sent.case.public_id]))
        client, page = sign_in(member), reverse("moderation:reported", args=[sent.public_id])
        assert "Take it back" not in words(client.get(page))
        refused = post(client, f"{page}take-back/")
        assert refused.status_code == 409
        assert "until a moderator begins to read it" in words(refused)
        assert Report.objects.exists()

    def test_a_moderator_who_comes_later_finds_nothing(
        self, sign_in: SignIn, member: User, mentor: User, moderator: User
    ) -> None:
        sent, client = report(member, mentor), sign_in(moderator)
        case = sent.case.public_id
        with mock.patch("safety.decisions._held", side_effect=Case.DoesNotExist):
            late = post(client, reverse("moderation:take", args=[case]))
        assert late.status_code == 404

    def test_ones_own_message_is_not_offered(
        self, sign_in: SignIn, member: User, mentor: User
    ) -> None:
        talk = conversation_of(member, mentor)
        (row,) = said(talk, member, "Thank you.")
        menu = reverse("messaging:message", args=[talk.public_id, row.public_id])
        assert "Report it as" not in words(sign_in(member).get(menu))


class TestModerating:
    def test_who_has_a_part_in_a_case_gets_what_nothing_gets(
        self, sign_in: SignIn, member: User, moderator: User
    ) -> None:
        case = report(member, moderator).case
        client, nothing = sign_in(moderator), "00000000-0000-4000-8000-000000000000"
        for name in ("case", "take", "put_back", "decide"):
            ask = client.get if name == "case" else client.post
            there = ask(reverse(f"moderation:{name}", args=[case.public_id]))
            gone = ask(reverse(f"moderation:{name}", args=[nothing]))
            assert bare(there, case.public_id) == bare(gone, nothing)
        assert "Nothing waits" in words(client.get(reverse("moderation:queue")))

    def test_who_was_told_of_a_case_and_has_a_part_in_it_by_now_knows_of_none(
        self, sign_in: SignIn, member: User, mentor: User, moderator: User
    ) -> None:
        report(member, mentor, category="harassment")
        client = sign_in(moderator)
        before = client.get("/notifications/").context
        assert (before["nav_counts"]["news"], len(before["news"])) == (1, 1)
        talk = conversation_of(moderator, mentor)
        (line,) = said(talk, mentor, "You as well.")
        report(moderator, mentor, kind="message", public_id=str(line.public_id))
        bell = client.get("/notifications/").context
        assert [told.sentence for _row, told in bell["news"]] == ["Nadia Aziz wrote to you"]
        assert bell["nav_counts"] == {"news": 1, "messages": 1, "requests": 0, "cases": 0}

    def test_opening_a_case_is_noted_and_tells_nothing_more_than_was_sent(
        self, sign_in: SignIn, member: User, mentor: User, moderator: User
    ) -> None:
        case = report(member, mentor, words="He sells courses.").case
        page = words(sign_in(moderator).get(reverse("moderation:case", args=[case.public_id])))
        assert "He sells courses." in page
        for private in (member.profile.name, member.handle, member.email, mentor.email):
            assert private not in page
        read = AuditEntry.objects.filter(action="read_case", by=moderator, subject=mentor)
        assert read.count() == 1
        # A form that is sent back shows the same, and is noted as well.
        decide = reverse("moderation:decide", args=[case.public_id])
        assert "He sells courses." in words(post(sign_in(moderator), decide))
        assert read.count() == 2

    def test_a_photo_is_read_as_it_was_by_who_may_read_the_case(
        self,
        sign_in: SignIn,
        member: User,
        mentor: User,
        moderator: User,
        settings: Any,
        tmp_path: Path,
    ) -> None:
        settings.MEDIA_ROOT = tmp_path
        people.set_photo(by=mentor, file=picture("teal"))
        before = read_photo(Profile.objects.get(user=mentor))
        form = words(sign_in(member).get(report_url(mentor)))
        assert "A copy goes along, which only moderators see." in form
        sent = report(member, mentor)
        people.set_photo(by=mentor, file=picture("red"))
        people.remove_photo(by=mentor)
        client = sign_in(moderator)
        page = words(client.get(reverse("moderation:case", args=[sent.case.public_id])))
        (address,) = re.findall(r'<img class="kept-photo" src="([^"]+)"', page)
        shown = client.get(address)
        assert (shown.content, shown["Content-Type"]) == (before, "image/webp")
        hers = words(sign_in(member).get(reverse("moderation:reported", args=[sent.public_id])))
        assert "A copy goes along, which only moderators see." in hers
        assert address not in hers
        report(moderator, mentor)  # who has a part in the case now
        for who in (member, mentor, moderator):
            assert sign_in(who).get(address).status_code == 404
        take_back(by=member, public_id=sent.public_id)
        assert not ReportedPhoto.objects.exists()

    def test_a_reason_that_tells_too_much_stays_in_the_box(
        self, sign_in: SignIn, member: User, mentor: User, moderator: User
    ) -> None:
        case, client = report(member, mentor).case, sign_in(moderator)
        post(client, reverse("moderation:take", args=[case.public_id]))
        decide = reverse("moderation:decide", args=[case.public_id])
        told = post(client, decide, outcome="warn", reason="Ana does not want it.")
        assert told.status_code == 400
        assert "names somebody who reported" in words(told)
        assert "Ana does not want it." in words(told)
        assert post(client, decide, outcome="suspend", reason=REASON).status_code == 400  # no term
        assert post(client, decide, outcome="suspend", hours="9", reason=REASON).status_code == 400
        assert not Decision.objects.exists()

    def test_a_hashtag_is_taken_away_or_stays(
        self, sign_in: SignIn, member: User, mentor: User, moderator: User
    ) -> None:
        tag = mentor.hashtag_ties.get().hashtag
        about = reverse("moderation:report", args=["tag", tag.name])
        assert post(sign_in(member), about, category="spam").status_code == 302
        case, client = Case.objects.get(), sign_in(moderator)
        post(client, reverse("moderation:take", args=[case.public_id]))
        decide = reverse("moderation:decide", args=[case.public_id])
        assert post(client, decide, outcome="suspend").status_code == 400
        assert post(client, decide, outcome="remove").status_code == 302
        tag.refresh_from_db()
        assert tag.held


class TestStanding:
    @pytest.fixture
    def suspended(self, sign_in: SignIn, mentor: User, moderator: User) -> Client:
        decided(mentor, moderator, Outcome.SUSPEND, hours=24)
        return sign_in(mentor)

    def test_somebody_suspended_reads_why_and_meets_nothing_else(
        self, suspended: Client, mentor: User
    ) -> None:
        for path in ("/home/", "/mentors/", "/messages/", "/profile/", "/reports/", "/report/x/y/"):
            answer = suspended.get(path)
            assert answer.status_code == 403
            assert REASON in words(answer)
        assert suspended.post("/profile/").status_code == 403
        assert REASON in words(suspended.get("/standing/"))
        # Both say when it ends, by the clock of where they live.
        Profile.objects.filter(user=mentor).update(time_zone="Asia/Kolkata")
        ends = Decision.objects.get().ends_at.astimezone(ZoneInfo("Asia/Kolkata"))
        for path in ("/home/", "/standing/"):
            assert f"{ends:%H:%M}" in words(suspended.get(path))
        for path in ("/export/", "/leave/"):
            assert suspended.get(path)["Location"].startswith(reverse("account_reauthenticate"))

    def test_appeals_once(self, suspended: Client) -> None:
        against = reverse("moderation:appeal_against", args=[Decision.objects.get().public_id])
        empty = post(suspended, against, words="")
        assert empty.status_code == 400
        assert "Please write why" in words(empty)
        assert post(suspended, against, words="It was free.").status_code == 302
        assert "Your appeal waits for a moderator" in words(suspended.get("/standing/"))

    def test_comes_back_when_the_term_is_over(self, suspended: Client, mentor: User) -> None:
        over = Decision.objects.get().made_at
        Decision.objects.update(ends_at=over)
        User.objects.filter(pk=mentor.pk).update(suspended_until=over)
        assert suspended.get("/home/").status_code == 200
        assert "It ended on" in words(suspended.get("/standing/"))


def test_moderators_are_asked_for_a_second_factor(sign_in: SignIn, moderator: User) -> None:
    moderator.authenticator_set.all().delete()
    answer = sign_in(moderator).get(reverse("moderation:queue"))
    assert answer["Location"] == reverse("mfa_index")


def test_an_appeal_is_not_there_for_who_decided(
    sign_in: SignIn, mentor: User, moderator: User
) -> None:
    decided(mentor, moderator, Outcome.WARN)
    against = reverse("moderation:appeal_against", args=[Decision.objects.get().public_id])
    post(sign_in(mentor), against, words="It was free.")
    other = sign_in(ModeratorFactory.create())
    address = reverse("moderation:appeal", args=[Decision.objects.get().appeal.public_id])
    assert sign_in(moderator).get(address).status_code == 404
    assert "It was free." in words(other.get(address))
    assert post(other, address, verdict="lifted", answer="Free indeed.").status_code == 302
    assert "Free indeed." in words(sign_in(mentor).get("/standing/"))
