"""Why a person is erased."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from permanence.faces.desk.forms.shape import DeskForm


class EraseForm(DeskForm):
    """Who asked for it and how, and that it is meant."""

    reason = forms.CharField(
        label=_("Who asked for it, and when"),
        max_length=1000,
        help_text=_("Without their name: this line stays."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    sure = forms.BooleanField(label=_("I have made sure who asks. This cannot be undone."))
