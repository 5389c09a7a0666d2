"""`python -m mentorship.runner COMMAND`: what the files in script/ hand over to."""

import errno
import sys
from collections.abc import Callable

from . import options
from .talk import Refusal, refuse

USAGE = """python -m mentorship.runner run [--port N] [--host ADDRESS] [--fresh] [--no-demo]
python -m mentorship.runner serve-for -- COMMAND ...   run it with servers of its own
python -m mentorship.runner test | lint | bench ...    what script/ calls"""


def run(words: list[str]) -> int:
    from .running import run

    return run(options.run_options(words))


def serve_for(words: list[str]) -> int:
    from .throwaway import serve_for

    return serve_for(words[1:] if words[:1] == ["--"] else words)


def test(words: list[str]) -> int:
    from .suite import test

    return test(options.test_options(words))


def lint(words: list[str]) -> int:
    from .lint import lint

    return lint()


def bench(words: list[str]) -> int:
    from .bench import bench

    return bench(words)


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "run": run,
    "serve-for": serve_for,
    "test": test,
    "lint": lint,
    "bench": bench,
}


def main(words: list[str]) -> int:
    """Runs one command and returns its exit code; a refusal is one sentence and 1."""
    if not words or words[0] not in COMMANDS:
        print(USAGE, file=sys.stderr)
        return 2
    try:
        return COMMANDS[words[0]](words[1:])
    except Refusal as refusal:
        return refuse(refusal)
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        return refuse(Refusal("The disk is full. Nothing is running. Free some room, start again."))
    except KeyboardInterrupt:
        print("\nStopped. Nothing is running.", flush=True)
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
