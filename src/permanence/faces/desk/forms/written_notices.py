"""What is written in notices to customers, and what came of a call."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from permanence.faces.desk.forms.shape import DeskForm
from permanence.service.notices.rules import Text
from permanence.service.notices.rules.wording import LONGEST_SUBJECT, LONGEST_TEXT, Fault


class TextsForm(DeskForm):
    """Subject and text in each language, side by side; `seen` is what was looked at."""

    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        texts: Mapping[str, Text],
        seen: int,
        words: Mapping[str, str] | None = None,
        notes: Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs | {"auto_id": "notice-%s", "initial": {"seen": seen}})
        self.has_words = words is not None
        self.notes = notes or {}
        for code, told in settings.LANGUAGES:
            name = str(told)
            known = texts.get(code, Text("", ""))
            if words is not None:
                self.add(code, "words", _("Report"), 4, words.get(code, ""), name)
            self.add(code, "subject", _("Subject"), 1, known.subject, name)
            self.add(code, "text", _("Text"), 16, known.text, name)

    def add(self, code: str, part: str, label: str, rows: int, first: str, name: str) -> None:
        """Add one field of a language."""
        attrs = {"lang": code, "rows": rows, "aria-label": f"{name}: {label}"}
        widget = forms.TextInput(attrs=attrs) if rows == 1 else forms.Textarea(attrs=attrs)
        longest = LONGEST_SUBJECT if part == "subject" else LONGEST_TEXT
        self.fields[f"{part}-{code}"] = forms.CharField(
            label=label, required=False, max_length=longest, widget=widget, initial=first
        )

    @property
    def columns(self) -> list[dict[str, Any]]:
        """Return the languages with their fields, and what else a page says of each."""
        parts = ("words", "subject", "text") if self.has_words else ("subject", "text")
        return [
            {
                "code": code,
                "name": name,
                "fields": [self[f"{part}-{code}"] for part in parts],
                "note": self.notes.get(code),
            }
            for code, name in settings.LANGUAGES
        ]

    @property
    def texts(self) -> dict[str, Text]:
        """What was typed."""
        told = self.cleaned_data
        return {
            code: Text(told.get(f"subject-{code}", ""), told.get(f"text-{code}", ""))
            for code, _name in settings.LANGUAGES
        }

    @property
    def words(self) -> dict[str, str]:
        """What was typed as the report."""
        told = self.cleaned_data
        return {code: told.get(f"words-{code}", "") for code, _name in settings.LANGUAGES}

    def point_at(self, faults: Iterable[Fault]) -> None:
        """Say at each language what is wrong in its text."""
        for fault in faults:
            field = f"text-{fault.language}"
            self.add_error(field if field in self.fields else None, say_fault(fault))


def say_fault(fault: Fault) -> str:
    """Return what is wrong in a text."""
    said = {
        "unknown": _("There is nothing to fill in for “%(name)s” here."),
        "open": _("There are braces that belong together and do not."),
        "needed": _("“%(name)s” has to be told."),
        "long": _("This is too long."),
        "empty": _("Subject and text belong together: write both, or neither."),
    }
    return said[fault.code] % {"name": fault.name}


class WithdrawForm(DeskForm):
    """Why a notice goes to nobody."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=1000)


class CallBackForm(DeskForm):
    """What came of a call to a customer."""

    way = forms.ChoiceField(
        label=gettext_lazy("How"),
        choices=[
            ("phone", gettext_lazy("By phone")),
            ("fax", gettext_lazy("By fax")),
            ("other", gettext_lazy("In another way")),
        ],
    )
    is_reached = forms.BooleanField(label=gettext_lazy("They know of it now"), required=False)
    result = forms.CharField(
        label=gettext_lazy("What came of it"), max_length=1000, widget=forms.Textarea({"rows": 2})
    )
