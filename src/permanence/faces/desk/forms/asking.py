"""Asking for log files and network traces."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from permanence.faces.desk.forms.shape import DeskForm, PlainSelect
from permanence.faces.desk.presenting.asking_words import wanted_names


class AskingForm(DeskForm):
    """Which file is asked for, and what it is to show."""

    what = forms.ChoiceField(label=_("File"), widget=PlainSelect)
    question = forms.CharField(
        label=_("What it is to show"),
        max_length=4000,
        help_text=_("The customer reads it: write in the customer's language."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"auto_id": "asking-%s"})
        self.let_choose("what", wanted_names().items())


class SettlingForm(DeskForm):
    """Which attachment it is that came, or none."""

    attachment = forms.TypedChoiceField(
        label=_("What came"), coerce=int, required=False, empty_value=None, widget=PlainSelect
    )

    def __init__(self, *args: Any, files: Mapping[int, str], number: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"auto_id": f"settling-{number}-%s"})
        nothing = ("", gettext("Nothing: no longer needed"))
        came = list(files.items())[::-1]
        self.let_choose("attachment", [*came, nothing])
