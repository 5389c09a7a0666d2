"""What is wrong with a file, by person and field."""


class BadFile(Exception):
    """The file cannot be used as it is; the text says who and which field, and what is expected."""

    def __init__(self, where: str, problem: str) -> None:
        super().__init__(f"{where}: {problem}" if where else problem)
