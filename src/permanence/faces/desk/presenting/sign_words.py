"""The words for what is in a book of signs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from permanence.faces.desk.presenting.words import language_name


def fact_names() -> dict[str, str]:
    """Return what each fact that may speak for a value is called."""
    return {
        "clause": _("Each word of a definition of the policy, three at most"),
        "kind": _("The kind of request that the customer chose"),
        "stated": _("The severity that the customer chose in the form"),
        "said": _("A severity named in the text"),
        "affected": _("Many people or places affected"),
        "cluster": _("Each other customer who wrote alike within the hour, three at most"),
        "similar": _("Each of the last three similar requests of the customer"),
        "language": _("A team that works in the customer's language"),
        "level": _("A team that takes the level"),
        "skill": _("A team that knows the service that the words name"),
        "contract": _("A team that knows what the contract is limited to"),
    }


def group_names() -> dict[str, str]:
    """Return what each list of words is called."""
    return {
        "affected": _("Who or what may be affected"),
        "stated": _("What customers call a severity"),
        "denials": _("Words that deny what follows"),
        "plain": _("Words that say nothing of what a request is about"),
    }


def limit_names() -> dict[str, str]:
    """Return what each limit of a book is called."""
    return {
        "needed": _("Suggested from the weight"),
        "strong": _("Called strong from the weight"),
        "affected.from": _("People or places affected, from"),
        "affected.severity": _("So many speak for the severity"),
        "cluster.severity": _("Customers who write alike speak for the severity"),
    }


def say_part_of_book(part: str) -> str:
    """Return what a part of a book is called, as changes name it."""
    kind, _colon, key = part.partition(":")
    if kind == "sign":
        return _("Sign %(name)s") % {"name": key}
    if part in limit_names():
        return limit_names()[part]
    group, _dot, key = part.partition(".")
    if group == "weights":
        return fact_names().get(key, key)
    name = group_names().get(group, group)
    return f"{name} ({language_name(key)})" if key else name


def say_worth(value: Any) -> str:
    """Return what a part of a book says; nothing is a dash."""
    if value is None:
        return "—"
    if isinstance(value, Mapping):
        return say_sign(value)
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def say_sign(row: Mapping[str, Any]) -> str:
    """Return a kept sign in one line."""
    said = [f"“{phrase}”" for value in row.values() if isinstance(value, list) for phrase in value]
    weight = _("Weight %(weight)s") % {"weight": row.get("weight", 0)}
    return " · ".join([*say_points(row), weight, ", ".join(said)])


def say_points(row: Mapping[str, Any]) -> list[str]:
    """Return what a sign speaks for."""
    lines = [
        _("Severity %(number)s") % {"number": row["severity"]} if row.get("severity") else "",
        _("Level %(number)s") % {"number": row["level"]} if row.get("level") else "",
        _("Service: %(name)s") % {"name": row["service"]} if row.get("service") else "",
    ]
    return [line for line in lines if line]
