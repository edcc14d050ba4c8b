"""The shapes of customers and their people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from permanence.faces.desk.forms.shape import DeskForm, PlainSelect
from permanence.faces.ui.environments.forms import offer_zones
from permanence.world.accounts.models import Organisation
from permanence.world.accounts.queries import find_organisations
from permanence.world.accounts.rules import ContactCard, OrganisationCard, read_domain


class OrganisationForm(DeskForm):
    """What is kept of a customer."""

    name = forms.CharField(label=_("Name"), max_length=200)
    language = forms.ChoiceField(
        label=_("Language"), choices=settings.LANGUAGES, widget=PlainSelect
    )
    zone = forms.ChoiceField(label=_("Time zone"), choices=offer_zones, widget=PlainSelect)
    region = forms.CharField(
        label=_("Region"),
        required=False,
        max_length=60,
        help_text=_("As the policy names its regions; it says whom to call."),
    )
    domains = forms.CharField(
        label=_("Mail domains"),
        required=False,
        max_length=4000,
        help_text=_("One a line. Who writes from one of them belongs to this organisation."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_domains(self) -> tuple[str, ...]:
        """Return the domains in their order, each once."""
        found = set()
        for word in self.cleaned_data["domains"].replace(",", " ").split():
            try:
                found.add(read_domain(word))
            except ValueError:
                wrong = gettext("%(text)s is no mail domain.") % {"text": word}
                raise forms.ValidationError(wrong) from None
        return tuple(sorted(found))

    def card(self) -> OrganisationCard:
        """Return what was typed."""
        return OrganisationCard(**self.cleaned_data)


class ContactForm(DeskForm):
    """What is kept of a person at a customer."""

    name = forms.CharField(label=_("Name"), max_length=200)
    email = forms.EmailField(label=_("E-mail"), max_length=254)
    phone = forms.CharField(label=_("Phone"), required=False, max_length=60)
    language = forms.ChoiceField(
        label=_("Language"), choices=settings.LANGUAGES, widget=PlainSelect
    )
    zone = forms.ChoiceField(label=_("Time zone"), required=False, widget=PlainSelect)
    region = forms.CharField(label=_("Region"), required=False, max_length=60)
    is_technical = forms.BooleanField(
        label=_("Technical contact"),
        required=False,
        help_text=_("Reads the hours and reports of the organisation on the portal."),
    )
    is_administrator = forms.BooleanField(
        label=_("Administrator of the organisation"),
        required=False,
        help_text=_("Speaks for the organisation; the page Roles says what that allows."),
    )
    decides_costs = forms.BooleanField(
        label=_("Decides on paid work"),
        required=False,
        help_text=_("Is asked before work goes beyond the hours of the contract."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.let_choose("zone", [("", gettext("As the organisation")), *offer_zones()])

    def clean_email(self) -> str:
        """Return the address as it is compared."""
        return str(self.cleaned_data["email"]).lower()

    def card(self) -> ContactCard:
        """Return what was typed."""
        return ContactCard(**self.cleaned_data)


class LeavingForm(DeskForm):
    """Who takes over what somebody has open who left."""

    to = forms.TypedChoiceField(
        label=_("Who takes over"),
        coerce=int,
        required=False,
        empty_value=None,
        help_text=_("They read these requests from then on, and get our answers."),
    )

    def __init__(self, *args: Any, people: Mapping[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"auto_id": "leaving-%s"})
        nobody = ("", gettext("Nobody: the requests stay as they are"))
        self.let_choose("to", [nobody, *people.items()])


class MoveForm(DeskForm):
    """Into which organisation a contact is put."""

    organisation = forms.CharField(
        label=_("Organisation"),
        max_length=200,
        help_text=_("Its name, or a part that no other has."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_organisation(self) -> Organisation:
        """Return the one organisation that is meant."""
        found = find_organisations(self.cleaned_data["organisation"].strip(), most=6)
        if not found:
            raise forms.ValidationError(gettext("There is no organisation of this name."))
        if len(found) > 1:
            names = ", ".join(one.name for one in found)
            wrong = gettext("More than one is called so: %(names)s.") % {"names": names}
            raise forms.ValidationError(wrong)
        return found[0]
