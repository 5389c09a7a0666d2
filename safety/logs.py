"""Logging: one event, one line, whatever a name holds; and never the values of a row."""

import logging
import re

# Everything that some reader of a log takes for the end of a line, or a terminal for a command.
UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
# PostgreSQL repeats the row, or the piece of the statement, that it would not take.
VALUES = re.compile(r"^\s*(?:DETAIL|HINT|CONTEXT|LINE \d+):.*$\n?", re.MULTILINE)
INDENT = "    | "


class OneLine(logging.Filter):
    """Folds a record's message into one line, so that nobody can forge an entry of their own.

    A trace keeps its lines, each behind a mark that no entry begins with, and loses what the
    database says of the values in it.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = UNSEEN.sub(_written_out, record.getMessage())
        record.args = ()
        if record.exc_info and not record.exc_text:
            trace = logging.Formatter().formatException(record.exc_info)
            lines = VALUES.sub("", trace).splitlines()
            record.exc_text = "\n".join(INDENT + UNSEEN.sub(_written_out, line) for line in lines)
        return True


def _written_out(character: re.Match[str]) -> str:
    return character[0].encode("unicode_escape").decode()
