"""What a person is told when a rule says no."""

from __future__ import annotations


class Refusal(Exception):  # noqa: N818 -- a refusal is an answer, not an error
    """A rule says no; the message is for the person who asked, nothing was changed.

    The message is translatable text with `{name}` places for the facts given.
    """

    def __init__(self, message: object, **facts: object) -> None:
        super().__init__(message)
        self.message = message
        self.facts = facts

    def __str__(self) -> str:
        return str(self.message).format(**self.facts) if self.facts else str(self.message)
