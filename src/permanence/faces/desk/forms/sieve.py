"""What a view of one's own lets through, and under which name it is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from permanence.faces.desk.forms.shape import DeskForm, PlainSelect
from permanence.faces.desk.forms.triage import grades_of
from permanence.faces.desk.presenting.columns import added_names
from permanence.faces.desk.presenting.kinds import name_kinds
from permanence.faces.desk.presenting.words import state_names
from permanence.faces.ui.numbers import MOST_DIGITS
from permanence.faces.ui.templatetags.ui import CHANNELS
from permanence.overview.worklists.rules import COLUMNS, ME, MOST_ADDED, NOBODY, Sieve, order_added
from permanence.promises.policies.rules import Policy
from permanence.service.tickets.rules.states import UNENDED

Choices = Sequence[tuple[Any, Any]]


class Ticked(forms.TypedMultipleChoiceField):
    """Any of several values, as boxes to tick."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)


class Added(Ticked):
    """The columns that a view has beyond the usual ones: no more than a list has room for."""

    def clean(self, value: Any) -> Any:
        """Return the columns in the order in which they stand."""
        chosen = order_added(super().clean(value))
        if len(chosen) > MOST_ADDED:
            refusal = gettext("Choose at most {most} columns to add.")
            raise forms.ValidationError(refusal.format(most=MOST_ADDED))
        return list(chosen)


class Day(forms.DateField):
    """A day that need not be given."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(required=False, widget=widget, input_formats=["%Y-%m-%d"], **kwargs)


class IncidentNumber(forms.CharField):
    """The number of an incident as people write it: I-1042, or 1042."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=MOST_DIGITS, **kwargs)

    def clean(self, value: Any) -> int | None:
        """Return the number; None where none is given."""
        told = str(super().clean(value)).strip().upper().removeprefix("I-")
        if told and not (told.isascii() and told.isdecimal()):
            raise forms.ValidationError(gettext("Write it as I-1042."))
        return int(told) if told else None


class SieveForm(DeskForm):
    """The questions by which a list is narrowed; its address holds the answers."""

    is_all_optional = True
    desk = forms.CharField(required=False, widget=forms.HiddenInput)
    view = forms.IntegerField(required=False, widget=forms.HiddenInput)
    text = forms.CharField(label=_("Words in the subject"), required=False, max_length=100)
    customer = forms.CharField(label=_("Organisation"), required=False, max_length=100)
    installation = forms.CharField(label=_("Installation"), required=False, max_length=100)
    states = Ticked(label=_("State"))
    severities = Ticked(label=_("Severity"), coerce=int)
    levels = Ticked(label=_("Level"), coerce=int)
    kinds = Ticked(label=_("Kind of request"))
    promise = forms.ChoiceField(label=_("Promise"), required=False, widget=PlainSelect)
    incident = forms.ChoiceField(label=_("Incident"), required=False, widget=PlainSelect)
    incident_number = IncidentNumber(label=_("Which incident"))
    team = forms.TypedChoiceField(
        label=_("Team"), required=False, coerce=int, empty_value=None, widget=PlainSelect
    )
    assignee = forms.TypedChoiceField(
        label=_("Assignee"), required=False, coerce=int, empty_value=None, widget=PlainSelect
    )
    service = forms.ChoiceField(label=_("Service"), required=False, widget=PlainSelect)
    channels = Ticked(label=_("Channel"))
    languages = Ticked(label=_("Language"))
    opened_since = Day(label=_("Received since"))
    opened_until = Day(label=_("Received until"))
    word_since = Day(label=_("Last word since"))
    word_until = Day(label=_("Last word until"))
    order = forms.ChoiceField(label=_("Order"), required=False, widget=PlainSelect)
    hidden = Ticked(label=_("Columns left out"))
    added = Added(label=_("Columns added"))

    def __init__(
        self,
        *args: Any,
        policy: Policy,
        teams: Mapping[int, str],
        people: Mapping[int, str],
        services: Mapping[str, str],
        orders: Choices,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs | {"auto_id": "sieve-%s"})
        anything = ("", gettext("Any"))
        nobody = (NOBODY, gettext("Nobody"))
        names = state_names()
        offered: dict[str, Choices] = {
            "states": [(state, name) for state, name in names.items() if state in UNENDED],
            "severities": [
                (number, name.partition(" · ")[0])
                for number, name in grades_of(policy, "severities")
            ],
            "levels": [
                (number, name.partition(" · ")[0]) for number, name in grades_of(policy, "levels")
            ],
            "kinds": list(name_kinds(policy).items()),
            "promise": [
                anything,
                ("at_risk", gettext("At risk")),
                ("overdue", gettext("Overdue")),
                ("none", gettext("Nothing due")),
            ],
            "incident": [
                anything,
                ("in", gettext("Belongs to one")),
                ("near", gettext("May belong to one")),
                ("either", gettext("Belongs or may belong to one")),
            ],
            "team": [anything, nobody, *teams.items()],
            "assignee": [anything, nobody, (ME, gettext("Who looks")), *people.items()],
            "service": [anything, *services.items()],
            "channels": [(key, name) for key, (_icon, name) in CHANNELS.items()],
            "languages": list(settings.LANGUAGES),
            "order": orders,
            "hidden": [(key, column_names()[key]) for key in COLUMNS],
            "added": list(added_names().items()),
        }
        for name, choices in offered.items():
            self.let_choose(name, choices)
        for name in ("severities", "levels"):
            if not offered[name]:
                del self.fields[name]

    @property
    def sieve(self) -> Sieve:
        """What was asked for."""
        told = self.cleaned_data
        said: dict[str, Any] = {
            name: tuple(told[name]) if isinstance(told[name], list) else told[name]
            for name in Sieve.__dataclass_fields__
            if told.get(name) not in (None, "")
        }
        return Sieve(**said)


def column_names() -> dict[str, str]:
    """Return what the columns are called that may be left out."""
    return {
        "org": gettext("Organisation"),
        "state": gettext("State"),
        "who": gettext("Assignee"),
        "last": gettext("Last word"),
    }


class SaveForm(DeskForm):
    """Under which name a view is kept, and for whom."""

    query = forms.CharField(required=False, max_length=4000, widget=forms.HiddenInput)
    view = forms.IntegerField(required=False, widget=forms.HiddenInput)
    name = forms.CharField(label=_("Name of the view"), max_length=60)
    is_shared = forms.BooleanField(label=_("Everybody on the desk sees it"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"auto_id": "save-%s"})
