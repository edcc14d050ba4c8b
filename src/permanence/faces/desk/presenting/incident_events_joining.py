"""The words for requests that join an incident, and for the signs that were counted."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from permanence.faces.desk.access import Reader
from permanence.faces.desk.presenting.said import Said
from permanence.service.incidents.models import Event

Facts = dict[str, Any]


def say_requests(event: Event, facts: Facts, reader: Reader) -> Said:
    """Words for requests that joined, or were taken out."""
    many = len(facts.get("tickets", ()))
    told = {"who": event.actor_name or "Permanence", "count": many}
    if event.kind == "left":
        text = ngettext(
            "%(who)s took %(count)s request out",
            "%(who)s took %(count)s requests out",
            many,
        )
        return Said(text % told, "link")
    text = ngettext(
        "%(who)s let %(count)s request join", "%(who)s let %(count)s requests join", many
    )
    return Said(text % told, "link")


def say_signs(event: Event, facts: Facts, reader: Reader) -> Said:
    """Words for requests, alerts and failing messages that were counted as signs of it."""
    many = len(facts.get("signs", ()))
    text = ngettext(
        "%(count)s sign points to this incident", "%(count)s signs point to this incident", many
    )
    return Said(text % {"count": many}, "flag", is_quiet=True)


def say_failing(event: Event, facts: Facts, reader: Reader) -> Said:
    """Words for messages that fail no more than usual, or fail again."""
    if event.kind == "failures_over":
        text = _("Messages fail no more than usual. Nothing is closed by itself.")
        return Said(text, "check", "met")
    many = len(facts.get("signs", ()))
    text = ngettext(
        "Messages of %(count)s customer fail again more than usual",
        "Messages of %(count)s customers fail again more than usual",
        many,
    )
    return Said(text % {"count": many}, "alert")


def say_pattern(event: Event, facts: Facts, reader: Reader) -> Said:
    """Words for the failing messages from which an incident was declared."""
    signs = facts.get("signs", ())
    failed = sum(int(one["failed"]) for one in signs)
    told = {
        "who": event.actor_name or "Permanence",
        "count": len(signs),
        "failed": failed,
        "total": failed + sum(int(one["passed"]) for one in signs),
    }
    text = ngettext(
        "%(who)s declared it from messages that fail: %(failed)s of %(total)s, %(count)s customer",
        "%(who)s declared it from messages that fail: %(failed)s of %(total)s, %(count)s customers",
        len(signs),
    )
    return Said(text % told, "send")


def say_requests_ended(event: Event, facts: Facts, reader: Reader) -> Said:
    """Words for requests that were resolved together."""
    told = {
        "who": event.actor_name or "Permanence",
        "resolved": len(facts.get("resolved", ())),
        "kept": len(facts.get("kept", ())),
    }
    text = _("%(who)s resolved the requests: %(resolved)s resolved, %(kept)s left open")
    return Said(text % told, "check", "met")


JOINING_EVENTS: Final = {
    "joined": say_requests,
    "left": say_requests,
    "signs_counted": say_signs,
    "failures_over": say_failing,
    "failures_again": say_failing,
    "pattern_kept": say_pattern,
    "requests_ended": say_requests_ended,
}
