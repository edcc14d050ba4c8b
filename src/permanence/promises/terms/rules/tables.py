"""Reading a document table by table, noting each fault and going on."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from difflib import get_close_matches
from typing import Any, Final, TypeVar

from permanence.promises.terms.rules.clauses import Words, typeset
from permanence.promises.terms.rules.documents import Document, Fault, KeyPath, spell_path

T = TypeVar("T")

_KEY: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_PLACEHOLDER: Final = re.compile(r"\{([^{}]*)\}")
_KINDS: Final[Mapping[type, str]] = {
    str: "a text in quotes",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    dict: "a table",
    list: "a list",
}


@dataclass
class Ledger:
    """What is known while one document is read: where things stand, and what is wrong so far."""

    document: Document
    file: str
    languages: tuple[str, ...] = ()
    faults: list[Fault] = field(default_factory=list)

    def blame(self, path: KeyPath, wrong: str, right: str) -> None:
        """Note a fault at a key path."""
        line = self.document.line_of(path)
        self.faults.append(Fault(self.file, line, spell_path(path), wrong, right))


class Table:
    """One table of a document. Each method takes a key, and what it gives is always usable.

    Where the document is at fault the ledger says so and a harmless stand-in is returned, so
    that one reading finds every fault. `close` blames the keys that nobody asked for.
    """

    def __init__(self, ledger: Ledger, path: KeyPath, values: Mapping[str, Any]) -> None:
        self.ledger = ledger
        self.path = path
        self.values = values
        self._asked: dict[str, None] = {}

    def __contains__(self, key: str) -> bool:
        self._asked[key] = None
        return key in self.values

    def names(self) -> tuple[str, ...]:
        """Return the keys that the document has here, in its order."""
        return tuple(self.values)

    def blame(self, key: str, wrong: str, right: str) -> None:
        """Note a fault at a key of this table (of the table itself for an empty key)."""
        self.ledger.blame((*self.path, key) if key else self.path, wrong, right)

    def text(self, key: str, *, default: str | None = None) -> str:
        """Return a text that is not empty."""
        found = self._take(key, str, default=default, empty="")
        if key in self.values and isinstance(self.values[key], str) and not found.strip():
            self.blame(key, "is empty", "write a text")
        return found

    def name(self, key: str, *, default: str | None = None) -> str:
        """Return a key: small letters, digits and hyphens."""
        found = self.text(key, default=default)
        if found and not _KEY.fullmatch(found):
            self.blame(key, f'"{found}" is no key', "use small letters, digits and single hyphens")
        return found

    def number(self, key: str, *, default: int | None = None, least: int = 0) -> int:
        """Return a whole number that is not below `least`."""
        found = self._take(key, int, default=default, empty=least)
        if found < least:
            self.blame(key, f"{found} is too small", f"write {least} or more")
            return least
        return found

    def share(self, key: str, *, default: float | None = None) -> float:
        """Return a share: more than 0, less than 1."""
        value = self.values.get(key)
        if isinstance(value, int) and not isinstance(value, bool):
            self._asked[key] = None
            found = float(value)
        else:
            found = self._take(key, float, default=default, empty=0.5)
        if not 0 < found < 1:
            self.blame(key, f"{found:g} is no share", "write a number between 0 and 1, such as 0.7")
            return 0.5
        return found

    def shares(self, key: str, *, default: tuple[float, ...]) -> tuple[float, ...]:
        """Return a list of shares: more than 0, at most 1."""
        return self._list(
            key, default, float, lambda one: 0 < one <= 1, "write shares such as [0.8, 1.0]"
        )

    def numbers(self, key: str, *, default: tuple[int, ...]) -> tuple[int, ...]:
        """Return a list of whole numbers above 0."""
        return self._list(key, default, int, lambda one: one > 0, "write numbers such as [30, 7]")

    def _list(
        self,
        key: str,
        default: tuple[T, ...],
        kind: type[T],
        fits: Callable[[T], bool],
        right: str,
    ) -> tuple[T, ...]:
        found = self._take(key, list, default=list(default), empty=list(default))
        for position, item in enumerate(found):
            if not isinstance(item, kind) or isinstance(item, bool) or not fits(item):
                self.ledger.blame((*self.path, key, position), f"is {item!r}", right)
                return default
        return tuple(found)

    def truth(self, key: str, *, default: bool | None = None) -> bool:
        """Return true or false."""
        return self._take(key, bool, default=default, empty=False)

    def day(self, key: str, *, optional: bool = False) -> date | None:
        """Return a date, written as TOML writes it; None when there is none."""
        self._asked[key] = None
        found = self.values.get(key)
        right = "write a date such as 2026-01-31, without quotes"
        if found is None:
            if not optional:
                self.blame(key, "is missing", right)
            return None
        if not isinstance(found, date) or isinstance(found, datetime):
            self.blame(key, f"is {_kind(found)}", right)
            return None
        return found

    def choice(self, key: str, options: Iterable[str], *, default: str | None = None) -> str:
        """Return one of the options."""
        known = tuple(options)
        found = self.text(key, default=default)
        if found and found not in known:
            self.blame_choice(key, found, known)
        return found

    def blame_choice(self, key: str, found: str, known: tuple[str, ...]) -> None:
        """Note that a word is none of those known, and the one that was perhaps meant."""
        near = get_close_matches(found, known, n=1)
        right = f'did you mean "{near[0]}"?' if near else f"use one of: {', '.join(known)}"
        self.blame(key, f'unknown "{found}"', right)

    def texts(self, key: str, *, required: bool = False) -> tuple[str, ...]:
        """Return a list of texts; empty when the document has none."""
        found = self._take(key, list, default=None if required else [], empty=[])
        for position, item in enumerate(found):
            if not isinstance(item, str):
                path = (*self.path, key, position)
                self.ledger.blame(path, f"is {_kind(item)}", "write a text in quotes")
        return tuple(item for item in found if isinstance(item, str))

    def choices(
        self, key: str, options: Iterable[str], *, required: bool = False
    ) -> tuple[str, ...]:
        """Return a list of which each item is one of the options."""
        known = tuple(options)
        found = self.texts(key, required=required)
        for position, item in enumerate(found):
            if item not in known:
                near = get_close_matches(item, known, n=1)
                right = f'did you mean "{near[0]}"?' if near else f"use one of: {', '.join(known)}"
                self.ledger.blame((*self.path, key, position), f'unknown "{item}"', right)
        return found

    def words(
        self, key: str, *, fill: Mapping[str, Words] | None = None, optional: bool = False
    ) -> Words:
        """Return a text in every language of the document, its {places} filled with amounts."""
        if optional and key not in self:
            return {}
        table = Table(self.ledger, (*self.path, key), self._take(key, dict, default=None, empty={}))
        if not isinstance(self.values.get(key), dict):
            return {}
        spoken = {language: table.text(language) for language in self.ledger.languages}
        table.close()
        return {
            language: table._fill(language, text, fill or {}) for language, text in spoken.items()
        }

    def table(self, key: str) -> "Table":
        """Return a table that the document must have."""
        return Table(self.ledger, (*self.path, key), self._take(key, dict, default=None, empty={}))

    def tables(self, key: str) -> tuple["Table", ...]:
        """Return a list of tables; empty when the document has none."""
        found = []
        for position, item in enumerate(self._take(key, list, default=[], empty=[])):
            path = (*self.path, key, position)
            if isinstance(item, dict):
                found.append(Table(self.ledger, path, item))
            else:
                self.ledger.blame(path, f"is {_kind(item)}", "write a table")
        return tuple(found)

    def parsed(self, key: str, parse: Callable[[str], T], *, right: str, empty: T) -> T:
        """Return what `parse` makes of a text; it raises ValueError when it cannot."""
        text = self.text(key)
        if not text:
            return empty
        try:
            return parse(text)
        except ValueError:
            self.blame(key, f'cannot read "{text}"', right)
            return empty

    def raw(self, key: str) -> Any:
        """Return what stands under a key as it is, for a reader of its own."""
        self._asked[key] = None
        return self.values.get(key)

    def close(self) -> None:
        """Blame each key that no part of the product understands."""
        for key in self.values:
            if key not in self._asked:
                near = get_close_matches(key, tuple(self._asked), n=1)
                known = ", ".join(self._asked) or "nothing"
                right = f'did you mean "{near[0]}"?' if near else f"known here: {known}"
                self.blame(key, "unknown key", right)

    def _take(self, key: str, kind: type[T], *, default: T | None, empty: T) -> T:
        self._asked[key] = None
        if key not in self.values:
            if default is None:
                self.blame(key, "is missing", f"write {_KINDS[kind]}")
                return empty
            return default
        value = self.values[key]
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            self.blame(key, f"is {_kind(value)}", f"write {_KINDS[kind]}")
            return empty
        return value

    def _fill(self, language: str, text: str, fill: Mapping[str, Words]) -> str:
        for name in dict.fromkeys(_PLACEHOLDER.findall(text)):
            if name not in fill:
                known = ", ".join(f"{{{place}}}" for place in fill) or "no places"
                self.blame(language, f"nothing fills {{{name}}}", f"known here: {known}")
        filled = _PLACEHOLDER.sub(
            lambda found: fill.get(found[1], {}).get(language, found[0]), text
        )
        return typeset(filled, language)


def _kind(value: object) -> str:
    for kind in (bool, int, float, str, dict, list):
        if isinstance(value, kind):
            return _KINDS[kind]
    return "a date or time"
