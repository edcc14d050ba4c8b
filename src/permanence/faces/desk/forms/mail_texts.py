"""What a desk adds to its mails, a text for each language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings

from permanence.faces.desk.forms.shape import DeskForm
from permanence.faces.desk.forms.wording import TEXT, say_fault
from permanence.world.wording.rules import LONGEST_MAIL_TEXT, Fault


class MailTextForm(DeskForm):
    """A text for each language; `seen` is the version that was looked at."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, texts: Mapping[str, str], number: int, **kwargs: Any) -> None:
        first = {f"{TEXT}{code}": text for code, text in texts.items()} | {"seen": number}
        super().__init__(*args, **kwargs | {"initial": first, "auto_id": "mail-%s"})
        for code, name in settings.LANGUAGES:
            self.fields[f"{TEXT}{code}"] = forms.CharField(
                label=name,
                required=False,
                max_length=LONGEST_MAIL_TEXT,
                widget=forms.Textarea(attrs={"rows": 4, "lang": code}),
            )

    @property
    def texts(self) -> dict[str, str]:
        """What was typed."""
        return {code: self.cleaned_data[f"{TEXT}{code}"] for code, _name in settings.LANGUAGES}

    def point_at(self, faults: list[Fault]) -> None:
        """Say at each language what is wrong in its text."""
        for fault in faults:
            self.add_error(f"{TEXT}{fault.language}", say_fault(fault))
