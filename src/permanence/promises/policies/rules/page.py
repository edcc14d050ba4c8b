"""The public page of a policy: everything the document says, in one language, in its order."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

from permanence.promises.policies.rules.amounts import bound_words
from permanence.promises.policies.rules.ladder import Rung
from permanence.promises.policies.rules.offers import find_target
from permanence.promises.policies.rules.phrases import heading
from permanence.promises.policies.rules.plan import Plan
from permanence.promises.policies.rules.policy import Chapter, Grade, Policy, Promise
from permanence.promises.terms.rules import Clause, Words, say, typeset

Kind = Literal["clause", "table", "list"]
TABLED: Final = frozenset({"catalogue", "kinds", "ladder", "levels", "severities"})


@dataclass(frozen=True)
class Row:
    """One row of a table or list; `key` is its clause's key and the anchor of the row."""

    key: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Item:
    """One thing in a section.

    - "clause": `text` under the anchor `key`, with a `heading` where the clause has a name;
    - "table": `columns` (headings) and `rows`, each row a clause with its own anchor;
    - "list": an enumeration, each row one clause with one cell.
    """

    kind: Kind
    key: str = ""
    heading: str = ""
    text: str = ""
    columns: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True)
class Section:
    """A titled part of the page; `key` is its anchor, which no clause has."""

    key: str
    heading: str
    items: tuple[Item, ...]
    published: bool


@dataclass(frozen=True)
class PolicyPage:
    """A policy page in one language.

    `promised` is what the provider publishes. `operated` says how the operator runs the desk: it
    is shown apart, after `operated_intro`, as no part of the published promise.
    """

    desk: str
    name: str
    title: str
    language: str
    intro: str
    promised: tuple[Section, ...]
    operated_intro: str
    operated: tuple[Section, ...]


def page_of(policy: Policy, language: str) -> PolicyPage:
    """Return the page of a policy; every clause stands on it once, under its key."""
    writer = _Writer(policy, language)
    sections = [writer.write_section(chapter) for chapter in policy.chapters]
    return PolicyPage(
        desk=policy.desk,
        name=policy.name,
        title=writer.say(policy.title),
        language=language,
        intro=writer.say(policy.introduction),
        promised=tuple(section for section in sections if section.published),
        operated_intro=writer.say(policy.notice),
        operated=tuple(section for section in sections if not section.published),
    )


class _Writer:
    """Writes chapters in one language."""

    def __init__(self, policy: Policy, language: str) -> None:
        self.policy = policy
        self.language = language

    def say(self, words: Words) -> str:
        return say(words, self.language, self.policy.default_language)

    def write_section(self, chapter: Chapter) -> Section:
        """First the chapter's own text, then its tables, then its other clauses as a list."""
        texts = {clause.key: self.say(clause.text) for clause in chapter.clauses}
        tabled = [_only(item, texts.keys()) for item in self._tables(chapter)]
        tabled = [item for item in tabled if item.key or item.rows]
        placed = {key for item in tabled for key in _keys_of(item)}
        left = [Row(key, (text,)) for key, text in texts.items() if key not in placed]
        own = f"{chapter.key}.text"
        items = [Item("clause", key=row.key, text=row.cells[0]) for row in left if row.key == own]
        items += tabled
        rest = tuple(row for row in left if row.key != own)
        if len(rest) == 1:
            items.append(Item("clause", key=rest[0].key, text=rest[0].cells[0]))
        elif rest:
            items.append(Item("list", rows=rest))
        return Section(chapter.key, self.say(chapter.title), tuple(items), chapter.published)

    def _tables(self, chapter: Chapter) -> Iterator[Item]:
        name = chapter.key.removeprefix("operator.")
        if name == "channels":
            yield from self._channels()
        elif name in TABLED:
            yield self._table_of(name)
        elif name == "incidents":
            yield from self._incidents()
        elif name == "plans":
            for plan in self.policy.plans:
                yield from self._plan(plan)

    def _table_of(self, name: str) -> Item:
        if name == "catalogue":
            return self._components()
        if name == "kinds":
            return self._kinds()
        if name == "ladder":
            return self._ladder()
        is_level = name == "levels"
        grades = self.policy.levels if is_level else self.policy.severities
        return self._grades("level" if is_level else "severity", grades)

    def _channels(self) -> Iterator[Item]:
        for kind, numbers in (("phone", self.policy.phones), ("fax", self.policy.faxes)):
            rows = [Row(one.clause.key, (self.say(one.clause.text), one.number)) for one in numbers]
            yield self._table(("line", kind), rows)
        boxes = self.policy.mailboxes
        rows = [Row(box.clause.key, (self.say(box.clause.text), box.address)) for box in boxes]
        yield self._table(("line", "mail"), rows)
        if portal := self.policy.portal:
            title = heading("portal", self.language)
            yield Item("clause", key=portal.key, heading=title, text=self.say(portal.text))

    def _grades(self, axis: str, grades: tuple[Grade, ...]) -> Item:
        """With the promised times beside each step of the axis by which the desk promises."""
        promises: list[Promise] = []
        if axis == self.policy.ordered_by:
            wanted: tuple[Promise, ...] = ("response", "resolution")
            promises = [one for one in wanted if any(self._times(axis, grades, one))]
        columns = [self._times(axis, grades, promise) for promise in promises]
        rows = [
            Row(grade.clause.key, (self.say(grade.name), self.say(grade.definition), *times))
            for grade, *times in zip(grades, *columns, strict=True)
        ]
        return self._table((axis, "definition", *promises), rows)

    def _kinds(self) -> Item:
        rows = [
            Row(kind.clause.key, (self.say(kind.name), self.say(kind.clause.text)))
            for kind in self.policy.kinds
        ]
        return self._table(("kind", "definition"), rows)

    def _components(self) -> Item:
        rows = [
            Row(term.clause.key, (self.say(term.name), self.say(term.clause.text)))
            for term in self.policy.components
        ]
        return self._table(("component", "definition"), rows)

    def _times(self, axis: str, grades: tuple[Grade, ...], promise: Promise) -> list[str]:
        found = []
        for grade in grades:
            level, severity = (grade.number, None) if axis == "level" else (None, grade.number)
            term = find_target(self.policy.targets, promise=promise, level=level, severity=severity)
            if term is None or not term.clause.published:
                found.append("")
                continue
            time = self.say(bound_words(term.target, term.bound, term.floor))
            mark = heading("target", self.language) if term.nature == "target" else ""
            found.append(f"{time} {mark}".strip())
        return found

    def _ladder(self) -> Item:
        rungs = self.policy.ladder.rungs
        has_hours = any(contact.hours for rung in rungs for contact in rung.contacts)
        rows = [self._rung(number, rung, has_hours) for number, rung in enumerate(rungs, 1)]
        named = ("contact", "office", "mobile", "mail", *(["hours"] if has_hours else []))
        return self._table(named, rows)

    def _rung(self, number: int, rung: Rung, has_hours: bool) -> Row:
        """How to reach a rung, and when; by region where it has several contacts."""
        regions = {region.key: self.say(region.name) for region in self.policy.regions}
        colon = " : " if self.language == "fr" else ": "
        cells: list[list[str]] = [[], [], [], []] if has_hours else [[], [], []]
        for contact in rung.contacts:
            place = ", ".join(regions[key] for key in contact.regions if key in regions)
            ways = (contact.office, contact.mobile, contact.mail, self._hours(contact.hours))
            for cell, value in zip(cells, ways[: len(cells)], strict=True):
                if value:
                    cell.append(
                        typeset(f"{place}{colon}{value}", self.language) if place else value
                    )
        lines = ("\n".join(dict.fromkeys(cell)) for cell in cells)
        return Row(rung.clause.key, (f"{number}. {self.say(rung.title)}", *lines))

    def _hours(self, key: str) -> str:
        """What the document says of a calendar; nothing for the coverage of the whole desk."""
        wanted = (f"coverage.{key}", f"operator.coverage.{key}")
        told = (self.policy.clause(one) for one in wanted)
        return next((self.say(clause.text) for clause in told if clause), key)

    def _incidents(self) -> Iterator[Item]:
        incidents = self.policy.incidents
        if incidents is None:
            return
        rows = [
            Row(team.clause.key, (self.say(team.name), self.say(team.clause.text)))
            for team in incidents.teams
        ]
        yield self._table(("team", "task"), rows)
        yield Item("list", rows=tuple(map(self._row, (mark.clause for mark in incidents.marks))))
        yield Item("list", rows=tuple(self._row(one.clause) for one in incidents.regulatory))

    def _plan(self, plan: Plan) -> Iterator[Item]:
        clause = plan.clause
        yield Item(
            "clause", key=clause.key, heading=self.say(plan.name), text=self.say(clause.text)
        )
        yield Item("list", rows=tuple(self._row(module.clause) for module in plan.modules))

    def _table(self, columns: Iterable[str], rows: Iterable[Row]) -> Item:
        named = tuple(self._heading(column) for column in columns)
        return Item("table", columns=named, rows=tuple(rows))

    def _heading(self, column: str) -> str:
        own = self.policy.columns.get(column)
        return self.say(own) if own else heading(column, self.language)

    def _row(self, clause: Clause) -> Row:
        return Row(clause.key, (self.say(clause.text),))


def _only(item: Item, keys: Iterable[str]) -> Item:
    """Return an item without what belongs to another chapter of the same name."""
    own = set(keys)
    if item.kind == "clause":
        return item if item.key in own else Item("list")
    return Item(
        item.kind,
        columns=item.columns,
        rows=tuple(row for row in item.rows if row.key in own),
    )


def _keys_of(item: Item) -> tuple[str, ...]:
    return (item.key, *(row.key for row in item.rows))
