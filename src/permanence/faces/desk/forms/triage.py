"""What a specialist found."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import shorten
from typing import Any, Literal

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from permanence.faces.desk.forms.shape import DeskForm, PlainSelect
from permanence.faces.desk.presenting.kinds import name_kinds
from permanence.faces.desk.presenting.words import say_words
from permanence.promises.policies.rules import Grade, Policy
from permanence.service.tickets.models import Ticket

MOST_OF_DEFINITION = 80


class TriageForm(DeskForm):
    """What a specialist found; a change of an earlier judgement needs a reason.

    `taken` are the values of a suggestion that were taken over; `suggestion` its revision.
    """

    severity = forms.TypedChoiceField(label=_("Severity"), coerce=int, widget=PlainSelect)
    level = forms.TypedChoiceField(label=_("Level"), coerce=int, widget=PlainSelect)
    kind = forms.ChoiceField(label=_("Kind of request"), required=False, widget=PlainSelect)
    team = forms.TypedChoiceField(
        label=_("Team"), coerce=int, required=False, empty_value=None, widget=PlainSelect
    )
    assignee = forms.TypedChoiceField(
        label=_("Assignee"), coerce=int, required=False, empty_value=None, widget=PlainSelect
    )
    service = forms.ChoiceField(label=_("Service"), required=False, widget=PlainSelect)
    reason = forms.CharField(label=_("Why the judgement changes"), required=False, max_length=2000)
    suggestion = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        ticket: Ticket,
        policy: Policy,
        teams: Mapping[int, str],
        specialists: Mapping[int, str],
        services: Mapping[str, str],
        taken: Mapping[str, int] | None = None,
        **kwargs: Any,
    ) -> None:
        first = {
            "severity": ticket.severity,
            "level": ticket.level,
            "kind": ticket.kind,
            "team": ticket.team_id,
            "assignee": ticket.assignee_id,
            "service": ticket.service,
            "suggestion": (ticket.suggested or {}).get("revision"),
            **(taken or {}),
        }
        super().__init__(*args, **kwargs | {"initial": first, "auto_id": "triage-%s"})
        nobody = [("", gettext("Nobody yet"))]
        self.let_choose("severity", grades_of(policy, "severities"))
        self.let_choose("level", grades_of(policy, "levels"))
        self.let_choose("kind", [("", gettext("Not said")), *name_kinds(policy).items()])
        self.let_choose("team", [*nobody, *teams.items()])
        self.let_choose("assignee", [*nobody, *specialists.items()])
        self.let_choose("service", [("", gettext("Not said")), *services.items()])
        if not services:
            del self.fields["service"]
        del self.fields["suggestion" if ticket.triaged_at else "reason"]
        if policy.ordered_by == "level":
            self.order_fields(["level", "severity"])


def grades_of(policy: Policy, axis: Literal["levels", "severities"]) -> list[tuple[int, str]]:
    """Return the steps of an axis as a reader chooses among them."""
    grades = policy.severities if axis == "severities" else policy.levels
    return [(grade.number, say_grade(grade, policy.default_language)) for grade in grades]


def say_grade(grade: Grade, fallback: str) -> str:
    """Return the name of a level or severity with the beginning of what it means."""
    meaning = shorten(say_words(grade.definition, fallback), MOST_OF_DEFINITION, placeholder="…")
    return f"{say_words(grade.name, fallback)} · {meaning}"
