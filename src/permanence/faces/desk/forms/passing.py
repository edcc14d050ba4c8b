"""Handing over, and writing down what is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from permanence.faces.desk.forms.shape import DeskForm, PlainSelect
from permanence.faces.desk.forms.triage import grades_of
from permanence.faces.desk.presenting.words import say_words
from permanence.promises.policies.rules import Fact, Policy
from permanence.service.tickets.actions.telling import LONGEST_FACT
from permanence.service.tickets.models import Ticket

LONGEST = 20_000


class PassingForm(DeskForm):
    """To whom a ticket goes, and what was tried before."""

    level = forms.TypedChoiceField(label=_("Level"), coerce=int, widget=PlainSelect)
    team = forms.TypedChoiceField(
        label=_("Team"), coerce=int, required=False, empty_value=None, widget=PlainSelect
    )
    assignee = forms.TypedChoiceField(
        label=_("Assignee"), coerce=int, required=False, empty_value=None, widget=PlainSelect
    )
    tried = forms.CharField(
        label=_("What was tried"),
        max_length=LONGEST,
        help_text=_("A note for colleagues; who takes over gets it by mail."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    wanted = forms.CharField(
        label=_("What is wanted of them"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(
        self,
        *args: Any,
        ticket: Ticket,
        policy: Policy,
        teams: Mapping[int, str],
        specialists: Mapping[int, str],
        **kwargs: Any,
    ) -> None:
        first = {"level": ticket.level, "team": ticket.team_id}
        super().__init__(*args, **kwargs | {"initial": first, "auto_id": "passing-%s"})
        nobody = [("", gettext("Nobody yet"))]
        offered: dict[str, Sequence[tuple[Any, str]]] = {
            "level": grades_of(policy, "levels"),
            "team": [*nobody, *teams.items()],
            "assignee": [*nobody, *specialists.items()],
        }
        for name, choices in offered.items():
            self.let_choose(name, choices)


class FactsForm(DeskForm):
    """What is known of the checklist, and why a fact does not apply."""

    def __init__(
        self, *args: Any, ticket: Ticket, facts: Sequence[Fact], language: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs | {"auto_id": "facts-%s"})
        self.keys = [fact.key for fact in facts]
        for fact in facts:
            label = say_words(fact.label, language)
            self.fields[f"known-{fact.key}"] = forms.CharField(
                label=label,
                required=False,
                max_length=LONGEST_FACT,
                initial=ticket.facts.get(fact.key, ""),
            )
            self.fields[f"waived-{fact.key}"] = forms.CharField(
                label=_("Does not apply, because"),
                required=False,
                max_length=LONGEST_FACT,
                initial=ticket.waived.get(fact.key, ""),
            )

    def told(self, which: str) -> dict[str, str]:
        """Return what was typed: of what is `known`, or of what is `waived`."""
        return {key: self.cleaned_data.get(f"{which}-{key}", "") for key in self.keys}
