"""TOML documents whose every value knows the line it stands on."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

KeyPath = tuple[str | int, ...]
"""The way to a value: names of tables and keys, and positions in lists (from 0)."""


@dataclass(frozen=True)
class Fault:
    """One thing wrong in a document: where, what, and what would be right."""

    file: str
    line: int
    key: str
    wrong: str
    right: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.key}: {self.wrong}; {self.right}"


class Faults(Exception):
    """A document cannot be taken as it is; `faults` names everything that is wrong in it."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults


@dataclass(frozen=True)
class Document:
    """The values of a TOML text, with the line of each."""

    values: Mapping[str, Any]
    lines: Mapping[KeyPath, int] = field(repr=False)

    def line_of(self, key_path: KeyPath) -> int:
        """Return the line (from 1) of a key, or of the nearest table above one that is missing."""
        raise NotImplementedError


def read_document(text: str, *, file: str = "") -> Document:
    """Return the values of a TOML text and their lines, or raise Faults when it is not TOML."""
    return Document(tomllib.loads(text), {})
