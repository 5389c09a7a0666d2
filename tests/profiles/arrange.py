"""Pages about oneself, over HTTP: what their forms send, and what is read of the answer."""

import re
import uuid
from html import unescape
from typing import Any

from django.http import HttpResponse
from django.test import Client

from profiles.choices import Direction
from profiles.models import HashtagTie, Profile, User
from tests.words import send


def page_of(response: HttpResponse) -> str:
    """The page as a person reads it."""
    return unescape(response.content.decode())


def names(user: User, **filters: Any) -> list[str]:
    """The hashtags a person is tied to, in order."""
    return list(
        HashtagTie.objects.filter(user=user, **filters).values_list("hashtag__name", flat=True)
    )


def about(**fields: Any) -> dict[str, Any]:
    """What step 1 of the welcome sends."""
    return {"roles": [], "bio": "", "stage": "", "institution": "", "time_zone": "UTC"} | fields


def comfort(**fields: Any) -> dict[str, Any]:
    """What step 3 of the welcome sends."""
    key = {"idempotency_key": str(uuid.uuid4())}
    return (
        {
            "audience": "members",
            "contact": "connected",
            "mail_news": "essential",
        }
        | key
        | fields
    )


def seen_in(page: str) -> str:
    """What this page has shown of the bio."""
    found = re.search(r'name="seen" value="([^"]*)"', page)
    assert found
    return found[1]


def mentee_at_step_2(browser: Client) -> None:
    """Step 1 of a mentee under #HemePath."""
    send(
        browser,
        "/welcome/1/",
        **about(roles=["mentee"], bio="#HemePath", seen="hemepath", tags=["hemepath"]),
    )


def at_step_3(browser: Client) -> None:
    """Steps 1 and 2 of a mentee under #HemePath."""
    mentee_at_step_2(browser)
    send(browser, "/welcome/2/", seeks_tags="#HemePath")


def edited(user: User, /, **fields: Any) -> dict[str, Any]:
    """What the profile page would send if nothing but `fields` were changed."""
    profile = Profile.objects.get(user=user)
    seeks = HashtagTie.objects.filter(user=user, direction=Direction.SEEKS)
    return {
        "idempotency_key": str(uuid.uuid4()),
        "version": profile.version,
        "name": profile.name,
        "handle": user.handle,
        "bio": profile.bio,
        "seen": "",
        "stage": profile.stage,
        "time_zone": profile.time_zone,
        "roles": ["mentee"],
        "seeks_kinds": profile.seeks_kinds,
        "seeks_tags": " ".join(f"#{tie.hashtag.name}" for tie in seeks),
    } | fields
