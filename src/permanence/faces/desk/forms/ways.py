"""What is kept of somebody who carries SMS, chat messages or phone calls."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from permanence.faces.desk.forms.shape import DeskForm
from permanence.ground.lib.hosts import may_be_called
from permanence.ground.ways.rules import Way
from permanence.ground.ways.rules.providers import (
    Kind,
    ProviderCard,
    is_exchange,
    is_service,
    read_phone,
)
from permanence.world.accounts.models import Desk

PLAIN = {"autocomplete": "off", "spellcheck": "false"}
KEPT_SECRET = _("It is kept encrypted and never shown again. Left empty, it stays as it is.")


def secret_field(label: Any, **told: Any) -> forms.CharField:
    """Return a field for what is never shown again."""
    return forms.CharField(
        label=label,
        required=False,
        strip=True,
        max_length=2000,
        help_text=told.pop("help_text", KEPT_SECRET),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        **told,
    )


def told_field(label: Any, *, required: bool = False, **told: Any) -> forms.CharField:
    """Return a field for one line that is typed as it is."""
    widget = forms.TextInput(attrs=PLAIN)
    return forms.CharField(label=label, required=required, max_length=500, widget=widget, **told)


class WayForm(DeskForm):
    """The part that all kinds of providers share."""

    kind: ClassVar[Kind]
    secrets: ClassVar[tuple[str, ...]] = ()
    told: ClassVar[tuple[str, ...]] = ()
    rare: ClassVar[tuple[str, ...]] = ()

    name = forms.CharField(label=_("Name"), max_length=60)
    rank = forms.IntegerField(
        label=_("Order"),
        min_value=1,
        max_value=99,
        initial=1,
        help_text=_("The lowest number is tried first. Have two providers for each way."),
    )
    desk = forms.TypedChoiceField(label=_("For"), required=False, coerce=int, empty_value=None)
    per_minute = forms.IntegerField(
        label=_("Most in a minute"),
        min_value=0,
        max_value=10_000,
        initial=0,
        help_text=_("0 is no limit."),
    )
    receipt_seconds = forms.IntegerField(
        label=_("Seconds to wait for a receipt"),
        min_value=5,
        max_value=3600,
        required=False,
        help_text=_("Without one by then, the next provider tries. Empty: it gives no receipts."),
    )

    def __init__(self, *args: Any, way: Way, desks: Sequence[Desk], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.way = way
        choices = [("", gettext("All desks")), *((str(one.pk), one.name) for one in desks)]
        self.fields["desk"].choices = choices  # type: ignore[attr-defined]

    @property
    def main_fields(self) -> list[forms.BoundField]:
        """What everybody has to write down."""
        return [field for field in self if field.name not in self.rare]

    @property
    def rare_fields(self) -> list[forms.BoundField]:
        """What most leave as it is; it stands folded."""
        return [field for field in self if field.name in self.rare]

    @property
    def is_wrong_inside(self) -> bool:
        """Whether something that stands folded is wrong."""
        return any(name in self.rare for name in self.errors)

    def card(self) -> ProviderCard:
        """Return what was typed, without the secrets."""
        typed = self.cleaned_data
        within = typed.get("receipt_seconds")
        return ProviderCard(
            name=typed["name"],
            way=self.way,
            kind=self.kind,
            rank=typed["rank"],
            desk=typed["desk"],
            per_minute=typed["per_minute"],
            receipt_within=None if within is None else timedelta(seconds=within),
            settings={name: str(typed[name]) for name in self.told if typed.get(name)},
        )

    def typed_secrets(self) -> dict[str, str]:
        """Return the secrets that were typed."""
        return {name: self.cleaned_data.get(name, "") for name in self.secrets}


class GatewayForm(WayForm):
    """A gateway for SMS that is asked over HTTP."""

    kind = Kind.GATEWAY
    secrets = ("authorization",)
    told = (
        "url", "sender", "form", "to_field", "text_field", "sender_field", "callback_field",
        "extra", "id_field", "receipt_id", "receipt_status", "delivered_words", "failed_words",
        "reply_from", "reply_text",
    )  # fmt: skip
    rare = told[3:]
    field_order = ("name", "url", "authorization", "sender", "form", "rank", "desk")
    url = told_field(_("Address"), required=True)
    authorization = secret_field(
        _("Header Authorization"),
        help_text=_("For example: Bearer and the key. It is kept encrypted and never shown again."),
    )
    sender = told_field(_("Sender"))
    form = forms.ChoiceField(
        label=_("Sent as"),
        choices=[("json", "JSON"), ("form", "application/x-www-form-urlencoded")],
    )
    to_field = told_field(_("Field of the number"), initial="to")
    text_field = told_field(_("Field of the text"), initial="text")
    sender_field = told_field(_("Field of the sender"), initial="from")
    callback_field = told_field(
        _("Field of the address for receipts"),
        help_text=_("Empty: the address is written down at the gateway itself."),
    )
    extra = told_field(_("Sent every time"), help_text=_("As in an address: route=fast&type=text"))
    id_field = told_field(_("Key of the message in its answer"), initial="id")
    receipt_id = told_field(_("Key of the message in a receipt"), initial="id")
    receipt_status = told_field(_("Field of the state in a receipt"), initial="status")
    delivered_words = told_field(_("States that mean: arrived"), initial="delivered delivrd")
    failed_words = told_field(
        _("States that mean: never arrives"),
        initial="failed undelivered undeliverable rejected expired undeliv",
    )
    reply_from = told_field(_("Field of the number in a reply"), initial="from")
    reply_text = told_field(_("Field of the text in a reply"), initial="text")

    def clean_url(self) -> str:
        """Refuse an address that leads inside."""
        return refuse_inside(self.cleaned_data["url"])


class ServiceForm(WayForm):
    """A service that the notification library knows."""

    kind = Kind.APPRISE
    secrets = ("address",)
    field_order = ("name", "address", "rank", "desk")
    address = secret_field(
        _("Address of the service"),
        help_text=_(
            "As Apprise writes it, with {address} where the person's own stands. It is kept"
            " encrypted and never shown again. Left empty, it stays as it is."
        ),
    )
    needs_address = False

    def clean_address(self) -> str:
        """Refuse what is no address of a service for this way."""
        typed: str = self.cleaned_data["address"]
        if not typed and self.needs_address:
            raise forms.ValidationError(gettext("Write the address of the service."))
        if typed and not is_service(typed, self.way, trusted=settings.WAY_HOSTS):
            raise forms.ValidationError(
                gettext(
                    "This address is not one of a service that carries messages to people by this"
                    " way."
                )
            )
        return typed


class PhoneForm(WayForm):
    """A provider of phone calls that speaks Twilio's REST interface."""

    kind = Kind.TWILIO
    secrets = ("token",)
    told = ("account", "sender", "base")
    field_order = ("name", "account", "token", "sender", "base", "rank", "desk")
    account = told_field(_("Account"), required=True)
    token = secret_field(_("Token"))
    sender = told_field(_("Number that is shown"), required=True)
    base = told_field(_("Address of the interface"), help_text=_("Empty: that of Twilio itself."))

    def clean_sender(self) -> str:
        """Refuse what is no telephone number."""
        return refuse_no_phone(self.cleaned_data["sender"])

    def clean_base(self) -> str:
        """Refuse an address that leads inside."""
        typed = self.cleaned_data["base"]
        return refuse_inside(typed) if typed else ""


class SipForm(WayForm):
    """A telephone exchange that is called directly."""

    kind = Kind.SIP
    secrets = ("password",)
    told = ("domain", "user", "transport")
    field_order = ("name", "domain", "user", "password", "transport", "rank", "desk")
    domain = told_field(_("Exchange"), required=True, help_text=_("Host, or host:port."))
    user = told_field(_("User"), required=True)
    password = secret_field(_("Password"))
    transport = forms.ChoiceField(
        label=_("Transport"), choices=[("udp", "UDP"), ("tcp", "TCP"), ("tls", "TLS")]
    )

    def clean_domain(self) -> str:
        """Refuse an exchange inside for which nobody vouches."""
        typed: str = self.cleaned_data["domain"]
        if not is_exchange(typed, trusted=settings.WAY_HOSTS):
            raise forms.ValidationError(gettext("This host lies inside, or is none."))
        return typed


FORMS: dict[Kind, type[WayForm]] = {
    Kind.GATEWAY: GatewayForm,
    Kind.APPRISE: ServiceForm,
    Kind.TWILIO: PhoneForm,
    Kind.SIP: SipForm,
}


class WayTrialForm(DeskForm):
    """To whom a message is sent to try a provider."""

    address = told_field(_("Send a test to"), required=True)

    def __init__(self, *args: Any, way: Way, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.way = way
        if way is not Way.CHAT:
            self.fields["address"].help_text = gettext("With its country: +44 …")

    def clean_address(self) -> str:
        """Refuse what is no telephone number, where one is needed."""
        typed: str = self.cleaned_data["address"]
        return typed if self.way is Way.CHAT else refuse_no_phone(typed)


def refuse_inside(address: str) -> str:
    """Return an address that may be called."""
    if not may_be_called(address, trusted=settings.WAY_HOSTS):
        raise forms.ValidationError(
            gettext("Write a full address that begins with https:// and lies outside.")
        )
    return address


def refuse_no_phone(typed: str) -> str:
    """Return a telephone number in its international form."""
    number = read_phone(typed)
    if not number:
        raise forms.ValidationError(
            gettext("Write the whole number with its country, as in +44 20 7946 0123.")
        )
    return number
