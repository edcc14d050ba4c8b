"""What a customer fills in to change something of their own organisation."""

from __future__ import annotations

from datetime import tzinfo
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from permanence.faces.portal.forms import KeyedForm
from permanence.faces.ui.environments.forms import InstallationFields, PieceFields
from permanence.faces.ui.environments.words import keeper_names, place_names
from permanence.world.accounts.rules import ContactCard
from permanence.world.catalogue.rules import Kind, Side


class InstallationForm(InstallationFields, KeyedForm):
    """Something that the organisation runs."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_sides(runs_at=place_names(Side.CUSTOMER), keeper=keeper_names(Side.CUSTOMER))


class PieceForm(PieceFields, KeyedForm):
    """One piece of an installation, from an instant on."""

    def __init__(self, *args: Any, kind: Kind, zone: tzinfo, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.name_fields(kind, zone=zone)


class RightsForm(KeyedForm):
    """What one of the people may do."""

    is_technical = forms.BooleanField(
        label=_("Technical contact"),
        required=False,
        help_text=_("Reads hours and reports, and keeps the record of what you run."),
    )
    decides_costs = forms.BooleanField(
        label=_("Decides on paid work"),
        required=False,
        help_text=_("Is asked before work goes beyond the hours of the contract."),
    )
    is_administrator = forms.BooleanField(
        label=_("Administrator of the organisation"),
        required=False,
        help_text=_("Reads all requests, invites people and says what each may do."),
    )

    def rights(self) -> dict[str, bool]:
        """Return what was ticked."""
        names = ("is_technical", "decides_costs", "is_administrator")
        return {name: bool(self.cleaned_data[name]) for name in names}


class InvitationForm(RightsForm):
    """Who is invited, and what they may do."""

    name = forms.CharField(label=_("Name"), max_length=200)
    email = forms.EmailField(
        label=_("E-mail"), max_length=254, help_text=_("The invitation goes there.")
    )
    phone = forms.CharField(label=_("Phone"), required=False, max_length=60)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)

    field_order = ("name", "email", "phone", "language", "is_technical", "decides_costs")

    def card(self) -> ContactCard:
        """Return what was typed."""
        given = self.cleaned_data
        return ContactCard(
            name=given["name"],
            email=given["email"].lower(),
            phone=given["phone"],
            language=given["language"],
            zone="",
            region="",
            **self.rights(),
        )
