"""Codes of a second factor, and what proves who asks to change it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from permanence.faces.desk.forms.shape import DeskForm
from permanence.faces.desk.presenting.rights import role_names
from permanence.world.accounts.rules import ROLES


class CodeForm(DeskForm):
    """The code that an app shows now, or a recovery code."""

    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        help_text=_("The six digits that your app shows, or one of your recovery codes."),
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autofocus": True, "spellcheck": "false"}
        ),
    )


class FirstCodeForm(DeskForm):
    """The first code of an app that is being set up."""

    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        help_text=_("The six digits that your app shows now."),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


class PasskeyForm(DeskForm):
    """A passkey that a device has made, and what its owner calls it."""

    name = forms.CharField(
        label=_("What do you call this device?"),
        max_length=80,
        help_text=_("For example: my phone, the key on my key ring."),
    )
    credential = forms.CharField(
        widget=forms.HiddenInput(attrs={"autocomplete": "off"}), max_length=20_000
    )


class ProofForm(DeskForm):
    """Who asks shows once more who they are."""

    proof = forms.CharField(
        label=_("Your password, or a code"),
        strip=False,
        max_length=1000,
        help_text=_("A code that your app shows now, or one of your recovery codes."),
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )


class LossForm(DeskForm):
    """Why a colleague's second factor is taken away."""

    reason = forms.CharField(
        label=_("Why?"),
        max_length=500,
        help_text=_("For example: the phone is lost, and I know the voice. The journal keeps it."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class StrictForm(DeskForm):
    """Which roles must have a second factor."""

    roles = forms.MultipleChoiceField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = role_names()
        self.fields["roles"] = forms.MultipleChoiceField(
            label=_("These roles must use a second factor"),
            choices=[(role, names.get(role, role)) for role in ROLES],
            required=False,
            widget=forms.CheckboxSelectMultiple,
            help_text=_("Whoever has none sets it up at once, and reaches nothing else before."),
        )
