"""Changing single values of a TOML text; every other letter of it stays as it was written."""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any, Final

from permanence.promises.terms.rules.documents import KeyPath, find_places

BARE: Final = re.compile(r"[A-Za-z0-9_-]+")
LONGEST: Final = 200


class NotEditable(ValueError):  # noqa: N818 -- says what is so
    """The text is written in a way that is changed by hand only."""


def set_value(text: str, path: KeyPath, value: Any) -> str:
    """Return the text with a value at a path, changed or added to a table that is there.

    What comes out says exactly what went in and the new value, or NotEditable is raised.
    """
    source = text.encode()
    places, written = find_places(source), write_value(value).encode()
    node = places.values.get(path)
    if node is not None:
        edited = source[: node.start_byte] + written + source[node.end_byte :]
    else:
        table = places.tables.get(path[:-1])
        if table is None:
            raise NotEditable(path)
        pairs = [one for one in table.named_children if one.type == "pair"]
        end = (pairs[-1] if pairs else table.named_children[0]).end_byte
        if not pairs:
            end = _end_of_line(source, end)
        line = b"\n" + write_key(str(path[-1])).encode() + b" = " + written
        edited = source[:end] + line + source[end:]
    return _check(text, edited.decode(), path, value)


def _end_of_line(source: bytes, place: int) -> int:
    found = source.find(b"\n", place)
    return len(source) if found < 0 else found


def _check(text: str, edited: str, path: KeyPath, value: Any) -> str:
    wanted = tomllib.loads(text)
    inner: Any = wanted
    try:
        for part in path[:-1]:
            inner = inner[part]
        inner[path[-1]] = value
        found = tomllib.loads(edited)
    except (KeyError, IndexError, TypeError, tomllib.TOMLDecodeError) as error:
        raise NotEditable(path) from error
    if found != wanted:
        raise NotEditable(path)
    return edited


def write_value(value: Any) -> str:
    """Return a value as TOML writes it on one line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, list | tuple):
        return f"[{', '.join(write_value(one) for one in value)}]"
    if isinstance(value, Mapping):
        pairs = (f"{write_key(key)} = {write_value(one)}" for key, one in value.items())
        return f"{{ {', '.join(pairs)} }}" if value else "{}"
    if isinstance(value, int):
        return str(value)
    raise NotEditable(value)


def write_key(key: str) -> str:
    """Return a key as TOML writes it; a date is written as a text."""
    is_bare = BARE.fullmatch(key) and not key[0].isdigit()
    return key if is_bare else json.dumps(key, ensure_ascii=False)


def changed_values(before: str, after: str, *, most: int = 60) -> dict[str, list[str]]:
    """Return what two TOML texts say differently, by key path: as it was and as it is.

    Rows of a list are named by their key, so that one that was added moves no other.
    """
    was = dict(_flatten(tomllib.loads(before), ""))
    now = dict(_flatten(tomllib.loads(after), ""))
    found = {}
    for path in [*was, *(one for one in now if one not in was)]:
        if was.get(path) != now.get(path):
            found[path] = [was.get(path, ""), now.get(path, "")]
        if len(found) == most:
            break
    return found


def _flatten(value: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for key, one in value.items():
            yield from _flatten(one, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list) and value and all(isinstance(one, Mapping) for one in value):
        for place, one in enumerate(value, 1):
            yield from _flatten(one, f"{path}[{one.get('key', place)}]")
    else:
        yield path, (value if isinstance(value, str) else write_value_plainly(value))[:LONGEST]


def write_value_plainly(value: Any) -> str:
    """Return a value as it is read in a journal."""
    return json.dumps(value, ensure_ascii=False, default=str)
