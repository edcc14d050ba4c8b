"""TOML documents whose every value knows the line it stands on."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import tree_sitter_toml
from tree_sitter import Language, Node, Parser

KeyPath = tuple[str | int, ...]
"""The way to a value: names of tables and keys, and positions in lists (from 0)."""

_GRAMMAR: Final = Language(tree_sitter_toml.language())
_PLACE: Final = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)$")
_NAMED: Final = re.compile(r"\s*([A-Za-z0-9_.-]+)\s*=")


@dataclass(frozen=True)
class Fault:
    """One thing wrong in a document: where, what, and what would be right."""

    file: str
    line: int
    key: str
    wrong: str
    right: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.key}: {self.wrong}; {self.right}"


class Faults(Exception):  # noqa: N818 -- the word of those who write documents
    """A document cannot be taken as it is; `faults` names everything that is wrong in it."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults


@dataclass(frozen=True)
class Document:
    """The values of a TOML text, with the line of each."""

    values: Mapping[str, Any]
    lines: Mapping[KeyPath, int] = field(repr=False)

    def line_of(self, key_path: KeyPath) -> int:
        """Return the line (from 1) of a key, or of the nearest table above one that is missing."""
        while key_path and key_path not in self.lines:
            key_path = key_path[:-1]
        return self.lines.get(key_path, 1)


def read_document(text: str, *, file: str = "") -> Document:
    """Return the values of a TOML text and their lines, or raise Faults when it is not TOML."""
    lines = _find_lines(text)
    try:
        return Document(tomllib.loads(text), lines)
    except tomllib.TOMLDecodeError as error:
        raise Faults((_syntax_fault(str(error), text, lines, file),)) from error


def spell_path(path: KeyPath) -> str:
    """Return a key path as people write it, positions counted from 1: `plans.plan[2].hours`."""
    spelt = ""
    for part in path:
        if isinstance(part, int):
            spelt += f"[{part + 1}]"
        else:
            spelt += f".{part}" if spelt else part
    return spelt


def _syntax_fault(message: str, text: str, lines: Mapping[KeyPath, int], file: str) -> Fault:
    place = _PLACE.search(message)
    rows = text.splitlines() or [""]
    line = min(int(place[1]) if place and place[1] else len(rows), len(rows))
    key = spell_path(_path_at(rows, line, lines)) or "document"
    wrong = _PLACE.sub("", message)
    return Fault(file, line, key, f"not TOML: {wrong}", "write valid TOML 1.0 here")


def _path_at(rows: list[str], line: int, lines: Mapping[KeyPath, int]) -> KeyPath:
    """Return the key that a line seems to set, though the parser could not make sense of it."""
    on_the_line = [path for path, at in lines.items() if at == line]
    if on_the_line:
        return on_the_line[-1]
    header = next((at for at in range(line, 0, -1) if rows[at - 1].lstrip().startswith("[")), 0)
    table = next((path for path, at in lines.items() if at == header and at), ())
    named = _NAMED.match(rows[line - 1])
    return (*table, named[1]) if named else table


def _find_lines(text: str) -> dict[KeyPath, int]:
    return find_places(text.encode()).lines


def find_places(source: bytes) -> "_LineFinder":
    """Return where each line, value and table of a TOML text stands."""
    finder = _LineFinder()
    finder.walk(Parser(_GRAMMAR).parse(source).root_node)
    return finder


class _LineFinder:
    """Walks a syntax tree and notes where each key, table and list item begins."""

    def __init__(self) -> None:
        self.lines: dict[KeyPath, int] = {}
        self.values: dict[KeyPath, Node] = {}
        self.tables: dict[KeyPath, Node] = {}
        self._lengths: dict[KeyPath, int] = {}

    def walk(self, root: Node) -> None:
        for node in root.named_children:
            if node.type == "pair":
                self._pair(node, ())
            elif node.type in ("table", "table_array_element"):
                self._table(node)

    def _table(self, node: Node) -> None:
        head, *rest = [child for child in node.named_children if child.type != "comment"]
        path = self._resolve(_names(head), repeated=node.type == "table_array_element")
        self._note(path, head)
        self.tables[path] = node
        for child in rest:
            if child.type == "pair":
                self._pair(child, path)

    def _resolve(self, names: tuple[str, ...], *, repeated: bool) -> KeyPath:
        path: KeyPath = ()
        for name in names[:-1]:
            path = (*path, name)
            if path in self._lengths:
                path = (*path, self._lengths[path] - 1)
        path = (*path, names[-1])
        if repeated:
            self._lengths[path] = self._lengths.get(path, 0) + 1
            return (*path, self._lengths[path] - 1)
        return path

    def _pair(self, node: Node, parent: KeyPath) -> None:
        children = [child for child in node.named_children if child.type != "comment"]
        if len(children) < 2:
            return
        head, value = children[0], children[-1]
        path = (*parent, *_names(head))
        self._note(path, head)
        self.values[path] = value
        self._value(value, path)

    def _value(self, node: Node, path: KeyPath) -> None:
        if node.type == "inline_table":
            for child in node.named_children:
                if child.type == "pair":
                    self._pair(child, path)
        elif node.type == "array":
            items = [child for child in node.named_children if child.type != "comment"]
            for position, child in enumerate(items):
                self._note((*path, position), child)
                self._value(child, (*path, position))

    def _note(self, path: KeyPath, node: Node) -> None:
        line = node.start_point.row + 1
        for length in range(1, len(path) + 1):
            self.lines.setdefault(path[:length], line)


def _names(node: Node) -> tuple[str, ...]:
    if node.type == "dotted_key":
        return tuple(name for child in node.named_children for name in _names(child))
    text = (node.text or b"").decode()
    return (text[1:-1] if node.type == "quoted_key" else text,)
