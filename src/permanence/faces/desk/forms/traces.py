"""The shapes of a look-up of messages, and of a source that tells of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import Any, cast

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from permanence.faces.desk.forms.shape import DeskForm, MomentField, PlainSelect
from permanence.faces.desk.forms.words import ReferenceForm
from permanence.service.trace.queries import Asked
from permanence.world.accounts.queries import find_organisations

PLAIN = {"autocomplete": "off", "spellcheck": "false"}
TOLD = ("job", "message_id", "sender", "recipient", "organisation", "state")


class TraceSearchForm(DeskForm):
    """Which messages are looked for; what is empty says nothing."""

    job = forms.CharField(
        label=_("Job number"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs=PLAIN),
    )
    message_id = forms.CharField(
        label=_("Message-ID"),
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs=PLAIN),
    )
    sender = forms.CharField(
        label=_("Sender"),
        required=False,
        max_length=320,
        help_text=_("An address or number, or how it ends: @example.com"),
        widget=forms.TextInput(attrs=PLAIN),
    )
    recipient = forms.CharField(
        label=_("Recipient"),
        required=False,
        max_length=320,
        help_text=_("An address or number, or how it ends: @example.com"),
        widget=forms.TextInput(attrs=PLAIN),
    )
    organisation = forms.CharField(
        label=_("Customer"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs=PLAIN),
    )
    state = forms.ChoiceField(label=_("State"), required=False, widget=PlainSelect)
    since = MomentField(label=_("Submitted from"), required=False)
    until = MomentField(label=_("Submitted before"), required=False)

    def __init__(self, *args: Any, states: Mapping[str, str], zone: tzinfo, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "trace-%s"} | kwargs)
        self.let_choose("state", [("", "–"), *states.items()])
        for name in ("since", "until"):
            cast(MomentField, self.fields[name]).offer(zone)

    @property
    def is_asked(self) -> bool:
        """Whether anything at all is looked for."""
        return any(str(self.data.get(name, "")).strip() for name in (*TOLD, "since", "until"))

    @property
    def names_one(self) -> bool:
        """Whether a message is named, so that it is looked for however long ago it was."""
        return any(str(self.data.get(name, "")).strip() for name in ("job", "message_id"))

    def clean_organisation(self) -> int | None:
        """Return the customer of this name."""
        text = self.cleaned_data["organisation"].strip()
        if not text:
            return None
        found = find_organisations(text, most=4)
        if len(found) == 1:
            return found[0].pk
        if not found:
            raise forms.ValidationError(gettext("No customer has this name."))
        names = ", ".join(one.name for one in found)
        raise forms.ValidationError(
            gettext("More than one customer is called so: %(names)s") % {"names": names}
        )

    @property
    def asked(self) -> Asked:
        """What is said of the messages."""
        told = self.cleaned_data
        return Asked(
            organisation=told["organisation"],
            job=told["job"],
            message_id=told["message_id"],
            sender=told["sender"],
            recipient=told["recipient"],
            state=told["state"],
        )

    def since_when(self, otherwise: datetime) -> datetime | None:
        """Return from when on to look: what is said, else a while back, else always."""
        said: datetime | None = self.cleaned_data["since"]
        if said is not None or self.names_one:
            return said
        return otherwise


class TraceSourceForm(DeskForm):
    """The name of a source of traces."""

    name = forms.CharField(
        label=_("Name"), max_length=100, help_text=_("For example “Relays” or “Fax servers”.")
    )


class TraceAddForm(ReferenceForm):
    """Into which request the path of a message goes, and whether its customer reads it."""

    is_public = forms.BooleanField(
        label=_("The customer reads it"),
        required=False,
        help_text=_("In their language, on the portal. Otherwise it stays on the desk."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"auto_id": "add-%s"})
