"""What kinds of providers there are, what is told of each, and what an address may be."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Final
from urllib.parse import quote, urlsplit

from permanence.ground.lib.hosts import is_outside, may_be_called
from permanence.ground.ways.rules import Way


class Kind(StrEnum):
    """How a provider is spoken to."""

    GATEWAY = "gateway"
    APPRISE = "apprise"
    TWILIO = "twilio"
    SIP = "sip"


KINDS: Final[Mapping[Way, tuple[Kind, ...]]] = {
    Way.SMS: (Kind.GATEWAY, Kind.APPRISE),
    Way.CHAT: (Kind.APPRISE,),
    Way.VOICE: (Kind.TWILIO, Kind.SIP),
}
# Services of the library that carry to one person or room; none that writes files, runs programs
# or sends to an address of any shape.
SERVICES: Final[Mapping[Way, frozenset[str]]] = {
    Way.SMS: frozenset(
        [
            "46elks",
            "elks",
            "bulksms",
            "bulkvs",
            "burstsms",
            "clickatell",
            "clicksend",
            "d7sms",
            "exotel",
            "freemobile",
            "httpsms",
            "kavenegar",
            "kudosity",
            "msg91",
            "msgbird",
            "nexmo",
            "octopush",
            "plivo",
            "serwersms",
            "seven",
            "sfr",
            "signal",
            "signals",
            "sinch",
            "smsc",
            "smseagle",
            "smseagles",
            "smsmanager",
            "smsmgr",
            "sns",
            "telesign",
            "telnyx",
            "threema",
            "twilio",
            "voipms",
            "vonage",
        ]
    ),
    Way.CHAT: frozenset(
        [
            "discord",
            "gchat",
            "guilded",
            "matrix",
            "matrixs",
            "mmost",
            "mmosts",
            "nctalk",
            "nctalks",
            "rocket",
            "rockets",
            "ryver",
            "slack",
            "tgram",
            "webex",
            "workflow",
            "workflows",
            "wxteams",
            "zulip",
        ]
    ),
}
# Services that the library reaches at a host that is part of the address.
OWN_HOST: Final = frozenset(
    [
        "matrix",
        "matrixs",
        "mmost",
        "mmosts",
        "rocket",
        "rockets",
        "nctalk",
        "nctalks",
        "signal",
        "signals",
        "smseagle",
        "smseagles",
        "workflow",
        "workflows",
    ]
)
PLAIN: Final = frozenset(["matrix", "mmost", "rocket", "nctalk", "signal", "smseagle"])
PLACE: Final = "{address}"
PHONE: Final = re.compile(r"\+[1-9][0-9]{6,14}")


@dataclass(frozen=True)
class ProviderCard:
    """What is kept of a provider that administrators see."""

    name: str
    way: Way
    kind: Kind
    rank: int = 1
    desk: int | None = None
    per_minute: int = 0
    receipt_within: timedelta | None = None
    settings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Gateway:
    """How a gateway for SMS wants to be told, and how it tells; all but the address has a default.

    `extra` are fields that are always sent ("route=business").
    """

    url: str
    sender: str = ""
    form: str = "json"
    to_field: str = "to"
    text_field: str = "text"
    sender_field: str = "from"
    callback_field: str = ""
    extra: str = ""
    id_field: str = "id"
    receipt_id: str = "id"
    receipt_status: str = "status"
    delivered_words: str = "delivered delivrd"
    failed_words: str = "failed undelivered undeliverable rejected expired undeliv"
    reply_from: str = "from"
    reply_text: str = "text"
    reply_to: str = ""


def read_phone(text: str) -> str:
    """Return a telephone number in its international form; nothing when it is none."""
    kept = re.sub(r"[\s().\-/]", "", text)
    kept = f"+{kept[2:]}" if kept.startswith("00") else kept
    return kept if PHONE.fullmatch(kept) else ""


def fill_place(pattern: str, address: str) -> str:
    """Return a service's address with the person's in its place, so that it can be nothing else."""
    return pattern.replace(PLACE, quote(address, safe=""))


def is_service(pattern: str, way: Way, *, trusted: frozenset[str]) -> bool:
    """Say whether an address of the library is one of a service that may be used for a way.

    A service at a host of one's own has to lie outside, or the operator vouches for it.
    """
    try:
        parts = urlsplit(fill_place(pattern, "x"))
        scheme, host, port = parts.scheme.lower(), parts.hostname or "", parts.port
    except ValueError:
        return False
    if scheme not in SERVICES[way] or not pattern.isprintable() or " " in pattern:
        return False
    if scheme not in OWN_HOST:
        return True
    spoken = "http" if scheme in PLAIN else "https"
    named = f":{port}" if port else ""
    return may_be_called(f"{spoken}://{host}{named}/", trusted=trusted)


def is_exchange(domain: str, *, trusted: frozenset[str]) -> bool:
    """Say whether a telephone exchange may be called: one that lies outside, or is vouched for."""
    try:
        parts = urlsplit(f"sip://{domain}")
        host, port = parts.hostname or "", parts.port or 5060
    except ValueError:
        return False
    if f"{host}:{port}" in trusted:
        return True
    return domain.isascii() and parts.path == "" and "." in host.strip(".") and is_outside(host)
