"""The incident procedure of a document."""

from collections.abc import Mapping
from typing import Final

from permanence.promises.policies.rules.amounts import TIME_EXAMPLE, parse_span
from permanence.promises.policies.rules.chapters import Draft, Drafts
from permanence.promises.policies.rules.parts import MINUTE
from permanence.promises.policies.rules.policy import (
    Incidents,
    Mark,
    Team,
)
from permanence.promises.terms.rules import Words
from permanence.promises.terms.rules.tables import Table

SINCE: Final = ("occurrence", "detection")


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
