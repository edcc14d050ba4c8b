"""Reading the ladder of a document, and what its operator says of how it is climbed."""

from collections.abc import Collection
from datetime import timedelta
from typing import Final

from permanence.promises.policies.rules.amounts import (
    TIME_EXAMPLE,
    Amount,
    parse_span,
    same_words,
)
from permanence.promises.policies.rules.chapters import Draft, Drafts
from permanence.promises.policies.rules.ladder import Course, Ladder, LadderContact, Rung
from permanence.promises.policies.rules.parts import MINUTE, read_address, read_phone
from permanence.promises.terms.rules import LANGUAGES, Words
from permanence.promises.terms.rules.tables import Table

MOST_ROUNDS: Final = 5
MOVES_WITHIN: Final = Amount(30, "minute")
ALARM_EVERY: Final = Amount(15, "minute")
SHORTEST: Final = timedelta(seconds=1)


def read_ladder(
    drafts: Drafts, regions: tuple[str, ...], calendars: Collection[str] = ()
) -> Ladder:
    """Return the ladder; how long each rung has, and which is "the manager", the operator says."""
    operated = drafts.setting("ladder")
    tables = [(draft, item) for draft in drafts.of("ladder") for item in draft.table.tables("rung")]
    names = [item.name("key") for _, item in tables]
    if not names:
        right = "write [[ladder.rung]]"
        if drafts.operated:
            right += ", or [[operator.ladder.rung]] if none is published"
        operated.table.blame("", "no rung is defined", right)
    allowed = _read_allowed(operated.table, names)
    rungs = tuple(
        _read_rung(draft, item, regions, calendars, allowed[item.name("key")].span)
        for draft, item in tables
    )
    manager = operated.table.choice("manager", names)
    course, fill = _read_course(operated.table)
    fill |= {name: amount.words for name, amount in allowed.items()}
    titles = {rung.key: rung.title for rung in rungs}
    operated.read_clauses(fill | {"manager": titles.get(manager, same_words(manager))})
    published = all(draft.published for draft, _ in tables)
    return Ladder(rungs, manager, published, course)


def _read_allowed(table: Table, names: list[str]) -> dict[str, Amount]:
    times = table.table("allowed")
    allowed = {
        name: times.parsed(name, parse_span, right=TIME_EXAMPLE, empty=MINUTE) for name in names
    }
    times.close()
    return allowed


def _read_course(table: Table) -> tuple[Course, dict[str, Words]]:
    """How the ladder is climbed: as the operator says, or as is usual; with words to say it."""
    moves = _read_span(table, "moves_within", MOVES_WITHIN)
    every = _read_span(table, "alarm_every", ALARM_EVERY)
    rounds = table.number("rounds", default=1, least=1)
    if rounds > MOST_ROUNDS:
        table.blame("rounds", f"{rounds} rounds are too many", f"write {MOST_ROUNDS} or less")
    closed = table.choice("closed", ("skip", "wait"), default="skip")
    course = Course(
        closed="wait" if closed == "wait" else "skip",
        rings=table.numbers("rings", default=(1,)),
        rounds=rounds,
        moves_within=moves.span,
        alarm_every=every.span,
        alarm=read_address(table, "alarm") if "alarm" in table else "",
    )
    return course, {"moves_within": moves.words, "alarm_every": every.words}


def _read_span(table: Table, key: str, usual: Amount) -> Amount:
    if key not in table:
        return usual
    found = table.parsed(key, parse_span, right=TIME_EXAMPLE, empty=usual)
    if found.span < SHORTEST:
        table.blame(key, "is no time at all", TIME_EXAMPLE)
    return found


def _read_rung(
    draft: Draft,
    item: Table,
    regions: tuple[str, ...],
    calendars: Collection[str],
    allowed: timedelta,
) -> Rung:
    key, title = item.name("key"), item.words("title")
    clause = draft.add(item, key, title)
    contacts = tuple(_read_contact(one, regions, calendars) for one in item.tables("contact"))
    if not contacts:
        item.blame("contact", "names nobody", 'write contact = [{ mail = "…@desk.example.com" }]')
    item.close()
    return Rung(clause, key, title, contacts, allowed)


def _read_contact(
    table: Table, regions: tuple[str, ...], calendars: Collection[str]
) -> LadderContact:
    contact = LadderContact(
        regions=table.choices("regions", regions),
        office=read_phone(table, "office") if "office" in table else None,
        mobile=read_phone(table, "mobile") if "mobile" in table else None,
        mail=read_address(table, "mail"),
        languages=table.choices("languages", LANGUAGES),
        hours=table.choice("hours", calendars) if "hours" in table else "",
        rota=table.name("rota") if "rota" in table else "",
        people=table.texts("people"),
    )
    for address in contact.people:
        if "@" not in address or address != address.lower():
            right = "write the address of their log-in in small letters"
            table.blame("people", f'"{address}" is no log-in', right)
    table.close()
    return contact
