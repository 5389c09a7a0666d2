"""What addresses name in the world of the permission matrix, each by a name of its own."""

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from messaging.models import Conversation, Message
from notifications.models import Mail, Notification
from notifications.stopping import stop_path
from profiles.actions.proving import proof_path
from profiles.models import InstitutionVerdict, PendingProof, User
from profiles.pausing import pause_path
from relationships.links import YES, answer_path
from relationships.models import MentorshipRequest, Relationship

if TYPE_CHECKING:
    from .world import World

INSTITUTION = 7_310_911_001  # its number: no other digits of a page are these
RARE = "OnlyMeiWritesThis"
SAID = "A sentence between the two of them."
HELD = "A sentence that waits for review."


@dataclass(frozen=True)
class Target:
    """What an address names: how it is filled in, the same for what never was, and whose the
    other side is."""

    kwargs: dict[str, Any]
    unknown: dict[str, Any]
    other: User


def name_targets(world: "World") -> None:
    """Give each thing of the world that an address can name its name."""
    ana, boris, omar = (world.users[role] for role in ("trainee", "blocked", "mentor"))
    nadia, mei = world.others["nadia"], world.others["mei"]
    asks = MentorshipRequest.objects
    ask, his_ask = asks.get(mentee=ana, mentor=nadia), asks.get(mentee=boris, mentor=nadia)
    token = answer_path(ask, say=YES).split("/")[-2]
    targets = world.targets
    targets[""] = Target({}, {}, mei)
    targets["Nadia's side"] = Target({}, {}, nadia)

    def by_id(name: str, row: Any, other: User, key: str = "public_id") -> None:
        targets[name] = Target({key: row.public_id}, {key: uuid.uuid4()}, other)

    by_id("ana", ana, nadia)
    by_id("mei", mei, mei)
    by_id("omar", omar, mei)
    by_id("boris", boris, mei)
    by_id("suggest mei", mei, mei, "person")
    by_id("suggest ana", ana, mei, "person")
    by_id("ask", ask, nadia)
    by_id("his ask", his_ask, nadia)
    by_id("her ask", asks.get(mentee=world.users["suspended"]), nadia)
    by_id("old ask", asks.get(mentor=world.others["hana"]), world.others["hana"])
    stefan, sina = world.users["stranger"], world.users["suspended"]
    by_id("request", Conversation.objects.between(stefan, omar).get(), omar)
    by_id("her request", Conversation.objects.between(sina, omar).get(), omar)
    group = Conversation.objects.get(maker=mei)
    by_id("circle", group, mei)
    by_id("asked into", group, nadia)
    for name, person in (("inside", ana), ("asked", nadia)):
        targets[name] = Target(
            {"public_id": group.public_id, "person": person.public_id},
            {"public_id": uuid.uuid4(), "person": uuid.uuid4()},
            mei,
        )
    by_id(
        "old talk",
        Conversation.objects.between(ana, world.others["hana"]).get(),
        world.others["hana"],
    )
    by_id("relationship", Relationship.objects.get(mentee=ana, mentor=mei), mei)
    by_id("his relationship", Relationship.objects.get(mentee=boris, mentor=mei), mei)
    by_id("talk", Conversation.objects.between(ana, mei).get(), mei)
    by_id("his talk", Conversation.objects.between(boris, mei).get(), mei)
    for name, text in (("said", SAID), ("held", HELD)):
        row = Message.objects.get(text=text)
        kwargs = {"public_id": row.conversation.public_id, "message": row.public_id}
        targets[name] = Target(kwargs, kwargs | {"message": uuid.uuid4()}, mei)
    news = Notification.objects
    by_id("news", news.get(recipient=ana, actor=mei, kind="request_accepted"), mei)
    by_id("his news", news.get(recipient=nadia, actor=boris), nadia)
    mails = Mail.objects
    mail = mails.get(notification=news.get(recipient=ana, actor=mei, kind="request_accepted"))
    hers = mails.get(notification__recipient=nadia, notification__actor=world.users["suspended"])
    by_id("mail", mail, mei)
    by_id("her mail", hers, mei)
    by_id("digest", _digest(world.users["suspended"], omar, hers), mei)
    pending = PendingProof.objects.get(user=ana)
    link = proof_path(pending).split("/")[-2]
    targets["proof link"] = Target({"token": link}, {"token": "never-made"}, nadia)
    targets["answer"] = Target({"token": token}, {"token": "never-made"}, nadia)
    stop = stop_path(ana, ["new_message"]).split("/")[-2]
    targets["stop"] = Target({"token": stop}, {"token": "never-made"}, mei)
    pause = pause_path(mei).split("/")[-2]
    targets["pause"] = Target({"token": pause}, {"token": "never-made"}, mei)
    targets["step"] = Target({"step": 1}, {"step": 9}, mei)
    targets["tag"] = Target({"name": "HemePath"}, {"name": "..."}, mei)
    targets["known tag"] = Target({"key": "hemepath"}, {"key": "neverone"}, mei)
    steward = {"key": "hemepath", "public_id": mei.public_id}
    targets["steward"] = Target(steward, steward | {"public_id": uuid.uuid4()}, mei)
    targets["rare tag"] = Target({"name": RARE}, {"name": "NobodyWritesThis"}, mei)
    for name, hidden, other in (("mei", mei, mei), ("ana", ana, nadia), ("omar", omar, mei)):
        under = {"name": "HemePath", "public_id": hidden.public_id}
        targets[f"under {name}"] = Target(under, under | {"public_id": uuid.uuid4()}, other)
    InstitutionVerdict.objects.update(id=INSTITUTION)
    for name in ("institution", "decided name"):
        targets[name] = Target({"number": INSTITUTION}, {"number": INSTITUTION + 1}, mei)
    targets["group"] = Target({"object_id": "1"}, {"object_id": "2"}, mei)
    address = str(mei.emailaddress_set.get().pk)
    targets["address"] = Target({"object_id": address}, {"object_id": "0"}, mei)
    targets["view on site"] = Target(
        {"content_type_id": "1", "object_id": "1"}, {"content_type_id": "0", "object_id": "0"}, mei
    )
    targets["passkey"] = Target({"pk": 1}, {"pk": 2}, mei)
    targets["no site"] = Target({"provider_id": "campus"}, {"provider_id": "elsewhere"}, mei)
    targets["key"] = Target({"key": "never-made"}, {"key": "never-made-either"}, mei)
    targets["reset"] = Target(
        {"uidb36": "1", "key": "never-made"}, {"uidb36": "zz", "key": "never-made"}, mei
    )
    targets["app"] = Target({"app_label": "auth"}, {"app_label": "account"}, mei)
    targets["any"] = Target({"url": "whatever/"}, {"url": "else/"}, mei)


def _digest(sina: User, reader: User, asked: Mail) -> Mail:
    """A digest that would tell of Sina alone: what goes along in it, and what is not settled."""
    digest = Mail.objects.create(key="a digest", reader=reader, to=reader.email, is_digest=True)
    about = asked.notification.about
    for kind, state in (("request_received", "dropped"), ("request_closed", "carried")):
        row = Notification.objects.create(
            recipient=reader, actor=sina, kind=kind, key=kind, about=about
        )
        Mail.objects.create(
            key=f"of {kind}", reader=reader, to=reader.email, notification=row, state=state,
            carried_by=digest,
        )  # fmt: skip
    return digest
