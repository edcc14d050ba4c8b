"""Templates of notices: what may stand in them, and how they are filled for one reader; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from permanence.service.notices.rules import Text, Texts
from permanence.world.wording.rules import BRACES, GAP, HOLE, fill_text

ALWAYS: Final = (
    "contact.name",
    "organisation.name",
    "desk.name",
    "desk.phone",
    "incident",
    "components",
    "link",
)
# What a notice of each stage can say beside what every one can.
OF_STAGE: Final[Mapping[str, tuple[str, ...]]] = {
    "first": ("since", "next_report"),
    "minimal": ("since", "next_report"),
    "report": ("since", "next_report", "words"),
    "resolved": ("since", "resolved", "words"),
}
# Without these a notice of the stage does not do what it is for.
NEEDED: Final[Mapping[str, tuple[str, ...]]] = {
    "first": ("components", "next_report"),
    "minimal": ("components", "next_report"),
    "report": ("words", "next_report"),
    "resolved": ("resolved",),
}
LONGEST_SUBJECT: Final = 200
LONGEST_TEXT: Final = 10_000


@dataclass(frozen=True)
class Fault:
    """What is wrong in a text: `code` unknown, open, needed, long, empty."""

    code: str
    language: str
    name: str = ""


def variables_of(stage: str) -> tuple[str, ...]:
    """Return what may be filled in at a stage."""
    return ALWAYS + OF_STAGE[stage]


def tidy_texts(texts: Texts) -> dict[str, Text]:
    """Return the texts without blank ends; a language that says nothing is left out."""
    tidy = {
        language: Text(" ".join(one.subject.split()), one.text.replace("\r\n", "\n").strip())
        for language, one in texts.items()
    }
    return {language: one for language, one in tidy.items() if one.subject or one.text}


def find_faults(texts: Texts, stage: str) -> list[Fault]:
    """Return what is wrong in tidy texts of a stage; nothing when they may go out."""
    if not texts:
        return [Fault("empty", "")]
    faults = []
    for language, one in texts.items():
        if not (one.subject and one.text):
            faults.append(Fault("empty", language))
        if len(one.subject) > LONGEST_SUBJECT or len(one.text) > LONGEST_TEXT:
            faults.append(Fault("long", language))
        faults += find_wrong_holes(one, language, stage)
    return faults


def find_wrong_holes(one: Text, language: str, stage: str) -> list[Fault]:
    """Return the variables that a text of a stage cannot have, and those that it has to."""
    both = f"{one.subject}\n{one.text}"
    found = dict.fromkeys(hole[1] for hole in HOLE.finditer(both))
    faults = [Fault("unknown", language, name) for name in found if name not in variables_of(stage)]
    if BRACES.search(HOLE.sub(GAP, both)):
        faults.append(Fault("open", language))
    in_text = {hole[1] for hole in HOLE.finditer(one.text)}
    faults += [Fault("needed", language, name) for name in NEEDED[stage] if name not in in_text]
    return faults


def choose_language(wanted: Sequence[str], known: Mapping[str, object]) -> str:
    """Return the first language that a reader wants and there is, else any: never silence."""
    for language in wanted:
        if language in known:
            return language
    return next(iter(known))


def fill_notice(text: Text, values: Mapping[str, str], *, language: str) -> tuple[Text, list[str]]:
    """Return a notice filled for one reader, and the variables that lacked a value."""
    subject = fill_text(text.subject, values, language=language)
    body = fill_text(text.text, values, language=language)
    lacking = list(dict.fromkeys((*subject.lacking, *body.lacking)))
    return Text(" ".join(subject.text.split()), body.text), lacking


def uses(texts: Texts, name: str) -> bool:
    """Say whether one of the texts has a variable."""
    return any(
        hole[1] == name
        for one in texts.values()
        for hole in HOLE.finditer(f"{one.subject}\n{one.text}")
    )
