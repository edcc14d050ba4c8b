"""Writing values as a TOML document that people like to read."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from typing import Any, Final

_BARE: Final = re.compile(r"[A-Za-z0-9_-]+")
_ESCAPES: Final = {
    '"': '\\"',
    "\\": "\\\\",
    "\b": "\\b",
    "\t": "\\t",
    "\n": "\\n",
    "\f": "\\f",
    "\r": "\\r",
}
_WORDS: Final = re.compile(r"[a-z]{2}")


def write_toml(values: Mapping[str, Any]) -> str:
    """Return a TOML 1.0 document with these values: plain keys first, then a section a table."""
    return "\n".join(_lines(values, ())).strip() + "\n"


def _lines(values: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[str]:
    sections = []
    for key, value in values.items():
        if (isinstance(value, Mapping) and not _is_words(value)) or _is_tables(value):
            sections.append((key, value))
        elif isinstance(value, Mapping):
            for language, text in value.items():
                yield f"{_key(key)}.{_key(language)} = {_value(text)}"
        else:
            yield f"{_key(key)} = {_value(value)}"
    for key, value in sections:
        yield from _section((*path, key), value)


def _section(path: tuple[str, ...], value: Any) -> Iterator[str]:
    name = ".".join(map(_key, path))
    for table in [value] if isinstance(value, Mapping) else value:
        lines = list(_lines(table, path))
        # A table of tables only needs no heading of its own: theirs imply it.
        if not isinstance(value, Mapping):
            yield from ("", f"[[{name}]]")
        elif not lines or lines[0]:
            yield from ("", f"[{name}]")
        yield from lines


def _is_words(value: Mapping[str, Any]) -> bool:
    """A text in several languages stands on dotted keys, one a line."""
    return bool(value) and all(
        isinstance(text, str) and _WORDS.fullmatch(key) for key, text in value.items()
    )


def _is_tables(value: Any) -> bool:
    return (
        isinstance(value, list | tuple)
        and bool(value)
        and all(isinstance(item, Mapping) for item in value)
    )


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else _text(key)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, Mapping):
        pairs = ", ".join(f"{_key(key)} = {_value(inner)}" for key, inner in value.items())
        return f"{{ {pairs} }}" if pairs else "{}"
    return repr(value)


def _text(text: str) -> str:
    return f'"{"".join(map(_escape, text))}"'


def _escape(sign: str) -> str:
    if sign in _ESCAPES:
        return _ESCAPES[sign]
    return f"\\u{ord(sign):04x}" if ord(sign) < 32 or ord(sign) == 127 else sign
