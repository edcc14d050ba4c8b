"""What was blacked out in an entry, what should be, and what an act would take out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from permanence.faces.desk.access import Reader
from permanence.faces.desk.presenting.moments import say_moment, show_instant
from permanence.faces.ui.addresses import address_of
from permanence.faces.ui.redactions import say_why
from permanence.overview.privacy.actions.redacting import Outcome
from permanence.overview.worklists.queries import Said
from permanence.service.tickets.models import Entry, Ticket
from permanence.service.tickets.rules.reference import speak_reference
from permanence.world.accounts.rules import Right

Shown = dict[str, Any]
NOT_THEIRS = frozenset({"confirmation", "notice"})


def show_redactions(entry: Said, ticket: Ticket, reader: Reader) -> Shown:
    """Return what stands under an entry: what was taken out of it, and what should be."""
    may = reader.may(Right.REDACT, ticket.desk_id)
    address = address_of("desk:entry-redact", entry.number) if may else ""
    warned = entry.may_hold
    return {
        "redact_url": address if entry.kind not in NOT_THEIRS else "",
        "warning": warning_names().get(entry.may_hold, "") if warned else "",
        "found_url": f"{address}?found=1" if address and warned else "",
        "redacted": [
            _("Blacked out by %(who)s, %(instant)s: %(why)s")
            % {
                "who": one["by"],
                "instant": say_moment(datetime.fromisoformat(one["at"]), reader),
                "why": say_why(one["why"]),
            }
            for one in entry.redactions
        ],
    }


def warning_names() -> dict[str, str]:
    """Return what is said of an entry that seems to have a secret in it."""
    return {
        "key": _("This may contain a private key."),
        "card": _("This may contain a card number."),
        "token": _("This may contain an access key."),
        "password": _("This may contain a password."),
    }


def show_words_of(entry: Entry, reader: Reader) -> Shown:
    """Return the entry as `desk/redact.html` shows it."""
    return {
        "author": entry.author_name,
        "language": entry.language,
        "text": entry.text,
        **show_instant(entry.at, reader),
    }


def show_trial(outcome: Outcome, tickets: Sequence[Ticket], *, token: str) -> Shown:
    """Return what an act would take out, in words."""
    counted = [outcome.counts.get(key, 0) for key in COUNTED]
    lines = [say(number) for number, say in zip(counted, COUNTED.values(), strict=True) if number]
    sent = ngettext(
        "%(count)s mail with it has left already; what lies in mailboxes cannot be called back.",
        "%(count)s mails with it have left already; what lies in mailboxes cannot be called back.",
        outcome.sent,
    )
    return {
        "lines": lines,
        "files": [
            {
                "reference": speak_reference(one.reference),
                "subject": one.subject,
                "url": reverse("desk:ticket", args=[one.reference]),
            }
            for one in tickets
        ],
        "sent": sent % {"count": outcome.sent} if outcome.sent else "",
        "token": token,
    }


def say_entries(count: int) -> str:
    """Say how many entries are touched."""
    text = ngettext(
        "%(count)s entry, in words and search", "%(count)s entries, in words and search", count
    )
    return text % {"count": count}


def say_mails(count: int) -> str:
    """Say how many outgoing mails are touched."""
    text = ngettext(
        "%(count)s outgoing mail; a sealed digest of what it said stays as proof",
        "%(count)s outgoing mails; a sealed digest of what they said stays as proof",
        count,
    )
    return text % {"count": count}


def say_originals(count: int) -> str:
    """Say how many raw mails go."""
    text = ngettext(
        "%(count)s received mail as it came, removed as a whole; its identity stays",
        "%(count)s received mails as they came, removed as a whole; their identity stays",
        count,
    )
    return text % {"count": count}


def say_files(count: int) -> str:
    """Say how many files go."""
    text = ngettext("%(count)s file, with its bytes", "%(count)s files, with their bytes", count)
    return text % {"count": count}


def say_journal(count: int) -> str:
    """Say how many lines of the journal are touched."""
    text = ngettext("%(count)s line of the journal", "%(count)s lines of the journal", count)
    return text % {"count": count}


def say_others(count: int) -> str:
    """Say how many other rows are touched."""
    text = ngettext(
        "%(count)s other place: subjects, drafts, notes on time, reasons",
        "%(count)s other places: subjects, drafts, notes on time, reasons",
        count,
    )
    return text % {"count": count}


COUNTED = {
    "entries": say_entries,
    "mails": say_mails,
    "originals": say_originals,
    "files": say_files,
    "journal": say_journal,
    "others": say_others,
}
