"""How a message stands and why it does not go on, in the reader's words."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from permanence.faces.ui.moments import MINUTE, say_span
from permanence.service.trace.rules.events import INBOUND, OUTBOUND, Kind
from permanence.service.trace.rules.reasons import Reason

# The shapes of outgoing mail say the same of the messages of customers.
SHAPES = {Kind.DELIVERED: "sent", Kind.FAILED: "failed", Kind.EXPIRED: "failed"}


def passage_states() -> dict[str, str]:
    """Return the name of each state."""
    return {
        Kind.ACCEPTED: pgettext("a message", "Accepted"),
        Kind.QUEUED: pgettext("a message", "Queued"),
        Kind.ATTEMPTED: pgettext("a message", "Attempted"),
        Kind.DEFERRED: pgettext("a message", "Deferred"),
        Kind.DELIVERED: pgettext("a message", "Delivered"),
        Kind.FAILED: pgettext("a message", "Failed"),
        Kind.EXPIRED: pgettext("a message", "Expired"),
        Kind.CANCELLED: pgettext("a message", "Cancelled"),
    }


def direction_names() -> dict[str, str]:
    """Return the name of each direction."""
    return {
        OUTBOUND: pgettext("a message", "from the customer"),
        INBOUND: pgettext("a message", "to the customer"),
    }


def reason_names() -> dict[str, str]:
    """Return what each class of reasons means."""
    return mail_reasons() | house_reasons() | fax_reasons()


def mail_reasons() -> dict[str, str]:
    """Return what the reasons mean that a mailbox or its address gives."""
    return {
        Reason.UNKNOWN_RECIPIENT: _("The recipient does not exist there"),
        Reason.UNKNOWN_DOMAIN: _("The recipient's domain does not exist or takes no mail"),
        Reason.BAD_ADDRESS: _("The address is not written as an address has to be"),
        Reason.MOVED: _("The recipient has moved to another address"),
        Reason.SENDER_REFUSED: _("The other side does not accept this sender address"),
        Reason.MAILBOX_DISABLED: _("The mailbox is disabled"),
        Reason.MAILBOX_FULL: _("The mailbox is full"),
        Reason.TOO_LARGE: _("The message is too large for the recipient"),
        Reason.CONTENT: _("The content or its format was not accepted"),
        Reason.POLICY: _("The other side refuses it by its own policy, for example as spam"),
        Reason.GREYLISTED: _("Greylisting: the other side takes it at a later try"),
        Reason.TOO_MANY: _("Too many messages or recipients at once for the other side"),
        Reason.AUTHENTICATION: _("The sender is not authenticated (SPF, DKIM, DMARC or log-in)"),
        Reason.ENCRYPTION: _("Both sides found no encryption that suits them"),
    }


def house_reasons() -> dict[str, str]:
    """Return what the reasons mean that lie between the systems."""
    return {
        Reason.RECIPIENT_SYSTEM: _("The recipient's system takes nothing at the moment"),
        Reason.UNREACHABLE: _("The recipient's server does not answer"),
        Reason.NO_ROUTE: _("No way to the recipient's server was found"),
        Reason.CONGESTED: _("The recipient's system is overloaded"),
        Reason.LOOP: _("The message goes round in a circle"),
        Reason.EXPIRED: _("It could not be delivered in the time that was allowed"),
        Reason.PROTOCOL: _("Both servers did not understand each other"),
        Reason.CANCELLED: _("It was cancelled"),
        Reason.UNKNOWN: _("The answer does not say why"),
    }


def fax_reasons() -> dict[str, str]:
    """Return what the reasons mean that a telephone line gives."""
    return {
        Reason.BUSY: _("The line was busy"),
        Reason.NO_ANSWER: _("Nobody answered the call"),
        Reason.NO_FAX: _("Something answered, but no fax machine"),
        Reason.BAD_NUMBER: _("The number is not valid"),
        Reason.BROKEN_OFF: _("The connection broke off while pages were sent"),
        Reason.OUR_LINE: _("Our own line was out of order"),
    }


def say_reason(reason: str) -> str:
    """Return what a class of reasons means; nothing for none."""
    return reason_names().get(reason, reason) if reason else ""


def say_attempts(count: int) -> str:
    """Return how often somebody tried to hand a message on."""
    return ngettext("%(count)s attempt", "%(count)s attempts", count) % {"count": count}


def say_stay(span: timedelta) -> str:
    """Return a length of time, to the second where it is short."""
    if span >= MINUTE:
        return say_span(span)
    seconds = max(span.total_seconds(), 0)
    told = f"{seconds:.1f}" if 0 < seconds < 10 and seconds % 1 else f"{seconds:.0f}"
    return _("%(seconds)s s") % {"seconds": told}
