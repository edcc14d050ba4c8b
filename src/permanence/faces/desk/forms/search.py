"""What is searched for, and which of what is found is meant."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from permanence.faces.desk.forms.shape import DeskForm, PlainSelect
from permanence.faces.desk.forms.sieve import Day
from permanence.overview.worklists.rules import MOST_TYPED, Narrow


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

    def __init__(
        self,
        *args: Any,
        severities: Sequence[tuple[int, str]],
        desks: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs | {"auto_id": "search-%s"})
        anything = ("", gettext("Any"))
        offered: dict[str, Sequence[tuple[Any, str]]] = {
            "state": [
                anything,
                ("open", gettext("Not over")),
                ("over", gettext("Resolved, closed or merged")),
            ],
            "severity": [anything, *severities],
            "desk": [anything, *desks],
        }
        for name, choices in offered.items():
            self.let_choose(name, choices)
        if len(desks) < 2:
            del self.fields["desk"]
        if not severities:
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
