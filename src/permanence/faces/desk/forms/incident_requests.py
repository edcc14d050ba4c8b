"""The shapes of what is said about the requests of an incident."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from permanence.faces.desk.forms.shape import DeskForm, PlainSelect
from permanence.faces.desk.forms.words import LONGEST_TEXT

WORDS = "words-"


class JoinForm(DeskForm):
    """The references of requests that belong to an incident."""

    references = forms.CharField(
        label=_("References"),
        max_length=2000,
        help_text=_("Several are separated by commas."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )


class ResolvingForm(DeskForm):
    """What customers read at the end, in their languages, and which requests stay open."""

    kept = forms.MultipleChoiceField(
        label=_("These stay open"), required=False, widget=forms.CheckboxSelectMultiple
    )
    reason = forms.CharField(
        label=_("Why they stay open"), max_length=500, required=False, strip=True
    )

    def __init__(
        self,
        *args: Any,
        words: Mapping[str, tuple[str, str]],
        tickets: Mapping[int, str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs | {"auto_id": "ending-%s"})
        for language, (name, text) in words.items():
            self.fields[f"{WORDS}{language}"] = forms.CharField(
                label=name,
                max_length=LONGEST_TEXT,
                initial=text,
                widget=forms.Textarea(attrs={"rows": 4, "lang": language}),
            )
        self.fields["kept"].choices = [  # type: ignore[attr-defined]
            (str(key), label) for key, label in tickets.items()
        ]
        self.order_fields([*(f"{WORDS}{one}" for one in words), "kept", "reason"])

    @property
    def words(self) -> dict[str, str]:
        """What customers read, by language."""
        return {
            name.removeprefix(WORDS): text
            for name, text in self.cleaned_data.items()
            if name.startswith(WORDS)
        }

    @property
    def exceptions(self) -> dict[int, str]:
        """The requests that stay open, with the reason."""
        return {int(one): self.cleaned_data["reason"] for one in self.cleaned_data["kept"]}

    def clean(self) -> dict[str, Any]:
        """Ask for a reason where something stays open."""
        told = super().clean() or {}
        if told.get("kept") and not told.get("reason"):
            self.add_error("reason", gettext("Say why: the file shows it."))
        return told


class ComponentNamingForm(DeskForm):
    """Of which component a request speaks."""

    component = forms.TypedChoiceField(
        label=_("It is about the component"), coerce=int, widget=PlainSelect
    )

    def __init__(self, *args: Any, components: Mapping[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"auto_id": "naming-component-%s"})
        self.fields["component"].choices = [  # type: ignore[attr-defined]
            (str(key), name) for key, name in components.items()
        ]
