"""Whose lines of the log-in journal are asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from permanence.faces.desk.forms.shape import DeskForm, PlainSelect


class Asked(NamedTuple):
    """A log-in, None for everybody's; and whether only what stands out is asked for."""

    who: int | None
    only_alarms: bool


class LogInsForm(DeskForm):
    """Whose lines, and which of them."""

    is_all_optional = True
    who = forms.TypedChoiceField(
        label=_("Who"), required=False, coerce=int, empty_value=None, widget=PlainSelect
    )
    alarms = forms.BooleanField(label=_("Only what was refused or stands out"), required=False)

    def __init__(self, *args: Any, people: Mapping[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = sorted(people.items(), key=lambda pair: pair[1].casefold())
        self.let_choose("who", [("", gettext("Everybody")), *named])

    def asked(self) -> Asked:
        """Return what was asked for; what cannot be meant asks for everything."""
        told = self.cleaned_data if self.is_valid() else {}
        return Asked(told.get("who"), bool(told.get("alarms")))
