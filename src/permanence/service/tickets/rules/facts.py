"""Which of the checklist's facts a report carries, and which it lacks (SPEC A5)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from permanence.promises.policies.rules.policy import Fact

DESCRIBED = 5
STATED = re.compile(r"^\s*[-*•]?\s*([^:\n]{2,60}?)\s*[::]\s*(\S.*)$", re.MULTILINE)


def find_facts(checklist: Sequence[Fact], text: str) -> dict[str, str]:
    """Return the facts that a text states under their label ("Job number: 4711")."""
    stated = {label.strip().casefold(): value.strip()[:500] for label, value in find_stated(text)}
    found = {}
    for fact in checklist:
        names = {name.casefold() for name in (*fact.label.values(), *fact.recognise)}
        for name in names & stated.keys():
            found[fact.key] = stated[name]
    return found


def find_stated(text: str) -> Iterator[tuple[str, str]]:
    """Yield each label and what stands behind its colon, looking at the lines that have one."""
    done, colon = 0, text.find(":")
    while colon >= 0:
        begin = begin_of_line(text, colon)
        if begin >= done and (found := STATED.match(text, begin)):
            yield found[1], found[2]
            done = found.end()
        colon = text.find(":", max(colon + 1, done))


def begin_of_line(text: str, colon: int) -> int:
    """Return where the line of a colon begins; before it only blanks count with the line above."""
    end, begin = colon, text.rfind("\n", 0, colon) + 1
    while begin and not text[begin:end].strip():
        end, begin = begin - 1, text.rfind("\n", 0, begin - 1) + 1
    return begin


def known_facts(
    checklist: Sequence[Fact], *, name: str, company: str, address: str, phone: str, text: str
) -> dict[str, str]:
    """Return the facts that nobody has to be asked for, by the checklist's usual keys.

    Company and contact are known when both are; a description of a few words is none.
    """
    known = {
        "mail": address,
        "phone": phone,
        "contact": f"{name}, {company}" if name and company else "",
        "company-and-contact": f"{company}, {name}" if name and company else "",
        "description": text[:500] if len(text.split()) >= DESCRIBED else "",
    }
    return {fact.key: known[fact.key] for fact in checklist if known.get(fact.key)}


def missing_facts(
    checklist: Sequence[Fact], facts: Mapping[str, str], waived: Mapping[str, str] | None = None
) -> list[Fact]:
    """Return the facts that are not known yet and apply, in the checklist's order."""
    told = {**(waived or {}), **{key: value for key, value in facts.items() if value}}
    return [fact for fact in checklist if not told.get(fact.key)]
