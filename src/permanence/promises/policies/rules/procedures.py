"""The incident procedure of a document."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from permanence.promises.policies.rules.amounts import (
    TIME_EXAMPLE,
    WITHIN_EXAMPLE,
    parse_span,
    parse_within,
)
from permanence.promises.policies.rules.chapters import Draft, Drafts
from permanence.promises.policies.rules.parts import MINUTE
from permanence.promises.policies.rules.policy import (
    Incidents,
    Mark,
    Regulation,
    Team,
)
from permanence.promises.terms.rules import Words
from permanence.promises.terms.rules.tables import Table

SINCE: Final = ("occurrence", "detection", "suspicion")
NOTIFY: Final = "notify"
Wording = Callable[[str, Words, Words], Words]


def read_incidents(drafts: Drafts) -> Incidents | None:
    """Return the incident procedure, if there is one; the operator says how often it reports."""
    drafted = list(drafts.of("incidents"))
    if not drafted:
        return None
    operated = drafts.setting("incidents")
    every = operated.table.parsed("report_every", parse_span, right=TIME_EXAMPLE, empty=MINUTE)
    fill, release_after = {"report_every": every.words}, None
    if "release_after" in operated.table:
        release = operated.table.parsed(
            "release_after", parse_span, right=TIME_EXAMPLE, empty=MINUTE
        )
        fill["release_after"], release_after = release.words, release.span
    teams, marks, regulatory = [], [], list[Regulation]()
    for draft in drafted:
        draft.read_clauses(fill)
        for item in draft.table.tables("team"):
            key = item.name("key")
            clause = draft.add(item, f"team-{key}", item.words("text"))
            teams.append(Team(clause, key, item.words("name")))
            item.close()
        marks += read_marks(draft)
        regulatory += read_regulations(draft, known=regulatory)
    published = any(draft.published for draft in drafted)
    return Incidents(
        tuple(teams),
        tuple(marks),
        every.span,
        published,
        regulatory=tuple(regulatory),
        release_after=release_after,
    )


def read_marks(draft: Draft, *, usual: Mapping[str, Wording] | None = None) -> list[Mark]:
    """Return the steps of the incident procedure with their times.

    A step that is not worded reads as `usual` says, from when on it counts, its goal and its limit.
    """
    return [_read_mark(draft, item, usual or {}) for item in draft.table.tables("mark")]


def _read_mark(draft: Draft, item: Table, usual: Mapping[str, Wording]) -> Mark:
    key, since = item.name("key"), item.choice("since", SINCE)
    goal = item.parsed("goal", parse_span, right=TIME_EXAMPLE, empty=MINUTE)
    limit = item.parsed("limit", parse_span, right=TIME_EXAMPLE, empty=goal)
    if limit.span < goal.span:
        item.blame("limit", "comes before the goal", "write a limit that is not below the goal")
    fill: Mapping[str, Words] = {"goal": goal.words, "limit": limit.words}
    # A desk that publishes no procedure has both clocks of a step in its operator's chapter.
    named = f"mark-{key}" if draft.clause(f"mark-{key}") is None else f"mark-{key}-{since}"
    text = item.words("text", fill=fill, optional=key in usual)
    if not text and key in usual:
        text = usual[key](since, goal.words, limit.words)
    clause = draft.add(item, named, text)
    item.close()
    return Mark(clause, key, goal.span, limit.span, since)  # type: ignore[arg-type]  # one of SINCE


def read_regulations(draft: Draft, *, known: Sequence[Regulation]) -> list[Regulation]:
    """Return what the law asks to be reported of a security breach, and by when.

    A row runs from the moment the breach is known, or `after` another row was done.
    """
    found: list[Regulation] = []
    for item in draft.table.tables("regulatory"):
        key, name = item.name("key"), item.words("name")
        within = item.parsed("within", parse_within, right=WITHIN_EXAMPLE, empty=MINUTE)
        after = ""
        if "after" in item:
            after = item.choice("after", [one.key for one in (*known, *found)])
        clause = draft.add(
            item, f"regulatory-{key}", item.words("text", fill={"within": within.words})
        )
        found.append(Regulation(clause, key, name, within.span, within.months, after))
        item.close()
    return found
