"""What a request begins with that is opened from a message."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from permanence.faces.desk.access import Reader
from permanence.faces.desk.presenting.trace_texts import write_instant
from permanence.faces.desk.presenting.trace_words import passage_states, say_reason
from permanence.service.trace.models import Passage
from permanence.world.accounts.queries import recognise_senders
from permanence.world.accounts.rules import Right


def begin_url(passage: Passage, reader: Reader) -> str:
    """Return where a request begins with a message, its person chosen where that is plain."""
    if not reader.may(Right.ANSWER, passage.desk_id):
        return ""
    told = {"desk": passage.desk.key, "trace": str(passage.pk)} | caller_of(passage)
    return f"{reverse('desk:calls')}?{urlencode(told)}"


def caller_of(passage: Passage) -> dict[str, str]:
    """Return the person at the customer whose message it is, else whom to look for."""
    told = (passage.user_id.lower(), passage.sender, passage.recipient)
    addresses = [one for one in told if "@" in one]
    known = recognise_senders(addresses)
    for one in addresses:
        found = known[one]
        if found.contact and found.organisation == passage.organisation_id:
            return {"contact": str(found.contact)}
    return {"who": passage.organisation.name} if passage.organisation else {}


def begin_with_trace(passage: Passage, reader: Reader, *, language: str) -> dict[str, str]:
    """Return what the form of a call shows first: the message in words, and the facts it tells."""
    with override(language):
        told = {
            "sender": passage.sender or "?",
            "recipient": passage.recipient,
            "state": passage_states()[passage.state],
        }
        subject = _("Message to %(recipient)s: %(state)s") % told
        lines = [_("Message from %(sender)s to %(recipient)s: %(state)s") % told]
        lines += [say_reason(passage.reason_class)] if passage.reason_class else []
    moment = write_instant(passage.first_at, reader.zone)
    return {
        "subject": subject,
        "text": "\n".join(lines),
        "fact-job-number": passage.job or passage.message_id,
        "fact-user-id": passage.user_id,
        "fact-submission-method": passage.method,
        "fact-moment": moment,
    }
