"""From what a matter came, and what solved it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from permanence.faces.desk.forms.shape import DeskForm, PlainSelect
from permanence.faces.desk.presenting.solving_words import source_names

LONGEST = 20_000


class SolutionForm(DeskForm):
    """Cause and solution; the customer reads only the solution, and only when it is meant so."""

    source = forms.ChoiceField(label=_("Cause"), required=False, widget=PlainSelect)
    cause = forms.CharField(
        label=_("The cause in words"),
        required=False,
        max_length=LONGEST,
        help_text=_("For colleagues."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    solution = forms.CharField(
        label=_("What solved it"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    is_told = forms.BooleanField(label=_("The customer may read the solution"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"auto_id": "solution-%s"})
        self.let_choose("source", [("", gettext("Not said")), *source_names().items()])
