"""`python -m mentorship.runner.templates`: every template of Kindred's compiles."""

import os
import sys
from pathlib import Path

import django
from django.template import TemplateSyntaxError, engines
from django.template.backends.django import DjangoTemplates

from .folders import ROOT


def own_templates(engine: DjangoTemplates) -> list[str]:
    """The names of the templates that lie in this checkout, sorted."""
    names = set()
    for folder in (Path(place) for place in engine.engine.dirs + list(engine.template_dirs)):
        if folder.is_relative_to(ROOT) and ".venv" not in folder.parts:
            names |= {
                path.relative_to(folder).as_posix()
                for path in folder.rglob("*")
                if path.suffix in {".html", ".txt", ".svg", ".xml"}
            }
    return sorted(names)


def main() -> int:
    """Loads each template; prints those that do not compile and returns 1 where there are any."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentorship.settings")
    django.setup()
    broken = 0
    names: list[str] = []
    for engine in engines.all():
        if isinstance(engine, DjangoTemplates):
            names += own_templates(engine)
            for name in own_templates(engine):
                try:
                    engine.get_template(name)
                except (TemplateSyntaxError, UnicodeDecodeError) as error:
                    print(f"{name}: {error}")
                    broken += 1
    print(f"{len(names)} templates, {broken} broken")
    return 1 if broken or not names else 0


if __name__ == "__main__":
    sys.exit(main())
