"""Why a request is confidential, and who may know of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from permanence.faces.desk.forms.shape import DeskForm
from permanence.service.tickets.rules.secrecy import Circle

LONGEST_REASON = 2000


class CircleForm(DeskForm):
    """The people and teams who may know of a request."""

    people = forms.TypedMultipleChoiceField(
        label=_("People who may know"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    teams = forms.TypedMultipleChoiceField(
        label=_("Teams whose members may know"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self,
        *args: Any,
        people: Mapping[int, str],
        teams: Mapping[int, str],
        chosen: Circle,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **{"auto_id": "circle-%s"} | kwargs)
        self.offer("people", people, chosen.people)
        self.offer("teams", teams, chosen.teams)
        if not teams:
            del self.fields["teams"]

    def offer(self, name: str, offered: Mapping[int, str], ticked: Collection[int]) -> None:
        """Offer names, some of them ticked."""
        self.let_choose(name, offered.items())
        self.fields[name].initial = [str(one) for one in ticked]

    @property
    def circle(self) -> Circle:
        """Who was chosen."""
        told = self.cleaned_data
        return Circle(frozenset(told["people"]), frozenset(told.get("teams", ())))


class KeepForm(CircleForm):
    """The same, with why the request is confidential."""

    reason = forms.CharField(
        label=_("Why it is confidential"),
        max_length=LONGEST_REASON,
        help_text=_("Those who know read it."),
    )

    field_order = ("reason", "people", "teams")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs, auto_id="keep-%s")


class GlassForm(DeskForm):
    """Why somebody opens what they were not let in to."""

    reason = forms.CharField(
        label=_("Why you have to open it"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Those who know read it at once, and it stays in the file."),
    )
