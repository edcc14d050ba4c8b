"""The public page of a policy: everything the document says, in one language, in its order."""

from dataclasses import dataclass
from typing import Literal

from permanence.promises.policies.rules.policy import Policy

Kind = Literal["clause", "table", "list"]


@dataclass(frozen=True)
class Row:
    """One row of a table; `key` is its clause's key and the anchor of the row."""

    key: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Item:
    """One thing in a section.

    - "clause": `text` under the anchor `key`, with a `heading` where the clause has a name;
    - "table": `columns` (headings) and `rows`, each row a clause with its own anchor;
    - "list": an enumeration, each row one clause with one cell.
    """

    kind: Kind
    key: str = ""
    heading: str = ""
    text: str = ""
    published: bool = True
    columns: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True)
class Section:
    """A titled part of the page; `key` is its anchor."""

    key: str
    heading: str
    items: tuple[Item, ...]
    published: bool


@dataclass(frozen=True)
class PolicyPage:
    """A policy page in one language.

    `promised` is what the provider publishes. `operated` says how the operator runs the desk:
    it is shown apart, under its own heading, as no part of the published promise.
    """

    desk: str
    name: str
    title: str
    language: str
    promised: tuple[Section, ...]
    operated: tuple[Section, ...]


def page_of(policy: Policy, language: str) -> PolicyPage:
    """Return the page of a policy; every clause stands on it once, under its key."""
    raise NotImplementedError
