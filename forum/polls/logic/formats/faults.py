"""What is wrong with a file from elsewhere, and where."""


class Unreadable(Exception):
    """A file is not what it says: `line` from 1 (0: the file as a whole), a sentence, its facts."""

    def __init__(self, line: int, message: str, **facts: object) -> None:
        """Keep the sentence untranslated, with the facts that it names."""
        super().__init__(message)
        self.line, self.message, self.facts = line, message, facts

    def __str__(self) -> str:
        """In English, for the console."""
        said = self.message % self.facts
        return f"Line {self.line}: {said}" if self.line else said
