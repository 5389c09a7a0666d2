"""Logging: one event, one line, whatever a name holds."""

import logging


class OneLine(logging.Filter):
    """Folds line ends in a record's message, so that nobody can forge an entry of their own."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = record.getMessage().replace("\r", "\\r").replace("\n", "\\n")
        record.args = ()
        return True
