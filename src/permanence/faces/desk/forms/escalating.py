"""A customer escalates on the phone, and the manager rules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from permanence.faces.desk.forms.shape import DeskForm, PlainSelect
from permanence.faces.desk.forms.triage import grades_of
from permanence.promises.policies.rules import Policy
from permanence.service.tickets.queries.escalations import ground_names, verdict_names
from permanence.service.tickets.rules.escalating import Place

LONGEST = 20_000


class EscalatingForm(DeskForm):
    """What a customer who calls says is not right."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    ground = forms.ChoiceField(label=_("Ground"), required=False, widget=PlainSelect)
    words = forms.CharField(
        label=_("In the customer's words"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        first = {"key": uuid4()}
        super().__init__(*args, **kwargs | {"initial": first, "auto_id": "escalating-%s"})
        self.let_choose("ground", [("", gettext("Not said")), *ground_names().items()])


class RulingForm(DeskForm):
    """How the manager rules, why, and where what is upheld gets its attention."""

    verdict = forms.ChoiceField(label=_("Ruling"), widget=PlainSelect)
    ground = forms.ChoiceField(label=_("Ground"), widget=PlainSelect)
    reasons = forms.CharField(
        label=_("Why"),
        max_length=LONGEST,
        help_text=_("The customer is told by mail, in these words."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    place = forms.ChoiceField(
        label=_("The right place"),
        required=False,
        help_text=_("Of what is upheld: who acts on it first. An act of theirs is waited for."),
        widget=PlainSelect,
    )

    def __init__(
        self,
        *args: Any,
        is_ground_known: bool,
        policy: Policy,
        teams: Mapping[int, str],
        specialists: Mapping[int, str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs | {"auto_id": "ruling-%s"})
        offered: dict[str, list[Any]] = {
            "verdict": list(verdict_names().items()),
            "ground": list(ground_names().items()),
            "place": [
                ("", gettext("None")),
                (
                    gettext("Level"),
                    [(f"level:{one}", name) for one, name in grades_of(policy, "levels")],
                ),
                (gettext("Team"), [(f"team:{one}", name) for one, name in teams.items()]),
                (
                    gettext("Person"),
                    [(f"person:{one}", name) for one, name in specialists.items()],
                ),
            ],
        }
        for name, choices in offered.items():
            self.let_choose(name, choices)
        if is_ground_known:
            del self.fields["ground"]

    @property
    def chosen(self) -> Place | None:
        """The place that was chosen."""
        kind, _colon, number = self.cleaned_data["place"].partition(":")
        return Place(kind, int(number)) if number else None
