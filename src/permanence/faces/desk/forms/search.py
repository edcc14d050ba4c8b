"""What is searched for, and which of what is found is meant."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo
from typing import Any, NamedTuple

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from permanence.faces.desk.forms.shape import DeskForm, PlainSelect
from permanence.faces.desk.forms.sieve import Day
from permanence.overview.worklists.rules import MOST_TYPED, Narrow


class Offered(NamedTuple):
    """What there is to choose from: the severities of the desk, and the desks."""

    severities: tuple[tuple[int, str], ...]
    desks: tuple[tuple[str, str], ...]


class SearchForm(DeskForm):
    """The words, and the questions by which what is found is narrowed."""

    q = forms.CharField(label=_("Words"), required=False, max_length=MOST_TYPED)
    state = forms.ChoiceField(label=_("State"), required=False, widget=PlainSelect)
    severity = forms.TypedChoiceField(
        label=_("Severity"), required=False, coerce=int, empty_value=None, widget=PlainSelect
    )
    desk = forms.ChoiceField(label=_("Desk"), required=False, widget=PlainSelect)
    customer = forms.CharField(label=_("Organisation"), required=False, max_length=100)
    since = Day(label=_("Received since"))
    until = Day(label=_("Received until"))
    has_files = forms.BooleanField(label=_("With a file"), required=False)

    def __init__(self, *args: Any, offered: Offered, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"auto_id": "search-%s"})
        self.offered = offered
        anything = ("", gettext("Any"))
        choices: dict[str, Sequence[tuple[Any, str]]] = {
            "state": [
                anything,
                ("open", gettext("Not over")),
                ("over", gettext("Resolved, closed or merged")),
            ],
            "severity": [anything, *offered.severities],
            "desk": [anything, *offered.desks],
        }
        for name, each in choices.items():
            self.let_choose(name, each)
        if len(offered.desks) < 2:
            del self.fields["desk"]
        if not offered.severities:
            del self.fields["severity"]

    def narrow(self, zone: tzinfo) -> Narrow:
        """Return which of the tickets found are meant."""
        told = self.cleaned_data
        return Narrow(
            ended={"open": False, "over": True}.get(told["state"]),
            severity=told.get("severity"),
            customer=told["customer"].strip(),
            since=told["since"],
            until=told["until"],
            has_files=told["has_files"],
            zone=zone,
        )

    @property
    def is_narrowed(self) -> bool:
        """Whether more is asked than words."""
        return any(one for name, one in self.cleaned_data.items() if name != "q")
