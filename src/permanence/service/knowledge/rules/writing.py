"""What is written of an article: its text in one language, and what is said of all of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from permanence.promises.terms.rules import LANGUAGES
from permanence.service.knowledge.rules.audiences import AUDIENCES, DESK

LONGEST_TITLE: Final = 200
# In a longer text no mark is read (`ground.lib.rich`).
LONGEST_BODY: Final = 20_000
LONGEST_NOTE: Final = 500


@dataclass(frozen=True)
class Draft:
    """An article's text in one language; `note` says why it changes."""

    language: str
    title: str
    body: str
    note: str = ""


@dataclass(frozen=True)
class Card:
    """What holds for an article in every language; numbers of topic and owner, keys of components.

    On the day `review_due_on` its owner is asked whether it is still right.
    """

    audience: str = DESK
    topic: int | None = None
    components: tuple[str, ...] = ()
    owner: int | None = None
    review_due_on: date | None = None


def tidy_draft(draft: Draft) -> Draft:
    """Return a draft without blank ends, its title on one line."""
    return Draft(
        draft.language,
        " ".join(draft.title.split()),
        draft.body.replace("\r\n", "\n").strip(),
        draft.note.strip(),
    )


def find_faults(draft: Draft) -> list[str]:
    """Return what keeps a tidy draft from being kept: language, title, long-title, long, note.

    A body may be empty while it is a draft.
    """
    faults = {
        "language": draft.language not in LANGUAGES,
        "title": not draft.title,
        "long-title": len(draft.title) > LONGEST_TITLE,
        "long": len(draft.body) > LONGEST_BODY,
        "note": len(draft.note) > LONGEST_NOTE,
    }
    return [fault for fault, is_so in faults.items() if is_so]


def find_card_faults(card: Card) -> list[str]:
    """Return what of a card cannot be."""
    return [] if card.audience in AUDIENCES else ["audience"]
