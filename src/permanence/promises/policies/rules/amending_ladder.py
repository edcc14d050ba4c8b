"""Single changes of the ladder in a policy document: how a rung is reached, and how it is climbed.

Each returns the whole text of a new version; loading it is an act of its own, with its preview.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from permanence.promises.policies.rules.amending import CannotAmend, Wrong
from permanence.promises.policies.rules.amounts import parse_span
from permanence.promises.terms.rules.documents import KeyPath
from permanence.promises.terms.rules.editing import NotEditable, set_value


@dataclass(frozen=True)
class RungWish:
    """How one contact of a rung is reached from now on, and the time the rung has ("5 minutes").

    `number` counts the contacts of the rung from 0. `contact` is what the document says of it;
    what is empty is left out.
    """

    key: str
    number: int
    contact: Mapping[str, Any]
    allowed: str


def amend_rung(text: str, wish: RungWish) -> str:
    """Return the document with another contact on a rung, and another time for it."""
    values = tomllib.loads(text)
    path, row = find_rung(values, wish.key)
    contacts = [dict(one) for one in row.get("contact", ())]
    if wish.number >= len(contacts):
        raise CannotAmend(Wrong.BY_HAND)
    fresh = {name: value for name, value in wish.contact.items() if value}
    allowed = find_setting(values, "allowed").get(wish.key)
    changes: list[tuple[KeyPath, Any]] = []
    if contacts[wish.number] != fresh:
        contacts[wish.number] = fresh
        changes.append(((*path, "contact"), contacts))
    if not says_same_time(allowed, wish.allowed):
        changes.append(((*setting_path(values), "allowed", wish.key), wish.allowed))
    return make_changes(text, changes)


def amend_course(text: str, wish: Mapping[str, Any]) -> str:
    """Return the document with another way of climbing: what is waited for, repeated, alarmed."""
    values = tomllib.loads(text)
    path, known = setting_path(values), setting_of(values)
    changes = [
        ((*path, name), value)
        for name, value in wish.items()
        if not says_same_time(known.get(name), value)
    ]
    return make_changes(text, changes)


def says_same_time(known: Any, wanted: Any) -> bool:
    """Say whether two values are the same, be it in other units of time."""
    if known == wanted:
        return True
    try:
        return parse_span(str(known)).span == parse_span(str(wanted)).span
    except ValueError:
        return False


def make_changes(text: str, changes: list[tuple[KeyPath, Any]]) -> str:
    """Return the text with all these values; refuse when there is none."""
    if not changes:
        raise CannotAmend(Wrong.NOTHING)
    try:
        for path, value in changes:
            text = set_value(text, path, value)
    except NotEditable:
        raise CannotAmend(Wrong.BY_HAND) from None
    return text


def find_rung(values: Mapping[str, Any], key: str) -> tuple[KeyPath, dict[str, Any]]:
    """Return where a rung stands in a document, and what it says."""
    for place in ((), ("operator",)):
        inner: Any = values
        for part in (*place, "ladder"):
            inner = inner.get(part, {})
        for number, row in enumerate(inner.get("rung", [])):
            if row.get("key") == key:
                return (*place, "ladder", "rung", number), dict(row)
    raise CannotAmend(Wrong.BY_HAND)


def setting_path(values: Mapping[str, Any]) -> KeyPath:
    """Return where a document says how its ladder is climbed."""
    return ("operator", "ladder") if "operator" in values else ("ladder",)


def setting_of(values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what a document says of how its ladder is climbed."""
    inner: Any = values
    for part in setting_path(values):
        inner = inner.get(part, {})
    found: Mapping[str, Any] = inner
    return found


def find_setting(values: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """Return one table of how a ladder is climbed, empty where it is not written."""
    found: Mapping[str, Any] = setting_of(values).get(name, {})
    return found
