"""A few people whose pages hold every form of the site."""

import uuid
from dataclasses import dataclass, field
from datetime import timedelta
from http.cookies import SimpleCookie

from django.contrib.auth.hashers import make_password
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from matching import actions as matching
from matching.models import Suggestion
from messaging import actions as talking
from messaging.models import Conversation
from notifications.stopping import stop_path
from profiles import actions as profiles
from profiles.actions.proving import proof_path
from profiles.choices import Kind
from profiles.models import DomainAsk, Institution, InstitutionDomain, PendingProof, Profile, User
from profiles.pausing import pause_path
from relationships import actions as relating
from relationships.links import YES, answer_path
from relationships.models import MentorshipRequest, Relationship
from safety import decisions
from safety.cases import open_report
from safety.choices import Outcome
from safety.models import Appeal, Case, Report
from tests.factories import PASSWORD as PASSPHRASE
from tests.factories import MemberFactory, MentorFactory, ModeratorFactory, make_hashtag, prove

from .page import Form, Page

NOA = "6f0d1c64-7a3e-4f0e-9c55-0d9f2a5f1b01"

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
HELD = "HeldForReview"


@dataclass
class People:
    """Kim mentors and seeks, works with Rae, is asked by Noa and may ask Leo; Eve is new."""

    kim: User
    leo: User
    noa: User
    rae: User
    eve: User
    sam: User
    asked: MentorshipRequest
    work: Relationship
    talk: Conversation
    group: Conversation
    said: uuid.UUID
    heard: uuid.UUID
    ruth: User
    reported: uuid.UUID
    clients: dict[str, Client] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)

    def client(self, who: str) -> Client:
        """A browser that holds no more than the sign-in of `who`; "" is nobody."""
        if who not in self.clients:
            self.clients[who] = client = Client(raise_request_exception=False)
            if who:
                client.force_login(getattr(self, who), backend=BACKEND)
                self.cookies[who] = client.cookies["session"].value
        client = self.clients[who]
        client.cookies = SimpleCookie({"session": self.cookies[who]} if who else {})
        return client

    def pages(self) -> list[tuple[str, str]]:
        """Who reads what: together these pages hold every form."""
        leo, asked = {"public_id": self.leo.public_id}, {"public_id": self.asked.public_id}
        plain = {
            "": ("profiles:landing", "account_login", "account_signup", "account_reset_password",
                 "account_request_login_code"),
            "kim": ("home", "profiles:edit_profile", "profiles:edit_photo", "profiles:quiet_tags",
                    "profiles:availability", "profiles:comfort", "profiles:blocked_people",
                    "profiles:proof",
                    "profiles:tags", "notifications:inbox", "notifications:settings",
                    "messaging:inbox", "messaging:search", "messaging:settings",
                    "messaging:requests", "messaging:new_group",
                    "relationships:requests", "relationships:mine", "matching:suggestions",
                    "matching:peers",
                    "account_email", "account_change_password", "account_reauthenticate",
                    "account_logout", "usersessions_list"),
            "sam": ("profiles:held_tags", "profiles:vocabulary", "profiles:staff_institutions",
                    "profiles:staff_domains"),
            "noa": ("matching:suggestions", "matching:peers"),
        }  # fmt: skip
        found = [(who, reverse(name)) for who, names in plain.items() for name in names]
        found += [("kim", reverse(f"profiles:{name}", kwargs=leo))
                  for name in ("person", "block", "evaluator")]  # fmt: skip
        key = {"key": "hemepath"}
        found += [("sam", reverse("profiles:edit_hashtag", kwargs=key))]
        found += [("sam", reverse("profiles:staff_story", args=["sepsis"]))]
        found += [("kim", reverse("profiles:tag_story", args=["Sepsis"]))]
        found += [("sam", reverse("profiles:merge_hashtag", kwargs=key) + "?into=Sepsis")]
        found += [("eve", reverse("profiles:welcome", args=[step])) for step in (1, 2, 3)]
        found += [("kim", reverse("relationships:ask", kwargs=leo))]
        found += [("kim", reverse("profiles:tag", args=[name])) for name in ("HemePath", "Sepsis")]
        found += [("kim", reverse(f"relationships:{name}", kwargs=asked))
                  for name in ("request", "decline")]  # fmt: skip
        found += [("kim", proof_path(self.kim.pending_proof))]
        found += [("sam", reverse("profiles:staff_institutions") + "?show=decided")]
        northgate = Institution.objects.get(name="Northgate")
        found += [("sam", reverse(f"profiles:{name}", args=[northgate.pk]))
                  for name in ("staff_institution", "merge_institution")]  # fmt: skip
        found += [("noa", reverse("relationships:withdraw", kwargs=asked))]
        found += [("", stop_path(self.kim, ["new_message"])), ("kim", pause_path(self.kim))]
        found += [("kim", answer_path(self.asked, say=YES))]
        found += [("kim", self.work.get_absolute_url() + "?accepted=1")]
        found += [("kim", reverse("relationships:end", args=[self.work.public_id]))]
        found += [("kim", self.talk.get_absolute_url())]
        found += [("kim", reverse(f"messaging:{name}", args=[self.group.public_id]))
                  for name in ("group", "ask_in", "leave")]  # fmt: skip
        found += [("kim", reverse("messaging:search_in", args=[self.talk.public_id]))]
        found += [("kim", reverse(f"messaging:{name}", args=[self.talk.public_id, self.said]))
                  for name in ("edit", "delete")]  # fmt: skip
        found += [("kim", reverse("moderation:report", args=["person", self.leo.public_id]))]
        found += [("kim", reverse("moderation:report", args=["message", self.heard]))]
        found += [("kim", reverse("moderation:standing"))]
        found += [("rae", reverse("moderation:reported", args=[self.reported]))]
        found += [("sam", reverse("moderation:case", args=[case.public_id]))
                  for case in Case.objects.undecided()]  # fmt: skip
        found += [("ruth", reverse("moderation:appeal", args=[appeal.public_id]))
                  for appeal in Appeal.objects.all()]  # fmt: skip
        found += [("kim", self.rae.profile.get_absolute_url())]
        return found

    def forms(self) -> list[tuple[str, Form]]:
        """Every form of those pages that sends something, each once."""
        found: dict[tuple[str, str, str], tuple[str, Form]] = {}
        for who, address in self.pages():
            response = self.client(who).get(address)
            assert response.status_code == 200, f"{address} as {who}: {response.status_code}"
            for form in Page(response, address.partition("?")[0]).forms:
                form.fields.pop("csrfmiddlewaretoken", None)
                found.setdefault((who, form.method + form.action, " ".join(form.fields)),
                                 (who, form))  # fmt: skip
        return list(found.values())


def make_people() -> People:
    """Write the rows; call it inside a transaction that is rolled back."""
    both = {"is_mentee": True, "seeks_kinds": [Kind.MENTORSHIP], "seeks": ["HemePath"]}
    kim = MentorFactory.create(name="Kim Adler", offers=["Sepsis"], about=["HemePath"], seats=3,
                               headline="Marrow", bio="I read marrow. #HemePath",
                               links=["https://example.org/kim"], quiet=["OwnStory"],
                               meets_peers=True,
                               email="kim@mail.example", password=make_password(PASSPHRASE),
                               **both)  # fmt: skip
    eve = MentorFactory.create(name="Eve Moreau", welcomed_at=None, welcome_step=3, **both)
    leo = MentorFactory.create(
        name="Leo Brandt", handle="leo", offers=["HemePath"], contact="members"
    )
    noa = MemberFactory.create(name="Noa Peretz", seeks=["Sepsis"], public_id=NOA)
    rae = MemberFactory.create(name="Rae Sandoval", seeks=["Sepsis"])
    sam = ModeratorFactory.create(name="Sam Whitlock")
    MemberFactory.create(name="Ida Roth", institution="The Old Infirmary")
    profiles.dismiss_name(name="At home", by=sam)
    prove(kim)
    Institution.objects.create(name="Calder House")
    InstitutionDomain.objects.create(institution=Institution.objects.create(name="Northgate"),
                                     domain="northgate.edu")  # fmt: skip
    DomainAsk.objects.create(user=kim, domain="newclinic.org")
    PendingProof.objects.create(user=kim, address="kim@northgate.edu", domain="northgate.edu",
                                nonce="n" * 43,
                                expires_at=timezone.now() + timedelta(days=3))  # fmt: skip
    make_hashtag(HELD, held=True, reviewed=False)
    asked = relating.ask(by=noa, mentor=kim, kind="mentorship", why="You read marrow.")
    hers = relating.ask(by=rae, mentor=kim, kind="talk", why="Your talk.")
    work = relating.accept(by=kim, request=hers)
    talk = Conversation.objects.between(kim, rae).get()
    heard = talking.send(by=rae, conversation=talk, client_id=uuid.uuid4(), text="Hello!")
    said = talking.send(by=kim, conversation=talk, client_id=uuid.uuid4(), text="Hello, Rae!")
    uma = MentorFactory.create(name="Uma Rao", contact="members")
    group = talking.make_group(by=kim, name="Marrow", asked=[rae, uma])
    talking.join(by=rae, group=group)
    eli = MemberFactory.create(name="Eli Sand")
    Profile.objects.filter(user=kim).update(contact="members")
    first = talking.start(by=eli, person=kim)
    talking.send(by=eli, conversation=first, client_id=uuid.uuid4(), text="One question.")
    Suggestion.objects.create(mentee=kim, mentor=leo, rank=1, score=1.0, made_at=timezone.now())
    peers = [
        MemberFactory.create(name=name, about=["HemePath"], meets_peers=True)
        for name in ("Tia Ruiz", "Uli Voss")
    ]
    matching.set_peer_aside(by=kim, peer=peers[0])
    dismissed = MentorFactory.create(name="Ola Berg", offers=["HemePath"])
    matching.dismiss(by=kim, mentor=dismissed)
    profiles.ask_steward(hashtag=make_hashtag("Sepsis"), person=kim, by=sam)
    profiles.become_steward(hashtag=make_hashtag("Sepsis"), by=kim)
    profiles.follow_tag(by=kim, hashtag=make_hashtag("HemePath"))
    matching.shortlist(by=kim, mentor=MentorFactory.create(name="Una Dahl", offers=["HemePath"]))
    profiles.block(by=kim, person=MemberFactory.create(name="Pia Falk"))
    profiles.mark_evaluator(by=kim, person=MentorFactory.create(name="Quin Gray"))
    profiles.hide_under_tag(by=kim, hashtag=make_hashtag("HemePath"), person=peers[1])
    ruth = report(by=rae, about=(leo, noa, kim, dismissed), sam=sam)
    reported = Report.objects.get(reporter=rae, case__subject=leo).public_id
    return People(kim, leo, noa, rae, eve, sam, asked, work, talk, group, said.public_id,
                  heard.public_id, ruth, reported)  # fmt: skip


def report(*, by: User, about: tuple[User, ...], sam: User) -> User:
    """Four cases: one that nobody reads, one that Sam reads, and two that he decided, the last of
    which waits for the other moderator's answer to an appeal."""
    cases = [
        open_report(by=by, kind="person", public_id=str(one.public_id), category="spam").case
        for one in about
    ]
    for case in cases[1:]:
        decisions.take(by=sam, case=case)
    for case in cases[2:]:
        decided = decisions.decide(by=sam, case=case, outcome=Outcome.WARN, reason="It was spam.")
    decisions.appeal(by=about[-1], decision=decided, words="It was not.")
    ruth: User = ModeratorFactory.create(name="Ruth Oyelaran")
    return ruth
