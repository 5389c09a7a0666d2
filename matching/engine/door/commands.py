"""The commands, their arguments and their exit codes."""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from matching.engine.door.cases import load, read_case
from matching.engine.door.errors import BadFile
from matching.engine.door.telling import suggestions
from matching.engine.errors import EngineError

GOOD, BAD_INPUT = 0, 2
Command = Callable[[argparse.Namespace], tuple[object, int]]

ABOUT = """\
Suggests mentors, or matches a cohort, from a file. docs/matching.md explains every number.

FILE is JSON. Only the id and the tags are required:

  {"mentees": [{"id", "seeks": {tag: strength}, "is": {...}, ...}],
   "mentors": [{"id", "offers": {tag: strength}, "wants": {...}, "capacity", ...}],
   "forbid": [[mentee, mentor]], "pin": [[mentee, mentor]], "date": "2026-03-15"}

A strength is above 0 and at most 1. Tags are the same whatever their case, with "#" or without.
Of both sides: stage, institution, time_zone (such as "Europe/Paris"), and lists of words: kinds,
goals, values, languages. Of mentees: elsewhere (0 to 1, how much a mentor from another institution
is wished). Of mentors: capacity (1), wants_stages, only_elsewhere, open, load, asked, answered,
prompt, accepted. What is left out counts as not said.
"""

EXAMPLE = """\
a first try, to be copied as it stands:

cat > cohort.json <<'END'
{"mentees": [{"id": "rosa", "seeks": {"#HemePath": 0.9, "#MDS": 0.9}},
             {"id": "ben", "seeks": {"#MedEd": 0.8}}],
 "mentors": [{"id": "aziz", "offers": {"#HemePath": 0.9, "#MDS": 0.8}, "capacity": 2},
             {"id": "berg", "offers": {"#MedEd": 1, "#HemePath": 0.5}}]}
END
python -m matching.engine suggest cohort.json --k 10
"""


def main(arguments: Sequence[str]) -> int:
    """Runs one command; returns the exit code: 0 for good, 2 for what cannot be read."""
    options = _parser().parse_args(arguments)
    try:
        answer, code = options.run(options)
    except (BadFile, EngineError) as error:
        _say(f"{options.file}: {error}")
        return BAD_INPUT
    json.dump(answer, sys.stdout, indent=1, ensure_ascii=False)
    sys.stdout.write("\n")
    return int(code)


def _suggest(options: argparse.Namespace) -> tuple[object, int]:
    case = read_case(load(options.file), day=options.date, seed=options.seed)
    for line in case.remarks:
        _say(line)
    return suggestions(case, options.k), GOOD


def _say(line: str) -> None:
    """A line for people; what programs read goes to standard output."""
    sys.stderr.write(f"{line}\n")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m matching.engine",
        description=ABOUT,
        epilog=EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    suggest = _command(commands, "suggest", "the best mentors of each mentee", _suggest)
    suggest.add_argument("--k", type=_positive, default=10, help="how many each (10)")
    return parser


def _command(commands: Any, name: str, about: str, run: Command) -> argparse.ArgumentParser:
    """A command with what all of them take."""
    command: argparse.ArgumentParser = commands.add_parser(name, help=about, description=about)
    command.add_argument("file", metavar="FILE", help="JSON, see above")
    command.add_argument("--date", type=_day, help="the day for time zones (2026-01-15)")
    command.add_argument("--seed", type=int, default=0, help="breaks ties another way (0)")
    command.set_defaults(run=run)
    return command


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return number


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("must be a day such as 2026-03-15") from None
