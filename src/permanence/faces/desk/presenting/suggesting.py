"""What is suggested for the triage of a ticket, with its reasons in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from permanence.faces.desk.presenting.services import services_of
from permanence.faces.desk.presenting.words import language_name
from permanence.promises.policies.rules import Policy
from permanence.service.tickets.models import Ticket
from permanence.service.tickets.rules.hints import Axis
from permanence.service.tickets.rules.reference import speak_reference
from permanence.service.tickets.rules.suggesting import AXES

Shown = dict[str, Any]
Hint = Mapping[str, Any]


def show_suggestion(ticket: Ticket, policy: Policy, teams: Mapping[int, str]) -> Shown | None:
    """Return what `desk/parts/suggestion.html` reads; None where nothing is suggested.

    `teams` are those that may be chosen now: another one is not suggested any more.
    """
    suggested = ticket.suggested
    if not suggested or ticket.triaged_at is not None:
        return None
    axes = [
        axis
        for axis in AXES
        if axis in suggested and (axis != "team" or suggested[axis]["value"] in teams)
    ]
    if not axes:
        return None
    page = reverse("desk:ticket", args=[ticket.reference])
    names = services_of(policy)
    return {
        "axes": [show_axis(axis, suggested[axis], teams, names) for axis in axes],
        "values": {axis: suggested[axis]["value"] for axis in axes},
        "revision": suggested["revision"],
        "take_url": f"{page}?suggest=1#triage",
        "dismiss_url": reverse("desk:suggestion-dismiss", args=[ticket.reference]),
    }


def values_taken(suggestion: Shown | None) -> dict[str, int]:
    """Return the values that go into the form when a suggestion is taken over."""
    return dict(suggestion["values"]) if suggestion else {}


def show_axis(
    axis: Axis, advice: Mapping[str, Any], teams: Mapping[int, str], services: Mapping[str, str]
) -> Shown:
    """Return one value that is suggested, how strongly, and each reason with its weight."""
    value = advice["value"]
    said = {
        "severity": _("Severity %(value)s"),
        "level": _("Level %(value)s"),
        "team": teams.get(value, ""),
    }
    strength = _("strong, weight %(weight)s") if advice.get("strong") else _("weight %(weight)s")
    return {
        "said": said[axis] % {"value": value},
        "strength": strength % {"weight": advice["weight"]},
        "reasons": [say_hint(hint, services) for hint in advice["hints"]],
    }


def say_hint(hint: Hint, services: Mapping[str, str]) -> str:
    """Return one reason in words, with what it weighs."""
    said = say_facts(hint, services)
    return _("%(reason)s (%(weight)s)") % {"reason": said, "weight": f"+{hint['weight']}"}


def say_facts(hint: Hint, services: Mapping[str, str]) -> str:
    """Return one reason in words."""
    words: Sequence[str] = hint.get("words", ())
    number = hint.get("number", 0)
    quoted = ", ".join(_("“%(reason)s”") % {"reason": word} for word in words)
    named = ", ".join(services.get(word, word) for word in words)
    requests = ", ".join(speak_reference(word) for word in words)
    texts = {
        "words": _("it says %(quoted)s"),
        "clause": _("it uses words of the policy's definition: %(quoted)s"),
        "kind": _("the policy says so of this kind of request"),
        "stated": _("the customer calls it that"),
        "affected": _("it names %(number)s people or places"),
        "cluster": ngettext(
            "%(number)s other customer wrote nearly the same within the hour",
            "%(number)s other customers wrote nearly the same within the hour",
            number,
        ),
        "similar": ngettext(
            "a similar request of this customer was judged so: %(requests)s",
            "similar requests of this customer were judged so: %(requests)s",
            number,
        ),
        "language": _("the team works in %(language)s"),
        "level": _("the team takes level %(number)s"),
        "skill": _("the team knows: %(named)s"),
        "contract": _("the contract covers what the team knows: %(named)s"),
    }
    told = {"quoted": quoted, "named": named, "number": number, "requests": requests}
    language = language_name(words[0]) if words else ""
    return texts[hint["code"]] % {**told, "language": language}
