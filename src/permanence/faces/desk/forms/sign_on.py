"""What is kept of a provider of log-ins."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from permanence.faces.desk.forms.shape import DeskForm
from permanence.world.accounts.rules import ROLES
from permanence.world.sign_on.models import Provider
from permanence.world.sign_on.rules import Grant, Kind, ProviderCard, read_grants, write_grants
from permanence.world.sign_on.rules.oidc import is_safe_address

PLAIN = {"autocomplete": "off", "spellcheck": "false"}


class PeopleForm(DeskForm):
    """Who may come in by a provider, and as what: the part that all kinds share."""

    email_claim = forms.CharField(label=_("Claim of the e-mail address"), max_length=200)
    name_claim = forms.CharField(label=_("Claim of the name"), max_length=200)
    trusts_addresses = forms.BooleanField(
        label=_("Take its addresses as verified although it does not say so"),
        required=False,
        help_text=_("Only when nobody but your own administrators sets addresses there."),
    )
    counts_second_factor = forms.BooleanField(
        label=_("A second factor asked for there counts here"),
        required=False,
        help_text=_("Only when it is asked of everybody there."),
    )
    groups_claim = forms.CharField(label=_("Claim of the groups"), required=False, max_length=200)
    grants = forms.CharField(
        label=_("Roles of the groups"),
        required=False,
        max_length=20_000,
        help_text=_("One a line: group = desk: role. Newcomers receive them at their first entry."),
        widget=forms.Textarea(attrs={"rows": 4, **PLAIN}),
    )
    admits_newcomers = forms.BooleanField(
        label=_("Who is unknown here gets a log-in with the roles of their groups"),
        required=False,
    )
    is_active = forms.BooleanField(label=_("Shown on the log-in page"), required=False)

    kind = Kind.OIDC

    def __init__(self, *args: Any, desks: Collection[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.desks = desks

    def clean_grants(self) -> tuple[Grant, ...]:
        """Return which group gives which role; name the line and what is wrong with it."""
        text = self.cleaned_data["grants"]
        grants, faults = read_grants(text, desks=self.desks, roles=ROLES)
        said = {
            "shape": gettext("Line %(line)s: write group = desk: role."),
            "desk": gettext("Line %(line)s: there is no such desk. There are: %(known)s."),
            "role": gettext("Line %(line)s: there is no such role. There are: %(roles)s."),
        }
        known, roles = ", ".join(sorted(self.desks)), ", ".join(ROLES)
        wrong = [
            said[code] % {"line": line, "known": known, "roles": roles} for line, code in faults
        ]
        if wrong:
            raise forms.ValidationError(wrong)
        return grants

    def clean(self) -> dict[str, Any]:
        """Refuse to admit newcomers who could have no role."""
        told = self.cleaned_data
        has_roles = told.get("grants") and told.get("groups_claim")
        if told.get("admits_newcomers") and "grants" in told and not has_roles:
            wrong = gettext("Newcomers need roles: name the claim of the groups, and their roles.")
            self.add_error("admits_newcomers", wrong)
        return told

    def card(self) -> ProviderCard:
        """Return what was typed."""
        told = {key: one for key, one in self.cleaned_data.items() if key != "client_secret"}
        return ProviderCard(kind=self.kind, **told)


class OidcForm(PeopleForm):
    """What is kept of a provider that speaks OpenID Connect."""

    field_order = ("name", "issuer", "client_id", "client_secret", "scopes")
    name = forms.CharField(
        label=_("Name"), max_length=60, help_text=_("As it stands on the button: Sign in with …")
    )
    issuer = forms.CharField(
        label=_("Issuer"),
        max_length=500,
        help_text=_("The address under which the provider says what it can do."),
        widget=forms.URLInput(attrs=PLAIN),
    )
    client_id = forms.CharField(
        label=_("Client ID"), max_length=500, widget=forms.TextInput(attrs=PLAIN)
    )
    client_secret = forms.CharField(
        label=_("Client secret"),
        required=False,
        strip=True,
        max_length=2000,
        help_text=_("It is kept encrypted and never shown again. Left empty, it stays as it is."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    scopes = forms.CharField(label=_("Scopes"), max_length=500)

    def clean_issuer(self) -> str:
        """Refuse an address at which no secret could be kept."""
        issuer: str = self.cleaned_data["issuer"]
        if not is_safe_address(issuer):
            raise forms.ValidationError(gettext("Write a full address that begins with https://."))
        return issuer


def form_of_provider(
    provider: Provider | None, kind: Kind, *sent: Any, desks: Collection[str]
) -> PeopleForm:
    """Return the form of a provider, or of a new one of a kind."""
    card = provider.card if provider else ProviderCard(kind=kind, name="", issuer="")
    shown = {name: getattr(card, name) for name in OidcForm.base_fields if name != "client_secret"}
    return OidcForm(*sent, desks=desks, initial=shown | {"grants": write_grants(card.grants)})
