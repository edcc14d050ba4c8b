"""What is kept of a provider of log-ins."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, fields
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from permanence.faces.desk.forms.shape import DeskForm
from permanence.world.accounts.rules import ROLES
from permanence.world.sign_on.models import Provider
from permanence.world.sign_on.rules import Grant, Kind, ProviderCard, read_grants, write_grants
from permanence.world.sign_on.rules.oidc import is_safe_address
from permanence.world.sign_on.rules.saml import read_metadata, split_certificates

KEPT = frozenset(one.name for one in fields(ProviderCard))
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
        told = {key: one for key, one in self.cleaned_data.items() if key in KEPT}
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


class SamlForm(PeopleForm):
    """What is kept of a provider that speaks SAML 2.0."""

    field_order = ("name", "metadata", "issuer", "sign_in_url", "certificates")
    kind = Kind.SAML
    name = forms.CharField(
        label=_("Name"), max_length=60, help_text=_("As it stands on the button: Sign in with …")
    )
    metadata = forms.CharField(
        label=_("Metadata"),
        required=False,
        max_length=200_000,
        help_text=_("As the provider gives them, in XML: they fill the three fields below."),
        widget=forms.Textarea(attrs={"rows": 3, **PLAIN}),
    )
    issuer = forms.CharField(
        label=_("Issuer"), required=False, max_length=500, widget=forms.TextInput(attrs=PLAIN)
    )
    sign_in_url = forms.CharField(
        label=_("Address to sign in at"),
        required=False,
        max_length=500,
        widget=forms.URLInput(attrs=PLAIN),
    )
    certificates = forms.CharField(
        label=_("Certificates"),
        required=False,
        max_length=40_000,
        help_text=_("In PEM, one after the other: two while the provider changes its key."),
        widget=forms.Textarea(attrs={"rows": 4, **PLAIN}),
    )

    def clean(self) -> dict[str, Any]:
        """Take what the metadata say; refuse what could let nobody in."""
        told = super().clean()
        if told.get("metadata"):
            self.take_metadata(told)
        if not (told.get("issuer") and is_safe_address(told.get("sign_in_url", ""))):
            self.add_error(
                "sign_in_url", gettext("Write a full address that begins with https://.")
            )
        try:
            told["certificates"] = "".join(split_certificates(told.get("certificates", "")))
        except ValueError:
            self.add_error("certificates", gettext("These are no certificates in PEM."))
        if not told.get("trusts_addresses"):
            wrong = gettext("SAML does not say whether an address is verified: you have to vouch.")
            self.add_error("trusts_addresses", wrong)
        return told

    def take_metadata(self, told: dict[str, Any]) -> None:
        """Let the metadata stand above what was typed."""
        try:
            described = read_metadata(told["metadata"])
        except ValueError:
            wrong = gettext("No issuer, address (HTTP-Redirect) and certificate are found in it.")
            self.add_error("metadata", wrong)
        else:
            told.update(asdict(described))


def form_of_provider(
    provider: Provider | None, kind: Kind, *sent: Any, desks: Collection[str]
) -> PeopleForm:
    """Return the form of a provider, or of a new one of a kind."""
    card = provider.card if provider else ProviderCard(kind=kind, name="", issuer="")
    shape = {Kind.OIDC: OidcForm, Kind.SAML: SamlForm}[kind]
    shown = {name: getattr(card, name) for name in shape.base_fields if name in KEPT}
    return shape(*sent, desks=desks, initial=shown | {"grants": write_grants(card.grants)})
