"""What a document is made of: values only, every text plain and in the document's language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

Align: TypeAlias = Literal["left", "right"]


@dataclass(frozen=True)
class Heading:
    """The title of a part; rank 2 stands under rank 1."""

    text: str
    rank: int = 1


@dataclass(frozen=True)
class Paragraph:
    """Words; a line break stays one. Quiet ones are smaller and paler."""

    text: str
    quiet: bool = False


@dataclass(frozen=True)
class Facts:
    """Labels with their values, one pair a line."""

    pairs: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Column:
    """A column of a table: its title, its side, and its share of the width."""

    title: str
    align: Align = "left"
    share: float = 1.0


@dataclass(frozen=True)
class Table:
    """Rows under titles that come again on every page; a row has as many cells as columns.

    `total` is a last row that stands out; `empty` is said where there are no rows.
    """

    columns: Sequence[Column]
    rows: Sequence[Sequence[str]]
    total: Sequence[str] = ()
    empty: str = ""


@dataclass(frozen=True)
class PageBreak:
    """What follows begins on a new page."""


Block: TypeAlias = Heading | Paragraph | Facts | Table | PageBreak


@dataclass(frozen=True)
class Document:
    """A titled document of one desk in one language; `wide` turns the pages on their side.

    `accent` is the desk's brand, one of those of the pages.
    """

    title: str
    language: str
    blocks: Sequence[Block]
    desk: str = ""
    subtitle: str = ""
    accent: str = "teal"
    wide: bool = False
