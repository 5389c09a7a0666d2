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
    """Pairs who said yes to each other, each with a conversation; to be mailed at any hour."""
    from notifications.models import NewsSettings
    from tests.factories import MemberFactory, MentorFactory
    from tests.messaging.arrange import conversation_of

    people, places = {}, {}
    for pair in range(PAIRS):
        names = [str(2 * pair), str(2 * pair + 1)]
        two = [
            make.create(name=f"Person {name}", email=f"person{name}@mail.example")
            for make, name in zip((MemberFactory, MentorFactory), names, strict=True)
        ]
        for user in two:
            NewsSettings.objects.update_or_create(
                user=user, defaults={"quiet_from": None, "quiet_until": None}
            )
        talk = conversation_of(*two)
        people |= {name: cookie(user) for name, user in zip(names, two, strict=True)}
        places |= dict.fromkeys(names, talk.get_absolute_url())
    return {"people": people, "places": places}


if __name__ == "__main__":
    main()
