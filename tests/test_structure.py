"""The shape of the code: who may import whom, which way foreign keys point, how long a file is.

import-linter (script/lint) holds the same order from the graph of imports; here it is read from
the files, so that an import hidden in a function, or in an app the graph does not know yet, shows.
"""

import ast
import re
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
# Each imports only what stands before it; two in one row know nothing of each other.
ORDER = (
    ("safety",),
    ("profiles",),
    ("notifications",),
    ("programs",),
    ("messaging", "community"),
    ("relationships",),
    ("matching",),
    ("cohorts",),
    ("insights",),
    ("mentorship",),
)
HEIGHT = {app: height for height, row in enumerate(ORDER) for app in row}
APPS = sorted(app for app in HEIGHT if (ROOT / app).is_dir())
MOST_LINES = 400
ENGINE_STANDS_ON = {"numpy", "numba", "scipy"}
ASSEMBLED_BY_NOBODY = {".venv", "var", ".git", "node_modules"}


def files(*folders: str) -> list[Path]:
    """The Python files of these folders; of the whole checkout without any."""
    starts = [ROOT / folder for folder in folders] or [ROOT]
    found = [path for start in starts for path in start.rglob("*.py")]
    return sorted(
        path for path in found if not ASSEMBLED_BY_NOBODY & set(path.relative_to(ROOT).parts)
    )


def imported(source: str, package: tuple[str, ...]) -> set[str]:
    """Full names of the modules that a file in `package` imports, also inside functions."""
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            start = package[: len(package) - node.level + 1] if node.level else ()
            base = ".".join((*start, *((node.module or "").split(".") if node.module else ())))
            names |= {base, *(f"{base}.{alias.name}" for alias in node.names)}
    return names


def wrong_imports(source: str, package: tuple[str, ...]) -> list[str]:
    """The imports of a file that point up, or sideways."""
    own = package[0]
    return sorted(
        name
        for name in imported(source, package)
        if (app := name.split(".", maxsplit=1)[0]) in HEIGHT
        and app != own
        and HEIGHT[app] >= HEIGHT[own]
    )


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def package_of(path: Path) -> tuple[str, ...]:
    return path.relative_to(ROOT).parent.parts


def test_imports_point_down() -> None:
    wrong = {
        named(path): wrong_imports(path.read_text(), package_of(path)) for path in files(*APPS)
    }
    assert {name: imports for name, imports in wrong.items() if imports} == {}


@pytest.mark.parametrize(
    ("source", "package", "wrong"),
    [
        ("from matching.models import Suggestion", "profiles", "matching.models"),
        ("import relationships.actions", "messaging", "relationships.actions"),
        ("def late():\n    from mentorship import views", "safety", "mentorship.views"),
        ("from community import posts", "messaging", "community.posts"),
        ("from ...matching import cards", "profiles.views", "matching.cards"),
    ],
)
def test_the_check_sees_what_points_up(source: str, package: str, wrong: str) -> None:
    assert wrong in wrong_imports(source, tuple(package.split(".")))


def test_the_check_lets_through_what_points_down() -> None:
    source = (
        "import os\nfrom profiles.models import User\nfrom . import views\nfrom .models import X"
    )
    assert wrong_imports(source, ("matching",)) == []


def test_every_folder_of_ours_has_a_place_in_the_order() -> None:
    ours = {config.name for config in apps.get_app_configs() if Path(config.path).parent == ROOT}
    assert ours <= set(HEIGHT)
    assert ours == set(APPS)


def test_foreign_keys_point_down_except_to_the_account() -> None:
    wrong = []
    for model in apps.get_models(include_auto_created=True):
        own = model._meta.app_label
        for field in model._meta.get_fields():
            other = field.related_model if getattr(field, "concrete", False) else None
            if own not in HEIGHT or other is None or isinstance(other, str):
                continue
            app = other._meta.app_label
            is_account = other._meta.label == settings.AUTH_USER_MODEL
            if app in HEIGHT and app != own and HEIGHT[app] >= HEIGHT[own] and not is_account:
                wrong.append(f"{model._meta.label}.{field.name} -> {other._meta.label}")
    assert wrong == []


def test_no_app_listens_to_anothers_signals() -> None:
    heard = {
        named(path): names
        for path in files(*APPS)
        if (
            names := {
                name
                for name in imported(path.read_text(), package_of(path))
                if name.startswith(("django.", "allauth."))
                and {"dispatch", "signals"} & set(name.split("."))
            }
        )
    }
    assert heard == {}


def test_the_engine_stands_on_arrays_alone() -> None:
    outside = {
        name.split(".", maxsplit=1)[0]
        for path in files("matching/engine")
        for name in imported(path.read_text(), package_of(path))
        if not name.startswith("matching.engine")
    }
    assert outside <= ENGINE_STANDS_ON | set(sys.stdlib_module_names)
    assert not outside & {"time", "random", "secrets", "socket", "subprocess"}


def test_the_engine_knows_no_clock() -> None:
    """The command line door reads days that people wrote; nobody asks what time it is."""
    knows_days = {
        path
        for path in files("matching/engine")
        if "datetime" in {name.split(".")[0] for name in imported(path.read_text(), "")}
    }
    assert all("door" in path.parts for path in knows_days)
    assert [path for path in knows_days if re.search(r"\b(now|today)\(", path.read_text())] == []


def test_opening_the_engine_opens_nothing_else() -> None:
    assert (ROOT / "matching/__init__.py").read_text() == ""


def test_no_file_is_longer_than_one_reads_in_a_sitting() -> None:
    long = {
        named(path): lines
        for path in files()
        if "migrations" not in path.parts
        and (lines := len(path.read_text().splitlines())) > MOST_LINES
    }
    assert long == {}


@pytest.mark.parametrize("app", APPS)
def test_no_migration_runs_the_apps_own_code(app: str) -> None:
    """What a migration imports changes later; the rows it once made must not."""
    for path in (ROOT / app / "migrations").glob("*.py"):
        names = imported(path.read_text(), package_of(path))
        grown = {name for name in names if ".actions" in name or ".views" in name}
        assert grown == set(), named(path)
