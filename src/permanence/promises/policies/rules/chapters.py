"""The chapters of a document, published ones and the operator's, with their clauses."""

from collections.abc import Iterator, Mapping
from typing import Final

from permanence.promises.policies.rules.policy import Chapter
from permanence.promises.terms.rules import Clause, Words
from permanence.promises.terms.rules.tables import Ledger, Table

PUBLISHED: Final = (
    "help",
    "services",
    "scope",
    "exclusions",
    "duties",
    "channels",
    "coverage",
    "requests",
    "kinds",
    "checklist",
    "levels",
    "severities",
    "targets",
    "pauses",
    "ladder",
    "incidents",
    "summary",
    "training",
    "agreements",
    "plans",
    "guarantee",
)
SETTINGS: Final = (
    "languages",
    "home",
    "readings",
    "provisional",
    "handling",
    "post_mortem",
    "climb",
    "openers",
    "limits",
    "catalogue",
    "signals",
    "suspicion",
    "joining",
)


class Draft:
    """A chapter while it is read: a table, and the clauses found in it so far.

    With `title` the document need not write one itself.
    """

    def __init__(
        self, table: Table, *, prefix: str, key: str, source: str, title: Words | None = None
    ) -> None:
        self.table = table
        self.key = f"{prefix}{key}"
        self.published = not prefix
        self._source = source
        self._clauses: dict[str, Clause] = {}
        self._has_read = False
        self.title = table.words("title", optional=title is not None) or title or {}

    def read_clauses(self, fill: Mapping[str, Words] | None = None) -> None:
        """Take the chapter's own text and its plain clauses, their {places} filled."""
        if "text" in self.table:
            self.add(self.table, "text", self.table.words("text", fill=fill))
        self._has_read = True
        for item in self.table.tables("clause"):
            self.add(item, item.name("key"), item.words("text", fill=fill))
            item.close()

    def add(self, table: Table, key: str, text: Words) -> Clause:
        """Take one clause; its key must be new in the chapter."""
        clause = Clause(f"{self.key}.{key}", self._source, text, self.published)
        if key and clause.key in self._clauses:
            place = "key" if "key" in table else ""
            table.blame(place, f'a second "{clause.key}"', "give each clause a key of its own")
        self._clauses[clause.key] = clause
        return clause

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """The clauses taken so far, in their order."""
        return tuple(self._clauses.values())

    def clause(self, key: str) -> Clause | None:
        """Return a clause of the chapter that has been taken."""
        return self._clauses.get(f"{self.key}.{key}")

    def close(self) -> Chapter:
        """Return the chapter, and blame the keys that nothing has read."""
        if not self._has_read:
            self.read_clauses()
        self.table.close()
        return Chapter(self.key, self.title, self.clauses, self.published)


class Drafts:
    """Every chapter of the document; what may be published may also be the operator's.

    A document without an operator part (a contract) says which chapters it may have in `names`,
    which headings stand over those that write none in `titles`, and which languages are spoken
    on its lines; what a policy leaves to its operator stands in its chapters themselves.
    """

    def __init__(
        self,
        root: Table,
        operator: Table | None,
        *,
        ledger: Ledger,
        source: str,
        names: tuple[str, ...] = PUBLISHED,
        titles: Mapping[str, Words] | None = None,
        spoken: tuple[str, ...] = (),
    ) -> None:
        self.ledger = ledger
        self.spoken = spoken or ledger.languages
        self.operated = operator is not None
        self._source = source
        self._titles = titles
        self._drafts: dict[str, Draft] = {}
        self._read_all(root, "", names)
        if operator is not None:
            self._read_all(operator, "operator.", (*SETTINGS, *names))

    def _read_all(self, table: Table, prefix: str, names: tuple[str, ...]) -> None:
        present = {name for name in names if name in table}
        for name in table.names():
            if name in present:
                title = None if self._titles is None else self._titles.get(name, {})
                draft = Draft(
                    table.table(name), prefix=prefix, key=name, source=self._source, title=title
                )
                self._drafts[draft.key] = draft

    def of(self, name: str) -> Iterator[Draft]:
        """Yield the published chapter of that name and the operator's, as far as there are."""
        for key in (name, f"operator.{name}"):
            if key in self._drafts:
                yield self._drafts[key]

    def setting(self, name: str) -> Draft:
        """Return a chapter of settings that the document must have: the operator's, if it has."""
        if not self.operated:
            return self._drafts[name]
        key = f"operator.{name}"
        if key not in self._drafts:
            self.ledger.blame(("operator", name), "is missing", f"write a table [{key}]")
            quiet = Ledger(self.ledger.document, self.ledger.file)
            return Draft(
                Table(quiet, ("operator", name), {}), prefix="operator.", key=name, source=""
            )
        return self._drafts[key]

    def close(self) -> tuple[Chapter, ...]:
        """Return the chapters in the document's order, the published ones first."""
        return tuple(draft.close() for draft in self._drafts.values())
