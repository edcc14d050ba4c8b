"""What shall be done to many tickets at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from permanence.faces.desk.forms.macros import choose_number
from permanence.faces.desk.forms.shape import DeskForm, PlainSelect
from permanence.faces.desk.presenting.words import state_names
from permanence.overview.bulk.rules import NOBODY, Wish
from permanence.service.tickets.rules.pausing import WAITING
from permanence.world.wording.rules import LONGEST_TEXT


class BulkForm(DeskForm):
    """What changes on each ticket; what is left as it is does not."""

    is_all_optional = True
    team = choose_number(_("Team"))
    assignee = choose_number(_("Assignee"))
    severity = choose_number(_("Severity"))
    level = choose_number(_("Level"))
    then = forms.ChoiceField(label=_("State"), required=False, widget=PlainSelect)
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=2000,
        help_text=_("For another severity or level, and for waiting: customers are told."),
    )
    note = forms.CharField(
        label=_("Note"), required=False, max_length=LONGEST_TEXT, widget=forms.Textarea
    )
    incident = choose_number(
        _("Join an incident"),
        help_text=_(
            "Its notices then stand in each file, and who did not get them is sent the last one."
        ),
    )
    macro = choose_number(_("Macro"))

    def __init__(
        self,
        *args: Any,
        grades: Mapping[str, Sequence[tuple[int, str]]],
        teams: Mapping[int, str],
        people: Mapping[int, str],
        incidents: Mapping[int, str],
        macros: Mapping[int, str],
        begins_with: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs | {"auto_id": "bulk-%s"})
        states = state_names()
        ends = {
            "resume": gettext("Go on"),
            "resolve": gettext("Resolve"),
            "close": gettext("Close"),
        }
        offered: dict[str, Sequence[tuple[Any, str]]] = {
            **grades,
            "team": [(NOBODY, gettext("Nobody")), *teams.items()],
            "assignee": [(NOBODY, gettext("Nobody")), *people.items()],
            "then": [*((state, states[state]) for state in WAITING), *ends.items()],
            "incident": list(incidents.items()),
            "macro": list(macros.items()),
        }
        for name, choices in offered.items():
            self.let_choose(name, [("", gettext("As it is")), *choices])
        for name in ("severity", "level", "incident", "macro"):
            if not offered[name]:
                del self.fields[name]
        if begins_with in self.fields:
            self.order_fields([begins_with])
            self.fields[begins_with].widget.attrs["autofocus"] = True

    def clean(self) -> dict[str, Any]:
        """Refuse what says nothing, a macro with other things, a change without reason."""
        told = {key: one for key, one in self.cleaned_data.items() if one not in (None, "")}
        if not set(told) - {"reason"} and not self.errors:
            self.add_error(None, gettext("Say what shall change."))
        if "macro" in told and set(told) - {"macro", "reason"}:
            self.add_error("macro", gettext("A macro stands alone: leave the rest as it is."))
        judged = {"severity", "level"} & set(told) or told.get("then") in WAITING
        if judged and "reason" not in told:
            self.add_error("reason", gettext("Say why: customers are told."))
        return self.cleaned_data

    @property
    def wish(self) -> Wish:
        """What was asked for."""
        return Wish(**{key: one for key, one in self.cleaned_data.items() if one is not None})
