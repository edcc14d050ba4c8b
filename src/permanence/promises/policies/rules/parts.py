"""The structured parts of a document: who to reach, what is asked, how grave, how fast."""

import re
from collections.abc import Callable, Mapping
from typing import Final, get_args

from permanence.promises.policies.rules.amounts import (
    TARGET_EXAMPLE,
    Amount,
    bound_words,
    parse_target,
    same_words,
)
from permanence.promises.policies.rules.chapters import Draft, Drafts
from permanence.promises.policies.rules.plan import Plan
from permanence.promises.policies.rules.policy import (
    Fact,
    Grade,
    Mailbox,
    PauseTerm,
    Pausing,
    Phone,
    Promise,
    Reading,
    Region,
    TargetTerm,
)
from permanence.promises.terms.rules import Lead, Nature, Words
from permanence.promises.terms.rules.tables import Table

PROMISES: Final = get_args(Promise)
NATURES: Final = get_args(Nature)
BOUNDS: Final = ("under", "within")
STATES: Final = get_args(Pausing)
MINUTE: Final = Amount(1, "minute")

_NUMBER: Final = re.compile(r"\+[1-9][0-9 ]{6,18}[0-9]")
_ADDRESS: Final = re.compile(r"[a-z0-9._+-]+@[a-z0-9-]+(\.[a-z0-9-]+)+")


def read_phone(table: Table, key: str) -> str:
    """Return a telephone number in its international form."""
    number = table.text(key)
    if number and not _NUMBER.fullmatch(number):
        right = "write + and the country's code, such as +44 20 7946 0000"
        table.blame(key, f'"{number}" is no telephone number', right)
    return number


def read_address(table: Table, key: str) -> str:
    """Return an e-mail address in small letters."""
    address = table.text(key)
    if address and not _ADDRESS.fullmatch(address):
        right = "write it in small letters, such as support@desk.example.com"
        table.blame(key, f'"{address}" is no e-mail address', right)
    return address


def read_regions(drafts: Drafts) -> tuple[Region, ...]:
    """Return the regions that lines and mailboxes are for."""
    found = []
    for draft in drafts.of("channels"):
        for item in draft.table.tables("region"):
            found.append(Region(item.name("key"), item.words("name")))
            item.close()
    return tuple(found)


def read_numbers(drafts: Drafts, kind: str, regions: tuple[str, ...]) -> tuple[Phone, ...]:
    """Return the central numbers of a kind ("phone" or "fax")."""
    found = []
    for draft in drafts.of("channels"):
        for item in draft.table.tables(kind):
            key, number = item.name("key"), read_phone(item, "number")
            served = item.choices("regions", regions)
            spoken = item.choices("languages", drafts.spoken)
            clause = draft.add(item, f"{kind}-{key}", item.words("text"))
            found.append(Phone(clause, key, number, served, spoken))
            item.close()
    return tuple(found)


def read_mailboxes(drafts: Drafts, regions: tuple[str, ...]) -> tuple[Mailbox, ...]:
    """Return the central mailboxes; each address belongs to one of them only."""
    found: list[Mailbox] = []
    for draft in drafts.of("channels"):
        for item in draft.table.tables("mailbox"):
            key, address = item.name("key"), read_address(item, "address")
            if address in [mailbox.address for mailbox in found]:
                item.blame("address", f'"{address}" stands here twice', "list each address once")
            served = item.choices("regions", regions)
            spoken = item.choices("languages", drafts.spoken)
            clause = draft.add(item, f"mailbox-{key}", item.words("text"))
            found.append(Mailbox(clause, key, address, served, spoken))
            item.close()
    return tuple(found)


def read_facts(drafts: Drafts) -> tuple[Fact, ...]:
    """Return the checklist that a report is held against."""
    found = []
    for draft in drafts.of("checklist"):
        for item in draft.table.tables("fact"):
            key, label = item.name("key"), item.words("label")
            clause = draft.add(item, key, label)
            found.append(Fact(clause, key, label, item.words("ask"), item.texts("recognise")))
            item.close()
    return tuple(found)


def read_grades(drafts: Drafts, axis: str) -> tuple[Grade, ...]:
    """Return the steps of an axis ("severity" or "level"), numbered 1, 2, 3 …"""
    chapter = {"severity": "severities", "level": "levels"}[axis]
    found: list[Grade] = []
    for draft in drafts.of(chapter):
        for item in draft.table.tables(axis):
            number = item.number("number", least=1)
            if number != len(found) + 1:
                item.blame("number", f"{number} is out of order", f"write {len(found) + 1}")
            definition = item.words("text")
            clause = draft.add(item, f"{axis}-{number}", definition)
            found.append(Grade(clause, number, item.words("name"), definition))
            item.close()
    if not found:
        right = f"write [[{chapter}.{axis}]], or [[operator.{chapter}.{axis}]] if none is published"
        drafts.ledger.blame((chapter,), f"no {axis} is defined", right)
    return tuple(found)


def read_targets(
    drafts: Drafts,
    *,
    calendars: Mapping[str, object],
    axes: Mapping[str, tuple[Grade, ...]],
    shares: Callable[[str, int | None, int | None], tuple[Lead, Lead]],
    usual: Callable[[str, Mapping[str, Words]], Words] | None = None,
) -> tuple[TargetTerm, ...]:
    """Return every promised time, published or the operator's.

    `usual` words a time for which the document has no text of its own; without it, it must.
    """
    found = []
    for draft in drafts.of("targets"):
        sentences = draft.table.table("sentence") if "sentence" in draft.table else None
        for item in draft.table.tables("target"):
            found.append(_read_target(draft, item, sentences, calendars, axes, shares, usual))
            item.close()
        if sentences:
            sentences.close()
    return tuple(found)


def _read_target(
    draft: Draft,
    item: Table,
    sentences: Table | None,
    calendars: Mapping[str, object],
    axes: Mapping[str, tuple[Grade, ...]],
    shares: Callable[[str, int | None, int | None], tuple[Lead, Lead]],
    usual: Callable[[str, Mapping[str, Words]], Words] | None,
) -> TargetTerm:
    promise = item.choice("promise", PROMISES)
    severity = _grade_number(item, "severity", axes["severity"])
    level = _grade_number(item, "level", axes["level"])
    climb_at, warn_at = shares(promise, severity, level)
    bound, amount, floor = _read_bound(item)
    fill = {"time": bound_words(amount.target, bound, floor.target if floor else None)}
    fill |= {"severity": same_words(severity), "level": same_words(level)}
    if sentences and "text" not in item and promise in sentences:
        text = sentences.words(promise, fill=fill)
    elif usual and "text" not in item:
        text = usual(promise, fill)
    else:
        text = item.words("text", fill=fill)
    return TargetTerm(
        clause=draft.add(item, _target_key(promise, severity, level), text),
        promise=promise,  # type: ignore[arg-type]  # `choice` has blamed any other
        severity=severity,
        level=level,
        target=amount.target,
        floor=floor.target if floor else None,
        bound=bound,  # type: ignore[arg-type]  # one of BOUNDS
        calendar_key=item.choice("calendar", calendars),
        nature=item.choice("nature", NATURES),  # type: ignore[arg-type]  # as above
        climb_at=climb_at,
        warn_at=warn_at,
    )


def read_columns(drafts: Drafts) -> dict[str, Words]:
    """Return the headings under which the desk shows its times, where it has its own."""
    columns: dict[str, Words] = {}
    for draft in drafts.of("targets"):
        if "column" in draft.table:
            table = draft.table.table("column")
            columns |= {name: table.words(name) for name in PROMISES if name in table}
            table.close()
    return columns


def read_readings(
    drafts: Drafts, *, calendars: Mapping[str, object], plans: tuple[Plan, ...]
) -> tuple[Reading, ...]:
    """Return the other calendars on which published promises are also computed."""
    found = []
    for draft in drafts.of("readings"):
        for item in draft.table.tables("reading"):
            plan = None
            if "plan" in item:
                plan = item.choice("plan", [plan.key for plan in plans])
            calendar_key = item.choice("calendar", calendars)
            promises = item.choices("promises", PROMISES, required=True)
            clause = draft.add(item, item.name("key"), item.words("text"))
            found.append(Reading(clause, promises, calendar_key, plan))
            item.close()
    return tuple(found)


def read_pauses(drafts: Drafts) -> tuple[PauseTerm, ...]:
    """Return which states of a ticket stop which clocks; none does where the document is silent."""
    found = []
    for draft in drafts.of("pauses"):
        for item in draft.table.tables("pause"):
            state = item.choice("state", STATES)
            promises = item.choices("promises", PROMISES, required=True)
            clause = draft.add(item, item.name("key"), item.words("text"))
            found.append(PauseTerm(clause, state, promises))
            item.close()
    return tuple(found)


def _read_bound(item: Table) -> tuple[str, Amount, Amount | None]:
    bounds = [bound for bound in BOUNDS if bound in item]
    if len(bounds) != 1:
        wrong = "has no time" if not bounds else "has two times"
        item.blame("", wrong, 'write either under = "30 minutes" or within = "1 hour"')
    bound = bounds[0] if bounds else "under"
    amount, floor = MINUTE, None
    if bounds:
        amount = item.parsed(bound, parse_target, right=TARGET_EXAMPLE, empty=MINUTE)
    if "from" in item:
        floor = item.parsed("from", parse_target, right=TARGET_EXAMPLE, empty=MINUTE)
    return bound, amount, floor


def _grade_number(item: Table, axis: str, grades: tuple[Grade, ...]) -> int | None:
    if axis not in item:
        return None
    number = item.number(axis, least=1)
    known = [grade.number for grade in grades]
    if number not in known:
        right = f"use one of: {', '.join(map(str, known))}" if known else f"define a {axis} first"
        item.blame(axis, f"there is no {axis} {number}", right)
    return number


def _target_key(promise: str, severity: int | None, level: int | None) -> str:
    key = promise
    if severity is not None:
        key += f".severity-{severity}"
    if level is not None:
        key += f".level-{level}"
    return key
