"""Logging in, passwords, invitations, and how a reader wants to see the desk."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from permanence.faces.desk.forms.shape import DeskForm, PlainSelect
from permanence.faces.desk.presenting.rights import role_names
from permanence.faces.ui.environments.forms import offer_zones
from permanence.world.accounts.rules import ROLES


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
        choices=offer_zones,
        widget=PlainSelect,
        help_text=_("All deadlines are shown in it, beside the desk's own."),
    )
    theme = forms.ChoiceField(
        label=_("Theme"),
        choices=[("auto", _("As the system")), ("light", _("Light")), ("dark", _("Dark"))],
        widget=forms.RadioSelect,
    )
    density = forms.ChoiceField(
        label=_("Density"),
        required=False,
        choices=[("comfortable", _("Comfortable")), ("compact", _("Compact"))],
        widget=forms.RadioSelect,
        help_text=_("How much room rows and panels take."),
    )
    dates = forms.ChoiceField(
        label=_("Dates"),
        required=False,
        choices=[
            ("words", _("As the language writes them: 2 Mar 2026")),
            ("iso", _("By year, month and day: 2026-03-02")),
        ],
        widget=forms.RadioSelect,
        help_text=_("What customers read stays as their language writes it."),
    )
    single_keys = forms.BooleanField(
        label=_("Single keys act"),
        required=False,
        help_text=_("j and k walk a list, r answers, n notes; ? lists them all."),
    )

    def clean(self) -> dict[str, Any]:
        """Keep as it is what was not said."""
        for name in ("density", "dates"):
            self.cleaned_data[name] = self.cleaned_data.get(name) or self.initial.get(name, "")
        return self.cleaned_data


class AddressForm(DeskForm):
    """Where a link is to be sent."""

    email = forms.EmailField(
        label=_("E-mail"),
        widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True}),
    )


class FreshPasswordForm(DeskForm):
    """A new password, typed twice."""

    new = forms.CharField(
        label=_("New password"),
        strip=False,
        max_length=1000,
        help_text=_("At least 10 characters, and none of the common ones."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("The new password again"),
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_new(self) -> str:
        """Refuse a password that is short or common."""
        password: str = self.cleaned_data["new"]
        validate_password(password)
        return password

    def clean_again(self) -> str:
        """Refuse when the two are not the same."""
        again: str = self.cleaned_data["again"]
        if "new" in self.cleaned_data and again != self.cleaned_data["new"]:
            raise forms.ValidationError(gettext("The two passwords are not the same."))
        return again


class PasswordForm(FreshPasswordForm):
    """The old password, and a new one."""

    field_order = ("old", "new", "again")
    old = forms.CharField(
        label=_("Your password until now"),
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class InvitationForm(DeskForm):
    """Who is asked to join a desk, and as what."""

    name = forms.CharField(label=_("Name"), max_length=200)
    email = forms.EmailField(label=_("E-mail"))
    role = forms.ChoiceField(label=_("Role"))
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = role_names()
        self.fields["role"] = forms.ChoiceField(
            label=_("Role"), choices=[(role, names.get(role, role)) for role in ROLES]
        )
