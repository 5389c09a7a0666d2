"""manage.py demo_accounts: the demo's sign-ins, for the runner's first screen."""

from typing import Any

from django.core.management.base import BaseCommand

from mentorship.demo import seeding


class Command(BaseCommand):
    """Prints one line for each demo sign-in; nothing where the demo is not seeded."""

    help = "Print the demo's sign-ins."

    def handle(self, *args: Any, **options: Any) -> None:
        """Who, address, password."""
        if not seeding.is_seeded():
            return
        for role, slug in seeding.SIGN_INS:
            self.stdout.write(f"{role}: {seeding.mail_address(slug)}, password {seeding.PASSWORD}")
