"""Why a message did not go on, in classes that people know: from DSN codes, SMTP and fax. Pure."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final


class Reason(StrEnum):
    """One class of reasons; the faces say each in the reader's language."""

    UNKNOWN_RECIPIENT = "unknown_recipient"
    UNKNOWN_DOMAIN = "unknown_domain"
    BAD_ADDRESS = "bad_address"
    MOVED = "moved"
    SENDER_REFUSED = "sender_refused"
    MAILBOX_DISABLED = "mailbox_disabled"
    MAILBOX_FULL = "mailbox_full"
    TOO_LARGE = "too_large"
    RECIPIENT_SYSTEM = "recipient_system"
    UNREACHABLE = "unreachable"
    NO_ROUTE = "no_route"
    CONGESTED = "congested"
    LOOP = "loop"
    EXPIRED = "expired"
    PROTOCOL = "protocol"
    CONTENT = "content"
    POLICY = "policy"
    GREYLISTED = "greylisted"
    TOO_MANY = "too_many"
    AUTHENTICATION = "authentication"
    ENCRYPTION = "encryption"
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    NO_FAX = "no_fax"
    BAD_NUMBER = "bad_number"
    BROKEN_OFF = "broken_off"
    OUR_LINE = "our_line"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"


REASONS: Final = tuple(str(one) for one in Reason)
_DSN = re.compile(r"[245]\.(\d{1,3})\.(\d{1,3})")
_FAX = re.compile(r"E(\d{3})", re.IGNORECASE)
_DSN_INSIDE = re.compile(r"(?<![\d.])[45]\d\d[ -]([45]\.\d{1,3}\.\d{1,3})(?![\d.])")
_SMTP_INSIDE = re.compile(r"(?<![\d.])([45]\d\d)[ -]")
_FAX_INSIDE = re.compile(r"\{?\b(E\d{3})\b\}?")

# RFC 3463 and the registry that grew from it: first by both numbers, else by the subject alone.
BY_STATUS: Final[dict[str, Reason]] = {
    "1.0": Reason.BAD_ADDRESS,
    "1.1": Reason.UNKNOWN_RECIPIENT,
    "1.2": Reason.UNKNOWN_DOMAIN,
    "1.3": Reason.BAD_ADDRESS,
    "1.4": Reason.BAD_ADDRESS,
    "1.6": Reason.MOVED,
    "1.7": Reason.SENDER_REFUSED,
    "1.8": Reason.SENDER_REFUSED,
    "1.10": Reason.UNKNOWN_DOMAIN,
    "2.1": Reason.MAILBOX_DISABLED,
    "2.2": Reason.MAILBOX_FULL,
    "2.3": Reason.TOO_LARGE,
    "3.4": Reason.TOO_LARGE,
    "4.1": Reason.UNREACHABLE,
    "4.2": Reason.UNREACHABLE,
    "4.3": Reason.NO_ROUTE,
    "4.4": Reason.NO_ROUTE,
    "4.5": Reason.CONGESTED,
    "4.6": Reason.LOOP,
    "4.7": Reason.EXPIRED,
    "5.3": Reason.TOO_MANY,
    "7.4": Reason.ENCRYPTION,
    "7.5": Reason.ENCRYPTION,
    "7.6": Reason.ENCRYPTION,
    "7.7": Reason.ENCRYPTION,
    "7.8": Reason.AUTHENTICATION,
    "7.9": Reason.AUTHENTICATION,
    "7.10": Reason.ENCRYPTION,
    "7.11": Reason.ENCRYPTION,
    "7.20": Reason.AUTHENTICATION,
    "7.21": Reason.AUTHENTICATION,
    "7.22": Reason.AUTHENTICATION,
    "7.23": Reason.AUTHENTICATION,
    "7.24": Reason.AUTHENTICATION,
    "7.25": Reason.AUTHENTICATION,
    "7.26": Reason.AUTHENTICATION,
    "7.28": Reason.TOO_MANY,
}
BY_SUBJECT: Final[dict[str, Reason]] = {
    "1": Reason.BAD_ADDRESS,
    "2": Reason.RECIPIENT_SYSTEM,
    "3": Reason.RECIPIENT_SYSTEM,
    "4": Reason.NO_ROUTE,
    "5": Reason.PROTOCOL,
    "6": Reason.CONTENT,
    "7": Reason.POLICY,
}
BY_SMTP: Final[dict[str, Reason]] = {
    "421": Reason.RECIPIENT_SYSTEM,
    "431": Reason.RECIPIENT_SYSTEM,
    "432": Reason.RECIPIENT_SYSTEM,
    "441": Reason.UNREACHABLE,
    "442": Reason.UNREACHABLE,
    "450": Reason.RECIPIENT_SYSTEM,
    "451": Reason.RECIPIENT_SYSTEM,
    "452": Reason.RECIPIENT_SYSTEM,
    "500": Reason.PROTOCOL,
    "501": Reason.PROTOCOL,
    "502": Reason.PROTOCOL,
    "503": Reason.PROTOCOL,
    "504": Reason.PROTOCOL,
    "521": Reason.RECIPIENT_SYSTEM,
    "530": Reason.AUTHENTICATION,
    "535": Reason.AUTHENTICATION,
    "550": Reason.POLICY,
    "551": Reason.MOVED,
    "552": Reason.MAILBOX_FULL,
    "553": Reason.BAD_ADDRESS,
    "554": Reason.POLICY,
    "556": Reason.UNKNOWN_DOMAIN,
}
# The codes of calls in which no page went; above them the call stood and broke off.
BY_FAX: Final[dict[int, Reason]] = {
    1: Reason.BUSY,
    2: Reason.NO_FAX,
    3: Reason.NO_ANSWER,
    4: Reason.OUR_LINE,
    5: Reason.BAD_NUMBER,
    7: Reason.NO_FAX,
    8: Reason.NO_FAX,
    9: Reason.BUSY,
    10: Reason.POLICY,
    11: Reason.NO_ANSWER,
    12: Reason.NO_FAX,
    13: Reason.NO_FAX,
}
LAST_CALL_CODE: Final = 49
# What is said in words, the more exact first.
BY_WORDS: Final[tuple[tuple[str, Reason], ...]] = (
    (r"gr[ea]y-?list", Reason.GREYLISTED),
    (r"busy|concurrent calls|ring detected", Reason.BUSY),
    (r"no answer|ringback detected|rnr\b", Reason.NO_ANSWER),
    (r"no carrier|no receiver protocol|t1 time-?out|wanted fax|phase a", Reason.NO_FAX),
    (r"dial ?tone|no loop current|modem", Reason.OUR_LINE),
    (r"invalid dial|unallocated|not in service|number (?:is )?(?:invalid|unknown)",
     Reason.BAD_NUMBER),
    (r"t\.30|phase [bcd]|rspr?ec|train|ecm|page was|hang ?up|disconnect(?:ed)? (?:by|during)",
     Reason.BROKEN_OFF),
    (r"kill time|too many attempts|time expired|retry time-?out|max(?:imum)? (?:dials|tries)",
     Reason.EXPIRED),
    (r"user unknown|unknown user|no such (?:user|recipient|mailbox)|unrouteable address|"
     r"(?:mailbox|recipient|address) (?:not found|unknown|unavailable)|does not exist",
     Reason.UNKNOWN_RECIPIENT),
    (r"host or domain name not found|domain not found|nxdomain|name service error|bad dest",
     Reason.UNKNOWN_DOMAIN),
    (r"quota|mailbox (?:is )?full|over ?limit|insufficient (?:system )?storage",
     Reason.MAILBOX_FULL),
    (r"too (?:large|big)|size (?:limit|exceed)|exceeds (?:the )?max", Reason.TOO_LARGE),
    (r"too many|rate ?limit|throttl|try (?:again )?later", Reason.TOO_MANY),
    (r"spf|dkim|dmarc|authenticat|not allowed to relay|relay(?:ing)? (?:access )?denied",
     Reason.AUTHENTICATION),
    (r"\btls\b|certificate|encrypt", Reason.ENCRYPTION),
    (r"spam|blacklist|blocklist|block(?:ed)? (?:by|using|list)|reputation|policy|virus",
     Reason.POLICY),
    (r"timed out|timeout|connection refused|no route to host|network is unreachable|unreachable",
     Reason.UNREACHABLE),
    (r"loop|too many hops", Reason.LOOP),
)  # fmt: skip
_WORDS = tuple((re.compile(pattern, re.IGNORECASE), reason) for pattern, reason in BY_WORDS)
# A status that tells so little that words beside it say more.
_VAGUE = frozenset({Reason.POLICY, Reason.RECIPIENT_SYSTEM, Reason.PROTOCOL, Reason.UNKNOWN})


def explain_failure(status: str, reply: str) -> Reason:
    """Return the class of a failure: by its status, else by what the other side answered.

    A status that could mean many things gives way to plain words beside it.
    """
    told = read_status(status)
    if told is Reason.UNKNOWN:
        told = read_reply(reply)
    if told in _VAGUE:
        said = read_words(reply)
        return told if said is Reason.UNKNOWN else said
    return told


def read_status(status: str) -> Reason:
    """Return what a status says: x.y.z, or the code of a fax server."""
    if match := _DSN.fullmatch(status.strip()):
        subject, detail = str(int(match[1])), str(int(match[2]))
        general = BY_SUBJECT.get(subject, Reason.UNKNOWN)
        return BY_STATUS.get(f"{subject}.{detail}", general)
    if match := _FAX.fullmatch(status.strip()):
        number = int(match[1])
        if number > LAST_CALL_CODE:
            return Reason.BROKEN_OFF
        return BY_FAX.get(number, Reason.UNKNOWN)
    return Reason.UNKNOWN


def read_reply(reply: str) -> Reason:
    """Return what the codes inside an answer say."""
    for pattern in (_DSN_INSIDE, _FAX_INSIDE):
        if match := pattern.search(reply):
            told = read_status(match[1])
            if told is not Reason.UNKNOWN:
                return told
    match = _SMTP_INSIDE.search(reply)
    return BY_SMTP.get(match[1], Reason.UNKNOWN) if match else Reason.UNKNOWN


def read_words(reply: str) -> Reason:
    """Return what the words of an answer say."""
    return next((reason for pattern, reason in _WORDS if pattern.search(reply)), Reason.UNKNOWN)
