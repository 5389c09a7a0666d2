"""Who is there when a server goes away: pairs who talk. Prints what the live stack asks for."""

import contextlib
import json
import sys

import django

from tests.browser.arrange import cookie

PAIRS = 8


def main() -> None:
    """Arranges and prints."""
    with contextlib.redirect_stdout(sys.stderr):
        django.setup()
        from mentorship.runner.prepare import migrate

        migrate()
        found = arrange()
    sys.stdout.write(f"\n{json.dumps(found)}\n")


def arrange() -> dict[str, dict[str, str]]:
    """Pairs who said yes to each other, each with a conversation in which both have written; to be
    mailed at any hour. Of two the first looks for a mentor, and the second is one."""
    from notifications.models import NewsSettings
    from tests.factories import MemberFactory, MentorFactory
    from tests.messaging.arrange import conversation_of, page_of, said

    people, places = {}, {}
    for pair in range(PAIRS):
        names = [str(2 * pair), str(2 * pair + 1)]
        two = [
            make.create(name=f"Person {name}", email=address(name))
            for make, name in zip((MemberFactory, MentorFactory), names, strict=True)
        ]
        talk = conversation_of(*two)
        for name, user in zip(names, two, strict=True):
            NewsSettings.objects.update_or_create(
                user=user, defaults={"quiet_from": None, "quiet_until": None}
            )
            [first] = said(talk, user, "The first words")
            people[name] = cookie(user)
            places[f"{name} talk"] = talk.get_absolute_url()
            places[f"{name} edit"] = page_of(first, "edit/")
            places[f"{name} ask"] = f"/people/{user.public_id}/ask/"
    return {"people": people, "places": places}


def address(name: str) -> str:
    """Where somebody is mailed."""
    return f"person{name}@mail.example"


if __name__ == "__main__":
    main()
