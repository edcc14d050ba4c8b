"""Canned answers: what may stand in them, and how they are filled; pure and without any code.

A variable is written `{{ contact.name }}`. The table of docs/rules/wording.md says what each holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

VARIABLES: Final = (
    "contact.name",
    "organisation.name",
    "reference",
    "subject",
    "promise",
    "due",
    "desk.name",
    "specialist.name",
)
LONGEST_TEXT: Final = 20_000
KEY: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
HOLE: Final = re.compile(r"\{\{[ \t]*([^{}\s][^{}\n]*?|)[ \t]*\}\}")
BRACES: Final = re.compile(r"\{\{|\}\}")
GAP: Final = "\x00"


@dataclass(frozen=True)
class Wording:
    """What somebody wrote as a canned answer; `team` limits who may see it."""

    key: str
    title: str
    texts: Mapping[str, str]
    tags: tuple[str, ...] = ()
    team: int | None = None


@dataclass(frozen=True)
class NewFile:
    """A file that somebody adds to a canned answer."""

    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True)
class Enclosures:
    """The files of a canned answer as somebody leaves them.

    `kept` are the numbers of those that stay, None for all of them; `limit` is how many bytes
    they may have together, 0 for any number.
    """

    kept: frozenset[int] | None = None
    new: tuple[NewFile, ...] = ()
    limit: int = 0


@dataclass(frozen=True)
class Fault:
    """What is wrong in a canned answer: `code` unknown, open, key, title, empty or long."""

    code: str
    language: str = ""
    line: int = 0
    name: str = ""


@dataclass(frozen=True)
class Filled:
    """A text with its variables filled; `lacking` names those that had no value and still stand."""

    text: str
    language: str
    lacking: tuple[str, ...] = field(default=())


def fill_text(text: str, values: Mapping[str, str], *, language: str) -> Filled:
    """Return the text with each variable replaced; one without a value stays as it is written.

    What is put in is never read again: a name with braces in it is only a name.
    """

    def put_in(found: re.Match[str]) -> str:
        return values.get(found[1], "").strip() or found[0]

    lacking = dict.fromkeys(
        found[1] for found in HOLE.finditer(text) if not values.get(found[1], "").strip()
    )
    return Filled(HOLE.sub(put_in, text), language, tuple(lacking))


def find_unfilled(text: str) -> list[str]:
    """Return the variables that a text still holds, each once; other braces are the writer's."""
    return list(dict.fromkeys(found[1] for found in HOLE.finditer(text) if found[1] in VARIABLES))


def choose_text(texts: Mapping[str, str], language: str, fallback: str) -> tuple[str, str]:
    """Return the language and text that come nearest to what a customer reads."""
    for one in (language, fallback, *texts):
        if texts.get(one):
            return one, texts[one]
    return language, ""


def tidy_wording(draft: Wording) -> Wording:
    """Return a draft without blank ends, empty texts and repeated tags."""
    texts = {language: text.replace("\r\n", "\n").strip() for language, text in draft.texts.items()}
    tags = dict.fromkeys(tag.strip().lower() for tag in draft.tags)
    return Wording(
        draft.key.strip().lower().removeprefix("/"),
        " ".join(draft.title.split()),
        {language: text for language, text in texts.items() if text},
        tuple(tag for tag in tags if tag),
        draft.team,
    )


def find_faults(draft: Wording) -> list[Fault]:
    """Return what is wrong in a tidy draft; nothing when it may be kept."""
    faults = []
    if not KEY.fullmatch(draft.key):
        faults.append(Fault("key"))
    if not draft.title:
        faults.append(Fault("title"))
    if not draft.texts:
        faults.append(Fault("empty"))
    for language, text in draft.texts.items():
        if len(text) > LONGEST_TEXT:
            faults.append(Fault("long", language))
        faults += find_faults_of_text(text, language)
    return faults


def find_faults_of_text(text: str, language: str) -> Iterator[Fault]:
    """Yield each unknown variable and each brace without its other, with their lines."""
    for number, line in enumerate(text.split("\n"), start=1):
        for found in HOLE.finditer(line):
            if found[1] not in VARIABLES:
                yield Fault("unknown", language, number, found[1])
        if BRACES.search(HOLE.sub(GAP, line)):
            yield Fault("open", language, number)


@dataclass(frozen=True)
class Steps:
    """What a macro does; what is empty stays as it is.

    `answer` is the key of a canned answer that is sent; `then` resolve, resume, or a state in
    which the ticket waits; `reason` what is suggested as reason of a change.
    """

    severity: int | None = None
    level: int | None = None
    team: int | None = None
    is_taken: bool = False
    answer: str = ""
    note: str = ""
    then: str = ""
    reason: str = ""


LONGEST_SUBJECT: Final = 300


@dataclass(frozen=True)
class Beginning:
    """What somebody wrote as a template for new requests; what is empty prescribes nothing.

    `facts` are those of the checklist that must be asked, None for all of it.
    """

    title: str
    kind: str = ""
    subjects: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    facts: tuple[str, ...] | None = None
    team: int | None = None


def tidy_beginning(draft: Beginning) -> Beginning:
    """Return a template without blank ends, empty texts and repeated facts."""
    subjects = {code: " ".join(one.split()) for code, one in draft.subjects.items()}
    return Beginning(
        " ".join(draft.title.split()),
        draft.kind,
        {code: one[:LONGEST_SUBJECT] for code, one in subjects.items() if one},
        tidy_mail_texts(draft.texts),
        None if draft.facts is None else tuple(dict.fromkeys(draft.facts)),
        draft.team,
    )


# The mails to which a desk may add a text of its own, and what is always known in each.
MAILS: Final = ("confirmation", "answer", "notice")
MAIL_VARIABLES: Final = ("contact.name", "reference", "subject", "desk.name")
LONGEST_MAIL_TEXT: Final = 2_000


def tidy_mail_texts(texts: Mapping[str, str]) -> dict[str, str]:
    """Return the texts without blank ends; a language without a text adds nothing."""
    tidy = {language: text.replace("\r\n", "\n").strip() for language, text in texts.items()}
    return {language: text for language, text in tidy.items() if text}


def find_mail_faults(texts: Mapping[str, str]) -> list[Fault]:
    """Return what is wrong in tidy texts: only what every mail knows may be filled in."""
    faults = []
    for language, text in texts.items():
        if len(text) > LONGEST_MAIL_TEXT:
            faults.append(Fault("long", language))
        for number, line in enumerate(text.split("\n"), start=1):
            for found in HOLE.finditer(line):
                if found[1] not in MAIL_VARIABLES:
                    faults.append(Fault("unknown", language, number, found[1]))
            if BRACES.search(HOLE.sub(GAP, line)):
                faults.append(Fault("open", language, number))
    return faults
