"""The ladder and the incident procedure of a document."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from permanence.promises.policies.rules.amounts import (
    TIME_EXAMPLE,
    Amount,
    parse_span,
    same_words,
)
from permanence.promises.policies.rules.chapters import Draft, Drafts
from permanence.promises.policies.rules.parts import MINUTE, read_address, read_phone
from permanence.promises.policies.rules.policy import (
    Incidents,
    Ladder,
    LadderContact,
    Mark,
    Rung,
    Team,
)
from permanence.promises.terms.rules import Words
from permanence.promises.terms.rules.tables import Table

SINCE: Final = ("occurrence", "detection")


def read_ladder(drafts: Drafts, regions: tuple[str, ...]) -> Ladder:
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
        _read_rung(draft, item, regions, allowed[item.name("key")].span) for draft, item in tables
    )
    manager = operated.table.choice("manager", names)
    fill: dict[str, Words] = {name: amount.words for name, amount in allowed.items()}
    titles = {rung.key: rung.title for rung in rungs}
    operated.read_clauses(fill | {"manager": titles.get(manager, same_words(manager))})
    published = all(draft.published for draft, _ in tables)
    return Ladder(rungs, manager, published)


def _read_allowed(table: Table, names: list[str]) -> dict[str, Amount]:
    times = table.table("allowed")
    allowed = {
        name: times.parsed(name, parse_span, right=TIME_EXAMPLE, empty=MINUTE) for name in names
    }
    times.close()
    return allowed


def _read_rung(draft: Draft, item: Table, regions: tuple[str, ...], allowed: timedelta) -> Rung:
    key, title = item.name("key"), item.words("title")
    clause = draft.add(item, key, title)
    contacts = tuple(_read_contact(contact, regions) for contact in item.tables("contact"))
    if not contacts:
        item.blame("contact", "names nobody", 'write contact = [{ mail = "…@desk.example.com" }]')
    item.close()
    return Rung(clause, key, title, contacts, allowed)


def _read_contact(table: Table, regions: tuple[str, ...]) -> LadderContact:
    contact = LadderContact(
        regions=table.choices("regions", regions),
        office=read_phone(table, "office") if "office" in table else None,
        mobile=read_phone(table, "mobile") if "mobile" in table else None,
        mail=read_address(table, "mail"),
    )
    table.close()
    return contact


def read_incidents(drafts: Drafts) -> Incidents | None:
    """Return the incident procedure, if there is one; the operator says how often it reports."""
    drafted = list(drafts.of("incidents"))
    if not drafted:
        return None
    operated = drafts.setting("incidents")
    every = operated.table.parsed("report_every", parse_span, right=TIME_EXAMPLE, empty=MINUTE)
    teams, marks = [], []
    for draft in drafted:
        draft.read_clauses({"report_every": every.words})
        for item in draft.table.tables("team"):
            key = item.name("key")
            clause = draft.add(item, f"team-{key}", item.words("text"))
            teams.append(Team(clause, key, item.words("name")))
            item.close()
        marks += read_marks(draft)
    published = any(draft.published for draft in drafted)
    return Incidents(tuple(teams), tuple(marks), every.span, published)


def read_marks(draft: Draft) -> list[Mark]:
    """Return the steps of the incident procedure with their times."""
    return [_read_mark(draft, item) for item in draft.table.tables("mark")]


def _read_mark(draft: Draft, item: Table) -> Mark:
    key, since = item.name("key"), item.choice("since", SINCE)
    goal = item.parsed("goal", parse_span, right=TIME_EXAMPLE, empty=MINUTE)
    limit = item.parsed("limit", parse_span, right=TIME_EXAMPLE, empty=goal)
    if limit.span < goal.span:
        item.blame("limit", "comes before the goal", "write a limit that is not below the goal")
    fill: Mapping[str, Words] = {"goal": goal.words, "limit": limit.words}
    clause = draft.add(item, f"mark-{key}", item.words("text", fill=fill))
    item.close()
    return Mark(
        clause, key, goal.span, limit.span, "detection" if since == "detection" else "occurrence"
    )
