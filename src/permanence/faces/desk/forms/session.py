"""Logging in, and how a reader wants to see the desk."""

from __future__ import annotations

from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from permanence.faces.desk.forms.shape import DeskForm


class LogInForm(DeskForm):
    """An address and a password."""

    username = forms.EmailField(
        label=_("E-mail"),
        widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True}),
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    next = forms.CharField(required=False, widget=forms.HiddenInput)


class AccountForm(DeskForm):
    """How a reader wants to see the desk."""

    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=[(name, name.replace("_", " ")) for name in sorted(available_timezones())],
        help_text=_("All deadlines are shown in it, beside the desk's own."),
    )
    theme = forms.ChoiceField(
        label=_("Theme"),
        choices=[("auto", _("As the system")), ("light", _("Light")), ("dark", _("Dark"))],
        widget=forms.RadioSelect,
    )
