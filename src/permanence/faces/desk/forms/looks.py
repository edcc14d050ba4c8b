"""Whose looks at customers' data are asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from permanence.faces.desk.forms.shape import DeskForm, PlainSelect


class LooksForm(DeskForm):
    """Whose looks, and at which request; without an answer all of them."""

    who = forms.ChoiceField(label=_("Colleague"), required=False, widget=PlainSelect)
    reference = forms.CharField(label=_("Reference"), required=False, max_length=20)
    secret = forms.BooleanField(label=_("Only confidential requests"), required=False)

    def __init__(self, *args: Any, people: Mapping[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "looks-%s"} | kwargs)
        choices = [("", "–"), *((f"specialist:{pk}", name) for pk, name in people.items())]
        self.let_choose("who", choices)
