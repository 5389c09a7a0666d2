"""The commands, their arguments and their exit codes."""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from matching.engine.cohort import METHODS
from matching.engine.door.cases import Case, load
from matching.engine.door.cohorts import Asked, cohort, problems, read_any
from matching.engine.door.errors import BadFile
from matching.engine.door.lists import ListsCase
from matching.engine.door.telling import suggestions
from matching.engine.errors import EngineError

GOOD, NOT_PROVED, BAD_INPUT = 0, 1, 2
Command = Callable[[argparse.Namespace], tuple[object, int]]

ABOUT = """\
Suggests mentors, or matches a cohort, from a file. docs/matching.md explains every number.

FILE is JSON. Only the id and the tags are required:

  {"mentees": [{"id", "seeks": {tag: strength}, "is": {...}, ...}],
   "mentors": [{"id", "offers": {tag: strength}, "wants": {...}, "capacity", ...}],
   "forbid": [[mentee, mentor]], "pin": [[mentee, mentor]], "date": "2026-03-15"}

A strength is above 0 and at most 1. Tags are the same whatever their case, with "#" or without.
Of both sides: stage, institution, time_zone (such as "Europe/Paris"), community (tags of public
communities), and lists of words: kinds, goals, values, languages. Of mentees: elsewhere and
community_wish (0 to 1, how much a mentor from another institution, or of her own communities, is
wished). Of mentors: capacity (1), wants_stages, only_elsewhere, open, load, asked, answered,
prompt, accepted. Of both, for assign: ranks, a list of ids, best first; who gives none ranks by
score. Of mentors, for assign: at_least_one. What is left out counts as not said.

FILE may hold ranked lists alone; residents are mentees, hospitals are mentors:

  {"residents": {name: [hospital, ...]}, "hospitals": {name: {"capacity", "prefs": [...]}}}

suggest prints {mentee: [{"mentor", "score", "shares"}]}. assign prints {"pairs": [{"mentee",
"mentor", "score", "shares"}], "unmatched": [mentee], "certificate"}. verify ends with 0 if the
certificate proves every claim, with 1 and the reasons if not. What cannot be read ends with 2.
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
python -m matching.engine assign cohort.json --method total > result.json
python -m matching.engine verify cohort.json result.json
"""


def main(arguments: Sequence[str]) -> int:
    """Runs one command; returns the exit code.

    0 for good, 1 for a result that is not proved, 2 for what cannot be read.
    """
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
    return suggestions(_case(options), options.k), GOOD


def _assign(options: argparse.Namespace) -> tuple[object, int]:
    asked = Asked(options.method, options.balance, options.date, options.seed)
    return cohort(_case(options), asked), GOOD


def _verify(options: argparse.Namespace) -> tuple[object, int]:
    wrong = problems(load(options.file), load(options.result))
    for line in wrong:
        _say(line)
    return {"valid": not wrong, "problems": wrong}, NOT_PROVED if wrong else GOOD


def _case(options: argparse.Namespace) -> Case | ListsCase:
    case = read_any(load(options.file), day=options.date, seed=options.seed)
    for line in case.remarks if isinstance(case, Case) else ():
        _say(line)
    return case


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
    made = _command(commands, "assign", "one cohort, with the proof", _assign)
    made.add_argument("--method", choices=METHODS, default=METHODS[0], help=f"({METHODS[0]})")
    help_balance = "from 0 (stable) to 1 (highest total), for the stable methods (0)"
    made.add_argument("--balance", type=float, default=0.0, help=help_balance)
    verify = commands.add_parser("verify", help="check a cohort that assign printed")
    verify.add_argument("file", metavar="FILE", help="the file it was made from")
    verify.add_argument("result", metavar="RESULT", help="what assign printed, in a file")
    verify.set_defaults(run=_verify)
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
