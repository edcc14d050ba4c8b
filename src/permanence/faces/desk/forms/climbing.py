"""Climbing the ladder by hand, and answering for what is climbed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from permanence.faces.desk.forms.shape import DeskForm


class ClimbForm(DeskForm):
    """Why the ladder is climbed."""

    reason = forms.CharField(
        label=_("Why"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Whoever is called reads it."),
    )


class AnswerForm(DeskForm):
    """What somebody does about a climb."""

    act = forms.ChoiceField(
        label=_("What you do"),
        choices=[
            ("take", _("I take it over: the request is mine")),
            ("acknowledge", _("I have seen it and see to it")),
            ("pass", _("I pass it on")),
            ("decline", _("I cannot take it")),
        ],
        widget=forms.RadioSelect,
        initial="take",
    )
    to = forms.TypedChoiceField(label=_("Pass it to"), required=False, coerce=int, empty_value=None)
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=500,
        help_text=_("Needed by who cannot take it."),
    )

    def __init__(self, *args: Any, colleagues: dict[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to"]
        assert isinstance(field, forms.TypedChoiceField)  # noqa: S101 -- for the types
        field.choices = [("", _("the next contact of the ladder")), *colleagues.items()]
