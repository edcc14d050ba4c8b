"""Letters that wait for a person: why, and what they say."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from permanence.faces.desk.access import Reader
from permanence.faces.desk.presenting.moments import say_moment, show_instant
from permanence.service.intake.actions import read_raw
from permanence.service.intake.models import Letter
from permanence.service.intake.rules import ReadMail, Unreadable, read_letter
from permanence.service.tickets.rules.reference import find_references

Shown = dict[str, Any]


def show_letter_row(letter: Letter, reader: Reader) -> Shown:
    """Return one row of the quarantine."""
    facts = letter.facts
    subject = facts.get("subject", "")
    named = find_references(subject)
    return {
        "id": letter.pk,
        "url": reverse("desk:letter", args=[letter.pk]),
        "sender": facts.get("name", ""),
        "address": facts.get("from") or letter.envelope_from,
        "subject": subject,
        "why": say_why(letter)[0],
        "kind": kind_of(letter),
        "kind_label": kind_names()[kind_of(letter)],
        **show_instant(letter.received_at, reader, name="received"),
        "reference": named[0] if named else "",
        "size": letter.size,
    }


def kind_of(letter: Letter) -> str:
    """Return whether a letter is held, could not be read, or waits no longer."""
    waiting = {"held", "quarantined"}
    return letter.state if letter.state in waiting else "settled"


def kind_names() -> dict[str, str]:
    """Return what each kind is called."""
    return {
        "held": _("held"),
        "quarantined": _("not understood"),
        "settled": _("settled"),
    }


def say_why(letter: Letter) -> tuple[str, str]:
    """Return why a letter waits, in words, and the technical detail."""
    code, _colon, detail = letter.why.partition(": ")
    texts = {
        "no-sender": _("The message names no sender."),
        "machine:complaint": _(
            "The message is a complaint about abuse; no automatic step is taken."
        ),
        "machine:auto-reply": _("A program sent this of itself; it answers no ticket."),
        "machine:list": _("This came through a mailing list; it answers no ticket."),
        "sender-not-authentic": _("Our mail server found that the sender's address is forged."),
        "stranger-quotes-reference": _("The sender may not write to the ticket that it names."),
        "two-organisations": _("The sender's address fits two organisations."),
        "sender-has-left": _("The sender has left their organisation, or was taken away by it."),
        "not-a-named-contact": _("The customer's contract lets only named contacts open requests."),
        "unreadable": _("The message cannot be read."),
        "failed": _("The message could not be made into a ticket."),
        "sender-blocked": _("The sender is blocked."),
        "sender-was-blocked": _("The sender was blocked when it came, and is let in again."),
        "discarded": _("The message was discarded."),
        "by-hand": _("A person decided where the message belongs."),
    }
    return texts.get(code, letter.why), detail


def read_mail(letter: Letter) -> ReadMail | None:
    """Return what can be read of a letter; None when nothing can."""
    try:
        return read_letter(read_raw(letter))
    except Unreadable:
        return None


def show_letter(letter: Letter, mail: ReadMail | None, reader: Reader, *, back_url: str) -> Shown:
    """Return one letter as `desk/letter.html` reads it."""
    sender = mail.sender if mail else None
    text, detail = say_why(letter)
    return {
        "subject": mail.subject if mail else "",
        "sender": sender.name if sender else "",
        "address": sender.address if sender else letter.envelope_from,
        "to": letter.envelope_to,
        **show_instant(letter.received_at, reader, name="received"),
        "size": letter.size,
        "kind": kind_of(letter),
        "kind_label": kind_names()[kind_of(letter)],
        "why": text,
        "detail": detail,
        "text": mail.text if mail else "",
        "attachments": list_files(letter, mail),
        "raw_url": reverse("desk:letter-raw", args=[letter.pk]),
        "back_url": back_url,
        "headers": list_headers(letter, mail),
        "settled": say_settled(letter, reader),
    }


def list_files(letter: Letter, mail: ReadMail | None) -> list[Shown]:
    """Return the files in a letter."""
    return [
        {
            "name": file.name or _("unnamed"),
            "size": file.size,
            "kind": file.type,
            "url": reverse("desk:letter-file", args=[letter.pk, place]),
        }
        for place, file in enumerate(mail.attachments if mail else ())
    ]


def list_headers(letter: Letter, mail: ReadMail | None) -> list[Shown]:
    """Return the headers by which a person judges where a letter belongs."""
    known = [(_("Envelope sender"), letter.envelope_from)]
    if mail:
        known += [
            ("Message-ID", mail.message_id or ""),
            ("In-Reply-To", mail.in_reply_to or ""),
            ("References", " ".join(mail.references)),
            ("Reply-To", ", ".join(box.address for box in mail.reply_to)),
            ("Date", mail.date.isoformat() if mail.date else ""),
        ]
    return [{"name": name, "value": text} for name, text in known if text]


def say_settled(letter: Letter, reader: Reader) -> str:
    """Return what became of a letter; nothing while it waits."""
    if kind_of(letter) != "settled":
        return ""
    told = {
        "instant": say_moment(letter.settled_at or letter.received_at, reader),
        "reference": letter.ticket.reference if letter.ticket else "",
    }
    if letter.ticket:
        return _("In ticket %(reference)s since %(instant)s.") % told
    if letter.state == Letter.State.DISCARDED:
        return _("Discarded at %(instant)s; it stays stored.") % told
    if letter.state == Letter.State.RECEIVED:
        return _("Intake reads it again.")
    return _("Settled at %(instant)s.") % told
