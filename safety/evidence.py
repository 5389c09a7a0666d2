"""A thing as somebody saw it when she opened the form of a report, kept in that form until it is
sent: what is changed, deleted or hidden from her meanwhile is reported all the same."""

import json
import zlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from .registry import Piece, Thing, reportable
from .sealing import seal, unseal

DAYS = 2  # a form opened the day before is still good


def seal_thing(thing: Thing, *, by: AbstractBaseUser, kind: str, public_id: str) -> str:
    """The thing as `by` sees it now, for her and for the form of this address alone."""
    told = {
        "day": timezone.localdate().toordinal(),
        "id": thing.id,
        "subject": None if thing.subject is None else thing.subject.pk,
        "name": thing.name,
        "person": thing.person,
        "data": dict(thing.data),
        "people": sorted(thing.people),
        "pieces": [_told(piece) for piece in thing.pieces],
    }
    plain = zlib.compress(json.dumps(told, cls=DjangoJSONEncoder).encode())
    return seal(plain, of=_form(by, kind, public_id))


def thing_as_seen(sealed: str, *, by: AbstractBaseUser, kind: str, public_id: str) -> Thing | None:
    """What was sealed there; None of something else, of what is too old, and of somebody gone."""
    plain = unseal(sealed, of=_form(by, kind, public_id))
    if plain is None:
        return None
    told = json.loads(zlib.decompress(plain))
    subject = get_user_model().objects.filter(pk=told["subject"], is_active=True).first()
    age = timezone.localdate().toordinal() - told["day"]
    if (subject is None and told["subject"] is not None) or age >= DAYS:
        return None
    now = reportable(kind).find(by, public_id)
    return Thing(
        id=told["id"],
        subject=subject,
        name=told["name"],
        url="" if now is None else now.url,
        data=told["data"],
        person=told["person"],
        pieces=[_read(piece) for piece in told["pieces"]],
        people=frozenset(told["people"]),
        photo=None if now is None else now.photo,
    )


def _form(by: AbstractBaseUser, kind: str, public_id: str) -> str:
    return f"report of {kind} {public_id} by {by.pk}"


def _told(piece: Piece) -> dict[str, Any]:
    return {**vars(piece), "data": dict(piece.data), "people": sorted(piece.people)}


def _read(told: Mapping[str, Any]) -> Piece:
    at = None if told["at"] is None else datetime.fromisoformat(told["at"])
    return Piece(**{**told, "at": at, "people": frozenset(told["people"])})
