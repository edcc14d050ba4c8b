"""The shapes of a macro, and of carrying one out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from permanence.faces.desk.forms.shape import DeskForm, PlainSelect
from permanence.faces.desk.presenting.words import state_names
from permanence.service.tickets.rules.pausing import WAITING
from permanence.world.wording.rules import LONGEST_TEXT, Steps


def choose_number(label: Any, **kwargs: Any) -> forms.TypedChoiceField:
    """Return a field that chooses what goes by a number, or leaves it as it is."""
    return forms.TypedChoiceField(
        label=label, coerce=int, required=False, empty_value=None, widget=PlainSelect, **kwargs
    )


class MacroForm(DeskForm):
    """What a macro is called and what it does."""

    title = forms.CharField(label=_("Title"), max_length=120)
    severity = choose_number(_("Severity"))
    level = choose_number(_("Level"))
    team = choose_number(_("Team"))
    is_taken = forms.BooleanField(
        label=_("Whoever carries it out takes the ticket"), required=False
    )
    answer = forms.ChoiceField(label=_("Canned answer"), required=False, widget=PlainSelect)
    note = forms.CharField(
        label=_("Note"), required=False, max_length=LONGEST_TEXT, widget=forms.Textarea
    )
    then = forms.ChoiceField(label=_("State"), required=False, widget=PlainSelect)
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=2000,
        help_text=_("A suggestion: it can be changed before the macro is carried out."),
    )

    def __init__(
        self,
        *args: Any,
        grades: Mapping[str, Sequence[tuple[int, str]]],
        teams: Mapping[int, str],
        answers: Mapping[str, str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs | {"auto_id": "macro-%s"})
        ends = {"resolve": gettext("Resolve"), "resume": gettext("Go on")}
        states = state_names()
        offered: dict[str, Sequence[tuple[Any, str]]] = {
            **grades,
            "team": list(teams.items()),
            "answer": list(answers.items()),
            "then": [*ends.items(), *((state, states[state]) for state in WAITING)],
        }
        for name, choices in offered.items():
            self.let_choose(name, [("", gettext("As it is")), *choices])

    @property
    def steps(self) -> Steps:
        """What was chosen."""
        chosen = {key: one for key, one in self.cleaned_data.items() if key != "title"}
        return Steps(**chosen)


class RunForm(DeskForm):
    """What is written when a macro is carried out; `seen` marks what was looked at."""

    reply = forms.CharField(
        label=_("Reply"), required=False, max_length=LONGEST_TEXT, widget=forms.Textarea
    )
    note = forms.CharField(
        label=_("Note"), required=False, max_length=LONGEST_TEXT, widget=forms.Textarea
    )
    reason = forms.CharField(label=_("Reason"), required=False, max_length=2000)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, wanted: Mapping[str, bool], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"auto_id": "run-%s"})
        for name, is_wanted in wanted.items():
            if is_wanted:
                self.fields[name].required = True
            else:
                del self.fields[name]
