"""What the live stack holds before a browser opens it; run as a program in the stack's settings.

The demo, and a few people in states that the demo has nobody in. Prints one line of JSON: the
session cookies of people by name, and paths by what is found there.
"""

import contextlib
import io
import json
import sys
import time
import uuid
from typing import Any

from django.urls import reverse
from PIL import Image

from mentorship.runner import prepare

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
SIGNED_IN = "account_authentication_methods"  # where allauth keeps who gave a password, and when
PASSWORD = "a long enough passphrase"
MIXED = "Heme\u0420ath"  # its P is Cyrillic
STATES = ("open", "accepted", "declined", "withdrawn", "closed")


def main() -> None:
    """Arranges and prints."""
    with contextlib.redirect_stdout(sys.stderr):
        prepare.main(["--demo"])
        people = arrange()
        found = {"people": {who: cookie(user) for who, user in people.items()}}
        found["places"] = places(people)
    sys.stdout.write(f"\n{json.dumps(found)}\n")


def arrange() -> dict[str, Any]:
    """Those through whose eyes the tests look."""
    from mentorship.demo.seeding import mail_address
    from profiles.choices import Audience
    from profiles.models import User
    from relationships.models import MentorshipRequest
    from tests.factories import MemberFactory, MentorFactory, ModeratorFactory, make_hashtag

    people = {who: User.objects.get(email=mail_address(who)) for who in ("ana", "nadia", "sam")}
    for state in STATES:
        ask = MentorshipRequest.objects.filter(state=state).order_by("pk")[0]
        people |= {f"{state}_mentee": ask.mentee, f"{state}_mentor": ask.mentor}
    people |= {
        "newcomer": MemberFactory.create(
            name="Nia Newcomer", is_mentor=True, welcomed_at=None, welcome_step=3
        ),
        "empty": MemberFactory.create(name="Eve Ndour", stage="", is_mentee=False, seeks_kinds=[]),
        "lonely": MemberFactory.create(name="Lou Lindgren", audience=Audience.NOBODY),
        "careful": MentorFactory.create(name="Cem Aydin", offers=["HemePath"], quiet=["FirstGen"]),
        "suspended": MemberFactory.create(name="Sol Reyes"),
        "mailed": MemberFactory.create(name="Mai Tran"),
        "hasty": MemberFactory.create(name="Hana Sato"),
        "stranger": MemberFactory.create(name="Sten Aas", headline="Third year, Bergen"),
        "welcoming": MemberFactory.create(name="Wen Liu", contact="members"),
        "keyed": MemberFactory.create(name="Kea Lund"),
    }
    for who in ("careful", "keyed"):
        people[who].set_password(PASSWORD)
        people[who].save()
    people["mailed"].set_unusable_password()
    people["mailed"].save()
    people["teased"] = MemberFactory.create(name="Ida Holm")
    people["teaser"] = MentorFactory.create(name="Bo Tallow", offers=["HemePath"])
    people["warned"] = MemberFactory.create(name="Wim Adler")
    people["moderator"] = ModeratorFactory.create(name="Mo Castell")
    make_hashtag(MIXED, held=True, reviewed=False)
    use_up(people["hasty"])
    act(people)
    tease(people)
    report(people)
    return people


def use_up(user: Any) -> None:
    """All searches for hashtags, for the next quarter of an hour."""
    from datetime import timedelta

    from django.utils import timezone

    from safety.models import RateCounter

    this_minute = int(time.time()) // 60 * 60
    later = timezone.now() + timedelta(hours=1)
    RateCounter.objects.bulk_create(
        RateCounter(scope="suggest_tags", who=user.pk, window=window, count=1000, expires_at=later)
        for window in range(this_minute, this_minute + 15 * 60, 60)
    )


def act(people: dict[str, Any]) -> None:
    """What they did, through the same doors as everybody."""
    from allauth.mfa.models import Authenticator
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    from matching.models import Suggestion
    from messaging.actions import send
    from messaging.models import Conversation
    from profiles.actions import (
        ask_for_proof,
        ask_steward,
        become_steward,
        dismiss_name,
        find_or_make_hashtag,
        hide_under_tag,
        propose_domain,
    )
    from profiles.models import InstitutionDomain
    from relationships.actions import ask
    from safety.actions import block, mark_evaluator
    from tests.passkeys import stored

    ana, careful = people["ana"], people["careful"]
    second = Suggestion.objects.filter(mentee=ana).order_by("rank")[1].mentor
    ask(by=ana, mentor=second, kind="mentorship", why="Your answer on failing boards.")
    talk = Conversation.objects.filter(low__isnull=False).visible_to(ana)
    talk = talk.select_related("low", "high").order_by("pk")[0]
    other = talk.high if talk.low_id == ana.pk else talk.low
    send(by=other, conversation=talk, client_id=uuid.uuid4(), text="Bring the slides you doubt.")
    begin(people)
    block(by=careful, person=people["sam"])
    sepsis = find_or_make_hashtag("Sepsis")
    ask_steward(hashtag=sepsis, person=careful, by=people["sam"])
    become_steward(hashtag=sepsis, by=careful)
    mark_evaluator(by=careful, person=people["nadia"])
    for who in ("ana", "careful"):
        hide_under_tag(
            by=people[who], hashtag=find_or_make_hashtag("HemePath"), person=people["nadia"]
        )
    ask_for_proof(by=careful, address=f"c.aydin@{InstitutionDomain.objects.all()[0].domain}")
    dismiss_name(name="At home", by=people["sam"])
    TOTP.activate(careful, generate_totp_secret())
    propose_domain(by=careful, domain="newclinic.org")
    TOTP.activate(people["sam"], generate_totp_secret())
    RecoveryCodes.activate(careful)
    Authenticator.objects.create(user=careful, type="webauthn", data=stored("My phone"))


def tease(people: dict[str, Any]) -> None:
    """What one of two who work together writes to the other."""
    from messaging.actions import send
    from messaging.models import Conversation
    from relationships.actions import accept, ask

    teased, teaser = people["teased"], people["teaser"]
    asked = ask(by=teased, mentor=teaser, kind="mentorship", why="Your slides on marrow.")
    accept(by=teaser, request=asked)
    talk = Conversation.objects.between(teased, teaser).get()
    for who, text in (
        (teased, "Thank you for taking me on. When shall we meet?"),
        (teaser, "When you have learned to read. Nobody else would take you."),
        (teaser, "Do my reviews first, then we shall see."),
    ):
        send(by=who, conversation=talk, client_id=uuid.uuid4(), text=text)


def report(people: dict[str, Any]) -> None:
    """What Ana reported, and what moderators decided so far."""
    from datetime import timedelta

    from messaging.models import Message
    from profiles.actions import set_photo
    from safety import cases, decisions
    from safety.choices import Outcome
    from safety.models import Case

    ana, sam, other = people["ana"], people["sam"], people["moderator"]
    said = Message.objects.visible_to(ana).exclude(sender=ana).filter(event="")[0]
    picture = io.BytesIO()
    Image.new("RGB", (400, 400), "teal").save(picture, "PNG")
    set_photo(by=people["warned"], file=picture)
    reported = (("message", said), ("person", people["warned"]), ("person", people["suspended"]))
    for kind, thing in reported:
        cases.open_report(by=ana, kind=kind, public_id=str(thing.public_id), category="spam")
    decisions.take(by=sam, case=Case.objects.get(subject=said.sender))
    for who, outcome in (("warned", Outcome.WARN), ("suspended", Outcome.SUSPEND)):
        case = decisions.take(by=other, case=Case.objects.get(subject=people[who]))
        made = decisions.decide(by=other, case=case, outcome=outcome, reason="Advertising.")
    decisions.appeal(by=people["suspended"], decision=made, words="It was a free course.")
    fresh = cases.open_report(by=ana, kind="tag", public_id="HemePath", category="other")
    # However long the browsers take, it can be taken back still.
    fresh.sent_at += timedelta(hours=2)
    fresh.save(update_fields=["sent_at"])


def begin(people: dict[str, Any]) -> None:
    """First messages, one sent and one not yet, and a group of Nadia's."""
    from messaging.actions import make_group, send, start
    from messaging.people import people_to_ask

    nadia, stranger = people["nadia"], people["stranger"]
    talk = start(by=stranger, person=nadia)
    words = "One question about your journal club, whenever it suits you."
    send(by=stranger, conversation=talk, client_id=uuid.uuid4(), text=words)
    start(by=stranger, person=people["welcoming"])
    asked = [profile.user for profile in people_to_ask(nadia).order_by("pk")[:2]]
    make_group(by=nadia, name="Slides we doubt", asked=asked)


def places(people: dict[str, Any]) -> dict[str, str]:
    """Paths of what was found and made."""
    from allauth.account.forms import default_token_generator
    from allauth.account.models import EmailAddress, EmailConfirmationHMAC
    from allauth.account.utils import user_pk_to_url_str
    from allauth.mfa.models import Authenticator

    from matching.models import Suggestion
    from mentorship import old_addresses
    from messaging.models import Conversation, Message
    from notifications.models import Mail, Notification
    from notifications.stopping import DIGEST, stop_path
    from profiles.actions.proving import proof_path
    from profiles.models import Institution
    from profiles.pausing import pause_path
    from relationships.links import YES, answer_path
    from relationships.models import MentorshipRequest, Relationship
    from safety.models import Appeal, Report, ReportedPhoto

    ana, nadia, mailed = people["ana"], people["nadia"], people["mailed"]
    # A link that resets a password dies with the next sign-in, also with one under another name.
    nadia.refresh_from_db()
    found = {who: f"/people/{user.public_id}/" for who, user in people.items()}
    first = Suggestion.objects.filter(mentee=ana).order_by("rank")[0].mentor
    found["nadia_id"] = str(nadia.public_id)
    found["keyed_address"] = people["keyed"].email
    found["teaser_address"] = people["teaser"].email
    found["careful_address"], found["careful_password"] = people["careful"].email, PASSWORD
    found["suggested"] = f"/people/{first.public_id}/"
    asks = MentorshipRequest.objects.order_by("pk")
    for state in STATES:
        found[f"{state}_request"] = asks.filter(state=state)[0].get_absolute_url()
    passkey = Authenticator.objects.get(user=people["careful"], type="webauthn")
    found["passkey"] = f"/accounts/2fa/webauthn/keys/{passkey.pk}/"
    found["proof_link"] = proof_path(people["careful"].pending_proof)
    found["sent_request"] = asks.get(mentee=ana, state="open").get_absolute_url()
    received = asks.filter(mentor=nadia, state="open")[0]
    found["received_request"] = received.get_absolute_url()
    found["stop_mails"] = stop_path(ana, ["new_message"])
    found["stop_digest"] = stop_path(ana, [DIGEST])
    found["pause"] = pause_path(nadia)
    found["answer"] = answer_path(received, say=YES)
    active = Relationship.objects.filter(mentor=nadia, state="active")[0]
    ended = Relationship.objects.filter(mentor=nadia, state="ended")[0]
    found["relationship"], found["ended"] = active.get_absolute_url(), ended.get_absolute_url()
    found["mentored"] = Relationship.objects.get(mentee=ana, state="active").get_absolute_url()
    talks = Conversation.objects.filter(low__isnull=False).visible_to(ana)
    talk = talks.order_by("pk")[0]
    found["conversation"] = talk.get_absolute_url()
    pair = people["accepted_mentee"], people["accepted_mentor"]
    found["accepted_talk"] = Conversation.objects.between(*pair).get().get_absolute_url()
    own = talk.messages.filter(sender=ana)[0]
    found["own_message"] = reverse("messaging:message", args=[talk.public_id, own.public_id])
    found["own_message_id"] = str(own.public_id)
    reports = Report.objects.filter(reporter=ana).order_by("pk")
    found["report_message"] = f"/report/message/{reports[0].thing}/"
    found["report"], found["decided_report"] = (
        reverse("moderation:reported", args=[row.public_id]) for row in reports[:2]
    )
    fresh = reports.get(kind="tag")
    found["fresh_report"] = reverse("moderation:reported", args=[fresh.public_id])
    others = Message.objects.get(public_id=reports[0].thing)
    found["message_of_another"] = reverse(
        "messaging:message", args=[others.conversation.public_id, others.public_id]
    )
    found["case"], found["decided_case"] = (
        reverse("moderation:case", args=[row.case.public_id]) for row in reports[:2]
    )
    photo = ReportedPhoto.objects.get(report=reports[1]).public_id
    found["photo_as_it_was"] = reverse("moderation:photo", args=[photo])
    found["appeal"] = reverse("moderation:appeal", args=[Appeal.objects.get().public_id])
    groups = Conversation.objects.filter(low=None)
    found["group"] = groups.get(name__startswith="#HemePath").get_absolute_url()
    found["own_group"] = groups.get(maker=nadia).get_absolute_url()
    found["asking"] = Conversation.objects.requests_to(nadia)[0].get_absolute_url()
    for name, other in (("first_contact", nadia), ("no_contact", people["welcoming"])):
        between = Conversation.objects.between(people["stranger"], other)
        found[name] = between.get().get_absolute_url()
    calder = Institution.objects.get(name__startswith="Calder Lake University Medical")
    found["institution"] = f"/staff/institutions/{calder.pk}/"
    found["mail"] = reverse("outbox_mail", args=[Mail.objects.order_by("-pk")[0].public_id])
    found["news"] = Notification.objects.filter(recipient=ana)[0].get_absolute_url()
    address = EmailAddress.objects.get(user=mailed)
    address.verified = False
    address.save()
    found["confirm"] = reverse("account_confirm_email", args=[EmailConfirmationHMAC(address).key])
    found["stop"] = old_addresses.stop_path(mailed, "mai@elsewhere.example")
    found["reset"] = reverse(
        "account_reset_password_from_key",
        args=[user_pk_to_url_str(nadia), default_token_generator.make_token(nadia)],
    )
    return found


def cookie(user: Any) -> str:
    """The session cookie of somebody who gave a password lately, and will have for an hour."""
    from django.test import Client

    client = Client()
    client.force_login(user, backend=BACKEND)
    session = client.session
    later = time.time() + 3600
    session[SIGNED_IN] = [{"method": "password", "at": later, "reauthenticated": True}]
    session[f"{SIGNED_IN}_user"] = str(user.pk)
    session.save()
    return str(session.session_key)


if __name__ == "__main__":
    main()
