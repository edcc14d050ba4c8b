"""Changing a book of signs: one sign, the weights or a list of words at a time; pure.

A book that is changed is the mapping that its document says; every change returns another one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from permanence.service.tickets.rules.signs import FACTS, LANGUAGES, POINTS
from permanence.service.tickets.rules.spotting import read_phrase

Told = Mapping[str, Any]
Code = Literal["key", "taken", "nothing", "silent", "phrase", "most"]
KEY: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
MOST_SIGNS: Final = 200
MOST_PHRASES: Final = 60
LONGEST_PHRASE: Final = 120
GROUPS: Final = ("affected", "stated", "denials", "plain")


@dataclass(frozen=True)
class SignFault:
    """What is wrong in a sign: a code, and the phrase of a language where it is one."""

    code: Code
    language: str = ""
    text: str = ""


@dataclass(frozen=True)
class SignDraft:
    """A sign as somebody wrote it: phrases by language, and what they speak for."""

    key: str
    weight: int
    severity: int | None = None
    level: int | None = None
    service: str = ""
    phrases: Mapping[str, tuple[str, ...]] | None = None


@dataclass(frozen=True)
class Scales:
    """How much each fact weighs, from where on something is suggested, and what numbers say."""

    weights: Mapping[str, int]
    needed: int
    strong: int
    affected_from: int
    affected_severity: int | None = None
    cluster_severity: int | None = None


def tidy_phrases(text: str) -> tuple[str, ...]:
    """Return the phrases of a text, one a line, each once."""
    lines = (" ".join(line.split()) for line in text.replace("...", "…").splitlines())
    return tuple(dict.fromkeys(line for line in lines if line))


def list_signs(told: Told) -> list[SignDraft]:
    """Return the signs of a book in their order."""
    return [
        SignDraft(
            key=row["key"],
            weight=row["weight"],
            severity=row.get("severity"),
            level=row.get("level"),
            service=row.get("service", ""),
            phrases={one: tuple(row[one]) for one in LANGUAGES if row.get(one)},
        )
        for row in told.get("sign", ())
    ]


def find_sign_faults(told: Told, draft: SignDraft, *, was: str = "") -> Iterator[SignFault]:
    """Yield what is wrong in a sign; `was` is the key of the one that it changes."""
    others = {row["key"] for row in told.get("sign", ())} - {was}
    phrases = draft.phrases or {}
    if not KEY.fullmatch(draft.key):
        yield SignFault("key")
    if draft.key in others:
        yield SignFault("taken")
    if len(others) >= MOST_SIGNS:
        yield SignFault("most")
    if not (draft.severity or draft.level or draft.service):
        yield SignFault("nothing")
    if not any(phrases.values()):
        yield SignFault("silent")
    yield from find_phrase_faults(phrases)


def find_phrase_faults(phrases: Mapping[str, Sequence[str]]) -> Iterator[SignFault]:
    """Yield each phrase that cannot be looked for, and each language that has too many."""
    for language, said in phrases.items():
        if len(said) > MOST_PHRASES:
            yield SignFault("most", language)
        for phrase in said:
            if not is_phrase(phrase):
                yield SignFault("phrase", language, phrase[:LONGEST_PHRASE])


def is_phrase(text: str) -> bool:
    """Say whether a text can be looked for: it begins with a word and is not long."""
    first = text.lstrip()[:1]
    return bool(read_phrase(text)) and first not in {"…", "*"} and len(text) <= LONGEST_PHRASE


def put_sign(told: Told, draft: SignDraft, *, was: str = "") -> dict[str, Any]:
    """Return a book with a sign in the place of the one of that key, or at its end."""
    phrases = {key: list(said) for key, said in (draft.phrases or {}).items() if said}
    row: dict[str, Any] = {"key": draft.key, "weight": draft.weight}
    row |= {point: value for point in POINTS if (value := getattr(draft, point))}
    row |= phrases
    rows = list(told.get("sign", ()))
    places = [place for place, one in enumerate(rows) if one["key"] == was]
    rows[slice(places[0], places[0] + 1) if places else slice(len(rows), None)] = [row]
    return {**told, "sign": rows}


def drop_sign(told: Told, key: str) -> dict[str, Any]:
    """Return a book without a sign."""
    return {**told, "sign": [row for row in told.get("sign", ()) if row["key"] != key]}


def put_words(told: Told, group: str, words: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """Return a book with another list of words; what else its part says stays."""
    kept = {key: value for key, value in told.get(group, {}).items() if key not in LANGUAGES}
    return {**told, group: kept | {one: list(words.get(one, ())) for one in LANGUAGES}}


def put_scales(told: Told, scales: Scales) -> dict[str, Any]:
    """Return a book with other weights."""
    affected = {**told.get("affected", {}), "from": scales.affected_from}
    return {
        **told,
        "needed": scales.needed,
        "strong": scales.strong,
        "weights": {fact: scales.weights[fact] for fact in FACTS},
        "affected": with_severity(affected, scales.affected_severity),
        "cluster": with_severity(told.get("cluster", {}), scales.cluster_severity),
    }


def with_severity(part: Told, severity: int | None) -> dict[str, Any]:
    """Return a part of a book that speaks for a severity, or for none."""
    rest = {key: value for key, value in part.items() if key != "severity"}
    return rest if severity is None else {"severity": severity, **rest}


def read_scales(told: Told) -> Scales:
    """Return how much a book says that facts weigh."""
    affected, cluster = told.get("affected", {}), told.get("cluster", {})
    return Scales(
        weights={fact: told["weights"][fact] for fact in FACTS},
        needed=told["needed"],
        strong=told["strong"],
        affected_from=affected["from"],
        affected_severity=affected.get("severity"),
        cluster_severity=cluster.get("severity"),
    )


def compare_books(before: Told, after: Told) -> dict[str, list[Any]]:
    """Return each part of a book that became different, as it was and as it is.

    A part is "sign:" with a key, a weight, a limit, or a list of words in one language.
    """
    was, now = spread_book(before), spread_book(after)
    return {
        part: [was.get(part), now.get(part)]
        for part in {**was, **now}
        if was.get(part) != now.get(part)
    }


def spread_book(told: Told) -> dict[str, Any]:
    """Return a book as one flat mapping of its parts."""
    parts: dict[str, Any] = {}
    for name, value in told.items():
        if name == "sign":
            parts |= {
                f"sign:{row['key']}": {key: one for key, one in row.items() if key != "key"}
                for row in value
            }
        elif isinstance(value, Mapping):
            parts |= {f"{name}.{key}": one for key, one in value.items()}
        else:
            parts[name] = value
    return parts
