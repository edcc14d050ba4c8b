"""Mails that leave, as their readers see them."""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from permanence.faces.desk.access import Reader
from permanence.faces.desk.presenting.moments import say_moment, show_instant
from permanence.faces.desk.presenting.timeline import delivery_names, state_of
from permanence.faces.desk.presenting.words import language_name
from permanence.ground.lib.paths import TOKEN_FOLLOWS
from permanence.ground.outbox.models import Message

Shown = dict[str, Any]
TOKEN = re.compile(rf"(/(?:{'|'.join(TOKEN_FOLLOWS)})/)[A-Za-z0-9_:.\-]{{12,}}")


def show_message_row(message: Message, reader: Reader, *, reference: str) -> Shown:
    """Return one row of the outgoing mail."""
    state = state_of(message)
    return {
        "id": message.pk,
        "url": reverse("desk:message", args=[message.pk]),
        "to": ", ".join(message.recipients),
        "subject": message.subject,
        "purpose_label": purpose_names().get(message.kind, pgettext("mail", "Message")),
        "reference": reference,
        "state": state,
        "state_label": delivery_names()[state],
        **show_instant(last_moment(message), reader),
        "detail": say_detail(message, reader),
    }


def show_message(message: Message, reader: Reader, *, reference: str, back_url: str) -> Shown:
    """Return one mail as `desk/outgoing_message.html` reads it."""
    return {
        **show_message_row(message, reader, reference=reference),
        "from": f"{message.sender_name} <{message.sender}>",
        "reply_to": message.reply_to,
        "language": message.language,
        "language_name": language_name(message.language),
        "text": hide_tokens(message.text),
        "html_url": reverse("desk:message-html", args=[message.pk]) if message.html else "",
        "raw_url": reverse("desk:message-raw", args=[message.pk]),
        "back_url": back_url,
        "ticket_url": reverse("desk:ticket", args=[reference]) if reference else "",
        "tries": [{**show_instant(last_moment(message), reader), "text": message.answer}]
        if message.answer
        else [],
    }


def purpose_names() -> dict[str, str]:
    """Return what each kind of mail is for."""
    return {
        "confirmation": _("Confirmation"),
        "answer": _("Answer"),
        "offer": _("Offer of an agreement"),
        "agreed": _("Copy of an agreement"),
        "climb": _("Ladder"),
        "handover": _("Hand-over"),
        "enquiry": _("Question to a third party"),
        "link": _("Link to the portal"),
        "notice": pgettext("mail", "Notice"),
        "incident-notice": _("Written notice"),
        "status": _("News of a service"),
        "summary": _("Incident summary"),
        "contribute": _("Post-mortem"),
        "remind": _("Post-mortem"),
        "hours-alert": _("Hours left"),
        "extra-time": _("Extra time"),
        "person": _("Access to the portal"),
        "digest": _("What you are told"),
        "hand-off": _("Hand-off"),
        "password": _("Password"),
        "second_factor": _("Second factor"),
    }


def last_moment(message: Message) -> Any:
    """Return when the last thing happened to a message."""
    return message.bounced_at or message.failed_at or message.sent_at or message.queued_at


def say_detail(message: Message, reader: Reader) -> str:
    """Return why a message did not arrive, or when it is tried again."""
    if message.failed_at or message.bounced_at:
        return message.answer[:200]
    if message.sent_at is None and message.attempts:
        again = say_moment(message.next_try_at, reader)
        return _("tried %(tries)s times, again at %(again)s") % {
            "tries": message.attempts,
            "again": again,
        }
    return ""


def hide_tokens(text: str) -> str:
    """Take the keys out of signed links, by which staff could act as the customer.

    Where no mail leaves, these pages are the only place to follow the links, so they stay.
    """
    return TOKEN.sub(r"\1…", text) if settings.SMTP_URL else text
