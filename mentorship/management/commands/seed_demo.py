"""manage.py seed_demo: at least four hundred invented people, with asks and conversations."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from matching import suggesting
from mentorship.demo import seeding


class Command(BaseCommand):
    """Seeds the demo once; a second call says so and changes nothing."""

    help = "Bring the demo's invented people into the database, once."

    def handle(self, *args: Any, **options: Any) -> None:
        """Vocabulary, people, then everybody's suggestions."""
        if settings.PRODUCTION:
            raise CommandError("The demo has passwords that everybody knows: not in production.")
        if seeding.is_seeded():
            self.stdout.write("The demo is here already; nothing was changed.")
            return
        now = timezone.now()
        call_command("import_hashtags", stdout=self.stdout)
        call_command("import_institutions", stdout=self.stdout)
        people = seeding.seed(now=now)
        self.stdout.write(f"{people} invented people moved in.")
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # the first pages come before PostgreSQL looks by itself
        suggesting.refresh_statistics(now=now)
        suggesting.suggest_for_changed()
        self.stdout.write("Everybody who seeks a mentor has suggestions.")
