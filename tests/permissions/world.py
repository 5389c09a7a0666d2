"""A small world in which every role of the permission matrix meets something of its own.

Ana, who shows herself to nobody, has asked Nadia and works with Mei; with Hana, who hides now, she
worked once. Boris asked Nadia and worked with Mei before all three blocked him. Sina asked Nadia
before she was suspended. Leila, whom moderators limited, works with Omar and is found by nobody
else. Pat has paused. Omar mentors and Stefan seeks; Ana has to do with neither. All but Mei want to
meet people like them; Ana and Hana, who hide, do so in vain.

Sam and Ruth moderate: Pat reported Sam, and Ruth reported Stefan and Omar.
"""

import io
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client, override_settings
from django.test.client import ClientHandler
from django.utils import timezone
from PIL import Image

from matching import actions as matching
from matching.models import Suggestion
from messaging import actions as talking
from messaging.models import Conversation, Message
from notifications.actions import mark_read_about
from profiles import actions as people
from profiles.choices import Audience, Status
from profiles.models import (
    Hashtag,
    Institution,
    InstitutionDomain,
    PendingProof,
    Profile,
    TagFollow,
    User,
)
from relationships import actions as relating
from relationships.models import Relationship
from tests.factories import MemberFactory, MentorFactory, ModeratorFactory, make_hashtag, prove

from .reporting import confided, name_what_was_reported, report
from .targets import HELD, INSTITUTION, RARE, SAID, Target, name_targets

ROLES = (
    "anonymous",
    "trainee",
    "other",
    "mentor",
    "stranger",
    "blocked",
    "suspended",
    "limited",
    "moderator",
    "superuser",
)
# They tell for all where a method is refused before anything is looked up.
FEW = ("anonymous", "stranger", "blocked", "suspended", "superuser")
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
QUIET = "AfterTheMiscarriage"
ASKED = "Why you: a sentence for Nadia alone."
HEADLINE = "Marrow, mountains and a violin"
WAITING = "a.figueroa@northgate.edu"
FIRST = "A first sentence for Omar alone."
GROUP = "The marrow circle of Northgate"
NOWHERE = "/nothing/stands/here/"
HANDLER = ClientHandler(enforce_csrf_checks=False)  # put together once, not for each request

# Pages that offer mentors to be asked now.
SUGGESTING = ("matching:suggestions", "home")
# What is meant to stand where: whom one blocked; both names in a conversation, whatever came
# after it; mails in the demo's outbox; addresses in the administration.
SHOWN = {
    "profiles:blocked_people": ("name of @boris",),
    "messaging:": ("name of @boris", "name of @mei"),
    "outbox_mail on mail": ("name", "address"),
    "outbox_mail on digest": ("name of @leila", "address"),
    "outbox": ("address",),
    "moderation:report on reporting boris": ("name of @boris",),
    "moderation:reports": ("name of @boris",),
    "moderation:reported": ("name of @boris",),
    "moderation:case": ("name of @boris", "message to"),
    "moderation:appeal": ("name of @sina",),
    "admin:account_emailaddress": ("address",),
}


@dataclass
class World:
    """The people by role, signed in; what addresses name; and words that give something away."""

    users: dict[str, User]
    others: dict[str, User]
    targets: dict[str, Target] = field(default_factory=dict)
    cookies: dict[User | None, Any] = field(default_factory=dict)
    nothing: dict[Any, Any] = field(default_factory=dict)  # the answers for what never was
    pages: dict[tuple[str, str], str] = field(default_factory=dict)  # as first shown to a role
    confided: dict[tuple[str, str], tuple[User, ...]] = field(default_factory=dict)

    def user(self, role: str, target: str) -> User | None:
        """Who plays a role where `target` is concerned; None for somebody signed out."""
        if role == "other":
            return self.targets[target].other
        return self.users.get(role)

    def client(self, user: User | None) -> Client:
        """A browser of its own for each request: none carries over what another did."""
        client = Client(raise_request_exception=False)
        client.handler = HANDLER
        if user is not None:
            client.cookies[self.cookies[user].key] = self.cookies[user].value
        return client

    def secrets(self, user: User | None, entry: str) -> dict[str, str]:
        """Words that no answer to this person at an entry of the matrix may hold, by what they
        would give away."""
        ana, boris, sina = (self.users[role] for role in ("trainee", "blocked", "suspended"))
        mei, nadia, pat, hana = (self.others[one] for one in ("mei", "nadia", "pat", "hana"))
        leila, omar = self.users["limited"], self.users["mentor"]
        words = {
            (f"name of {ana}", ana.profile.name): (ana, mei, nadia, hana),
            (f"name of {boris}", boris.profile.name): self.all_but(ana, mei, nadia),
            (f"name of {mei}", mei.profile.name): self.all_but(boris),
            (f"name of {nadia}", nadia.profile.name): self.all_but(boris),
            (f"hashtag of {mei}", RARE): self.all_but(boris),
            (f"name of {sina}", sina.profile.name): (sina,),
            (f"name of {leila}", leila.profile.name): (leila, omar),
            **self.confided,
            (f"profile of {hana}", HEADLINE): (hana,),
            ("quiet hashtag", QUIET): (ana, mei),
            ("ask", ASKED): (ana, nadia),
            ("message", SAID): (ana, mei),
            ("first message", FIRST): (self.users["stranger"], self.users["mentor"]),
            ("group", GROUP): (ana, mei, nadia),
            ("held message", HELD): (ana,),
            ("address at an institution", WAITING): (ana,),
            **{(f"address of {one}", one.email): (one,) for one in self.everybody()},
        }
        if entry in SUGGESTING:
            words[f"pause of {pat}", pat.profile.name] = ()
        may_show = next((what for start, what in SHOWN.items() if entry.startswith(start)), ())
        return {
            what: word
            for (what, word), known_to in words.items()
            if user not in known_to and not what.startswith(may_show)
        }

    def figures(self, user: User | None, entry: str) -> int:
        """No page tells this person of more new things than so many."""
        if entry == "styleguide":
            return 100
        if user == self.users["mentor"]:
            return 4
        return 2 if user in self.others.values() else 3

    def wanted(self, user: User | None, entry: str) -> dict[str, str]:
        """Words that an answer has to hold: a list is filled after the gate, not before it."""
        open_ones = 'Open <span class="num">2</span>'
        if entry == "moderation:queue" and user == self.users["moderator"]:
            return {"cases he may see": open_ones, "his": 'Mine <span class="num">1</span>'}
        if entry == "moderation:queue" and user == self.users["superuser"]:
            return {"cases she may see": open_ones, "hers": 'Appeals <span class="num">1</span>'}
        if entry in ("matching:suggestions", "profiles:mentors") and user == self.users["blocked"]:
            return {"the first he may see": self.users["mentor"].profile.name}
        if entry == "profiles:seen_by" and user == self.users["trainee"]:
            return {"what members get of her": "There is nothing here"}
        return {}

    def all_but(self, *people: User) -> list[User | None]:
        """Everybody who may know, somebody signed out included."""
        return [one for one in [None, *self.everybody()] if one not in people]

    def everybody(self) -> list[User]:
        """All the people, each once."""
        return list(dict.fromkeys([*self.users.values(), *self.others.values()]))


def person(make: Any, name: str, **fields: Any) -> User:
    """Somebody whose address and handle follow from the first name."""
    first = name.split(maxsplit=1)[0].lower()
    return make.create(name=name, email=f"{first}@mail.example", handle=f"{first}_x", **fields)


def make_world() -> World:
    """Write the rows; call it inside a transaction that is rolled back."""
    sina = person(MemberFactory, "Sina Rahimi", seeks=["HemePath"])
    users = {
        "trainee": person(
            MemberFactory, "Ana Figueroa", audience=Audience.NOBODY, seeks=["HemePath"]
        ),
        "mentor": person(MentorFactory, "Omar Haddad", offers=["HemePath"]),
        "stranger": person(MemberFactory, "Stefan Ilic", seeks=["HemePath"]),
        "blocked": person(MemberFactory, "Boris Novak", seeks=["HemePath"]),
        "suspended": sina,
        "limited": person(MentorFactory, "Leila Brontwood", offers=["HemePath"]),
        "moderator": person(ModeratorFactory, "Sam Whitlock"),
        "superuser": person(ModeratorFactory, "Ruth Oyelaran", is_superuser=True),
    }
    others = {
        "nadia": person(MentorFactory, "Nadia Belkacem", offers=["HemePath"]),
        "mei": person(MentorFactory, "Mei Tanaka", offers=["HemePath"], about=[RARE]),
        "pat": person(MentorFactory, "Pat Lindqvist", offers=["HemePath"], status=Status.PAUSED),
        "hana": person(MentorFactory, "Hana Kovar", headline=HEADLINE),
    }
    Profile.objects.exclude(user=others["mei"]).update(meets_peers=True)
    Hashtag.objects.filter(name=RARE).update(reviewed=False)
    make_hashtag("HeldWord", held=True, reviewed=False)
    world = World(users, others)
    _sign_in(world)
    _work(world)
    _ask(world)
    _write(world)
    _keep_apart(world)
    _prove(world)
    _suggest(world)
    _follow(world)
    report(world)
    world.confided = confided(world)
    name_targets(world)
    name_what_was_reported(world)
    return world


@contextmanager
def standing(media: Path, **settings: Any) -> Iterator[World]:
    """The world for as long as a module of tests runs; nothing of it stays."""
    with override_settings(MEDIA_ROOT=media, **settings), transaction.atomic():
        yield make_world()
        transaction.set_rollback(True)


def _sign_in(world: World) -> None:
    for user in world.everybody():
        client = Client()
        client.force_login(user, backend=BACKEND)
        world.cookies[user] = client.cookies["session"]


def _work(world: World) -> None:
    """Mentorships: Boris's and Ana's with Mei go on; Ana's with Hana is over, and by now Hana
    shows herself to nobody."""
    ana, boris = world.users["trainee"], world.users["blocked"]
    mei, hana = world.others["mei"], world.others["hana"]
    _work_together(boris, mei)
    over = _work_together(ana, hana)
    _work_together(world.users["limited"], world.users["mentor"])
    _work_together(ana, mei, said=SAID)
    waiting = _say(ana, mei, HELD)
    Message.objects.filter(pk=waiting.pk).update(held_at=timezone.now())
    relating.end(by=ana, relationship=over)
    hana.profile.audience = Audience.NOBODY
    hana.profile.save()


def _work_together(mentee: User, mentor: User, *, said: str = "Hello!") -> Relationship:
    asked = relating.ask(by=mentee, mentor=mentor, kind="talk", why="A first sentence.")
    made = relating.accept(by=mentor, request=asked)
    _say(mentee, mentor, said)
    return made


def _say(by: User, to: User, text: str) -> Message:
    conversation = Conversation.objects.between(by, to).get()
    return talking.send(by=by, conversation=conversation, client_id=uuid.uuid4(), text=text)


def _ask(world: World) -> None:
    """Nadia is asked by four, one of whom is suspended since."""
    nadia = world.others["nadia"]
    for role in ("trainee", "blocked", "suspended", "stranger"):
        why = ASKED if role in ("trainee", "blocked") else "Another sentence."
        relating.ask(by=world.users[role], mentor=nadia, kind="mentorship", why=why)


def _write(world: World) -> None:
    """Two strangers write to Omar, one of whom is suspended since. Mei's group: Ana is in it, Nadia
    is asked, and Omar was in it when he was told of a message there."""
    omar, mei, nadia = world.users["mentor"], world.others["mei"], world.others["nadia"]
    for role in ("stranger", "suspended"):
        talk = talking.start(by=world.users[role], person=omar)
        text = FIRST if role == "stranger" else "Another first sentence."
        talking.send(by=world.users[role], conversation=talk, client_id=uuid.uuid4(), text=text)
    ana = world.users["trainee"]
    group = talking.make_group(by=mei, name=GROUP, asked=[ana, omar, nadia])
    # She has read that: no figure of hers is above that of the requests, which the gate holds.
    mark_read_about(by=nadia, kind=talking.GROUP_INVITATION, conversation=group.pk)
    for one in (ana, omar):
        talking.join(by=one, group=group)
    talking.send(by=mei, conversation=group, client_id=uuid.uuid4(), text="To all of you.")
    talking.leave(by=omar, group=group)


def _keep_apart(world: World) -> None:
    """What people keep for themselves, and whom they keep away."""
    ana, boris, omar = (world.users[role] for role in ("trainee", "blocked", "mentor"))
    mei, nadia = world.others["mei"], world.others["nadia"]
    for holder in (ana, mei):
        people.add_quiet(by=holder, names=[QUIET])
    for holder in (ana, mei, world.users["moderator"]):
        people.set_photo(by=holder, file=_picture())
    people.mark_evaluator(by=ana, person=omar)
    people.mark_evaluator(by=boris, person=nadia)
    shared = Hashtag.objects.get(name="HemePath")
    for holder, hidden in ((ana, omar), (boris, mei)):
        people.hide_under_tag(by=holder, hashtag=shared, person=hidden)
    matching.dismiss(by=boris, mentor=nadia)
    matching.set_peer_aside(by=boris, peer=nadia)
    for blocker in (nadia, mei, ana):
        people.block(by=blocker, person=boris)


def _prove(world: World) -> None:
    """Ana waits for a link at her institution; Mei and Hana have shown who they are."""
    northgate = Institution.objects.create(pk=INSTITUTION, name="Northgate University")
    InstitutionDomain.objects.create(institution=northgate, domain="northgate.edu")
    people.dismiss_name(name="Left As It Is", by=world.users["moderator"])
    PendingProof.objects.create(
        user=world.users["trainee"],
        address=WAITING,
        domain="northgate.edu",
        nonce="n" * 43,
        expires_at=timezone.now() + timedelta(days=3),
    )
    for name in ("mei", "hana"):
        prove(world.others[name])


def _suggest(world: World) -> None:
    """Rows from last night, before somebody paused and somebody was blocked."""
    mentors = [world.others["mei"], world.others["nadia"], world.others["pat"]]
    for role in ("stranger", "blocked", "moderator", "superuser"):
        more = (world.users["limited"], world.users["mentor"])
        for rank, mentor in enumerate([*mentors, *more], start=1):
            Suggestion.objects.create(
                mentee=world.users[role],
                mentor=mentor,
                rank=rank,
                score=1.0 / rank,
                made_at=timezone.now(),
            )


def _follow(world: World) -> None:
    """Ana has not looked for days. Mei looks after what they share."""
    shared = Hashtag.objects.get(name="HemePath")
    people.ask_steward(hashtag=shared, person=world.others["mei"], by=world.users["moderator"])
    people.become_steward(hashtag=shared, by=world.others["mei"])
    then = timezone.now() - timedelta(days=3)
    for name in (RARE, "HemePath"):
        TagFollow.objects.create(
            user=world.users["trainee"],
            hashtag=Hashtag.objects.get(name=name),
            created_at=then,
            read_at=then,
            before_at=then,
            told_at=then,
        )


def _picture() -> SimpleUploadedFile:
    file = io.BytesIO()
    Image.new("RGB", (40, 40), "teal").save(file, "PNG")
    return SimpleUploadedFile("me.png", file.getvalue(), content_type="image/png")
