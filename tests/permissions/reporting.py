"""What is reported in the world of the permission matrix, and what moderators decided so far."""

import uuid
from typing import TYPE_CHECKING, Any

from messaging.models import Conversation
from profiles.models import User
from relationships.models import MentorshipRequest
from safety import decisions
from safety.cases import open_report
from safety.choices import Outcome
from safety.models import Appeal, Case, Decision, Report, ReportedPhoto

from .targets import RARE, SAID, Target

if TYPE_CHECKING:
    from .world import World

REASON = "A reason that one person reads."


def report(world: "World") -> None:
    """What was reported, and what moderators decided so far."""
    users, mei, pat = world.users, world.others["mei"], world.others["pat"]
    sam, ruth = users["moderator"], users["superuser"]
    boris, sina, leila, omar = (
        users[role] for role in ("blocked", "suspended", "limited", "mentor")
    )
    said = Conversation.objects.between(boris, mei).get().messages.get(sender=boris)
    _tell(mei, "message", said, "harassment")
    decisions.take(by=sam, case=Case.objects.get(subject=boris))
    _tell(pat, "person", sam, "abuse_of_position")
    _tell(ruth, "person", users["stranger"], "spam")
    _tell(pat, "person", leila, "spam")
    _decide(ruth, leila, Outcome.LIMIT)
    _tell(ruth, "person", omar, "other")
    # Sam decides it, and Ruth, who reported it, does not read the appeal either.
    _appeal(omar, _decide(sam, omar, Outcome.WARN))
    _tell(pat, "person", sina, "spam")
    _appeal(sina, _decide(sam, sina, Outcome.SUSPEND))


def _tell(by: User, kind: str, thing: Any, category: str) -> None:
    open_report(by=by, kind=kind, public_id=str(thing.public_id), category=category)


def _decide(by: User, about: User, outcome: Outcome) -> Decision:
    case = decisions.take(by=by, case=Case.objects.get(subject=about))
    reason = REASON if outcome == Outcome.LIMIT else "Another reason."
    return decisions.decide(by=by, case=case, outcome=outcome, reason=reason, hours=168)


def _appeal(by: User, decision: Decision) -> None:
    decisions.appeal(by=by, decision=decision, words="Please look again.")


def confided(world: "World") -> dict[tuple[str, str], tuple[User, ...]]:
    """What reports and decisions would give away, and who may know it; asked for once, when all
    was reported and decided."""
    mei, pat = world.others["mei"], world.others["pat"]
    sam, ruth, leila = (world.users[role] for role in ("moderator", "superuser", "limited"))

    def ids(rows: Any, **which: Any) -> str:
        return str(rows.objects.get(**which).public_id)

    return {
        ("case about Sam", ids(Case, subject=sam)): (ruth,),
        ("case that Ruth reported", ids(Case, reports__reporter=ruth, state="open")): (sam,),
        ("photo of Sam as it was", ids(ReportedPhoto, report__case__subject=sam)): (ruth,),
        ("appeal against Sam", ids(Appeal, decision__by=sam, decision__outcome="suspend")): (ruth,),
        ("appeal of Omar", ids(Appeal, decision__outcome="warn")): (),
        ("report of Mei", ids(Report, reporter=mei)): (mei,),
        ("report of Pat", ids(Report, reporter=pat, case__subject=leila)): (pat,),
        ("reason for Leila", REASON): (leila, sam, ruth),
    }


def name_what_was_reported(world: "World") -> None:
    """Give what is reported, and what can be, its name."""
    users, mei, nadia = world.users, world.others["mei"], world.others["nadia"]
    ana, targets = users["trainee"], world.targets

    def thing(name: str, kind: str, row: Any, other: User) -> None:
        there = {"kind": kind, "public_id": row.public_id}
        targets[f"reporting {name}"] = Target(there, there | {"public_id": uuid.uuid4()}, other)

    def row(name: str, found: Any, other: User) -> None:
        targets[name] = Target({"public_id": found.public_id}, {"public_id": uuid.uuid4()}, other)

    said = Conversation.objects.between(ana, mei).get().messages.get(text=SAID)
    thing("mei", "person", mei, mei)
    thing("ana", "person", ana, nadia)
    thing("leila", "person", users["limited"], users["mentor"])
    thing("boris", "person", users["blocked"], nadia)
    thing("ask", "ask", MentorshipRequest.objects.get(mentee=ana, mentor=nadia), nadia)
    thing("message", "message", said, mei)
    for name, tag, other in (("tag", "HemePath", "mei"), ("rare tag", RARE, "mei")):
        there = {"kind": "tag", "public_id": tag}
        nothing = {"kind": "tag", "public_id": "NobodyWritesThis"}
        targets[f"reporting {name}"] = Target(there, nothing, world.others[other])
    row("report", Report.objects.get(reporter=mei), mei)
    of_sam = Report.objects.get(case__subject=users["moderator"])
    row("fresh report", of_sam, world.others["pat"])
    row("case", Case.objects.get(subject=users["blocked"]), mei)
    row("case about Sam", Case.objects.get(subject=users["moderator"]), nadia)
    row("case that Ruth reported", Case.objects.get(subject=users["stranger"]), mei)
    row("photo of Sam", ReportedPhoto.objects.get(report=of_sam), world.others["pat"])
    row("decision", Decision.objects.get(subject=users["limited"]), mei)
    row("appeal", Appeal.objects.get(decision__subject=users["suspended"]), mei)
    row("appeal of Omar", Appeal.objects.get(decision__subject=users["mentor"]), mei)
