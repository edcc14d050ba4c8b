"""Whom a contact is merged with, and what stays of both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from permanence.faces.desk.forms.shape import DeskForm
from permanence.overview.customers.rules.merging import Choice, compare_cards
from permanence.world.accounts.models import Contact
from permanence.world.accounts.rules import ContactCard

OWN, OTHER = "survivor", "merged"


class OtherContactForm(DeskForm):
    """The contact that is the same person, by its address."""

    address = forms.EmailField(
        label=_("Address of the other contact"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    def find(self, contact: Contact) -> Contact | None:
        """Return the one contact that has the address, the customer's own first; note a fault."""
        rows = Contact.objects.standing().exclude(pk=contact.pk).select_related("organisation")
        found = list(rows.filter(email=self.cleaned_data["address"].lower()).order_by("pk"))
        own = [one for one in found if one.organisation_id == contact.organisation_id]
        if len(own or found) == 1:
            return (own or found)[0]
        if found:
            wrong = gettext("Two organisations know this address: begin at the contact to be kept.")
        else:
            wrong = gettext("There is no other contact with this address.")
        self.add_error("address", wrong)
        return None


@dataclass(frozen=True)
class Offer:
    """What can be chosen, in words: each part's name and both values; what has to be confirmed."""

    labels: Mapping[str, str]
    values: Mapping[str, tuple[str, str]]
    confirmation: str = ""


class MergeContactsForm(DeskForm):
    """For each thing that the two say differently, whose word stays."""

    def __init__(
        self, *args: Any, cards: tuple[ContactCard, ContactCard], offer: Offer, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.own, self.other = cards
        self.differing = compare_cards(self.own, self.other)
        for key in self.differing:
            own, other = offer.values[key]
            # What is empty is filled, but a right is never widened in silence.
            is_own = isinstance(getattr(self.own, key), bool) or getattr(self.own, key)
            self.fields[key] = forms.ChoiceField(
                label=offer.labels[key],
                choices=[(OWN, own), (OTHER, other)],
                widget=forms.RadioSelect,
                initial=OWN if is_own else OTHER,
            )
        if offer.confirmation:
            self.fields["is_confirmed"] = forms.BooleanField(
                label=offer.confirmation, required=False
            )

    def choice(self) -> Choice:
        """Return what was chosen."""
        taken = {
            key: getattr(self.other, key)
            for key in self.differing
            if self.cleaned_data[key] == OTHER
        }
        confirmed = bool(self.cleaned_data.get("is_confirmed"))
        return Choice(replace(self.own, **taken), is_confirmed=confirmed)
