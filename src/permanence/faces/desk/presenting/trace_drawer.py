"""The drawer of messages beside a ticket: what was put into it, and where to look for more."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.urls import reverse

from permanence.faces.desk.access import Reader, StaffRequest
from permanence.faces.desk.forms import DeskForm
from permanence.faces.desk.presenting.moments import show_instant
from permanence.faces.desk.presenting.trace_words import passage_states, say_reason
from permanence.faces.desk.presenting.traces import show_hops
from permanence.service.tickets.models import Ticket, TicketTrace
from permanence.service.tickets.queries.tracing import traces_of
from permanence.service.trace.models import Passage
from permanence.service.trace.rules.freezing import thaw_hops

Shown = dict[str, Any]
AROUND = timedelta(hours=12)
BEFORE = timedelta(days=2)
_YEAR_FIRST = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[T ,]+(\d{1,2})[:h](\d\d))?")
_DAY_FIRST = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})(?:\D{1,4}(\d{1,2})[:h](\d\d))?")


def open_traces(request: StaffRequest, ticket: Ticket, sent: Mapping[str, DeskForm]) -> Shown:
    """Return what `desk/drawers/traces.html` reads."""
    rows = traces_of(ticket)
    kept = set(
        Passage.objects.filter(pk__in=[one.passage_id for one in rows]).values_list("pk", flat=True)
    )
    return {
        "rows": [show_kept(one, request.reader, is_kept=one.passage_id in kept) for one in rows],
        "search_url": search_url(ticket, request.reader),
    }


def show_kept(trace: TicketTrace, reader: Reader, *, is_kept: bool) -> Shown:
    """Return the path of a message as it stood when it was put into the file."""
    frozen = trace.frozen
    hops = thaw_hops(frozen.get("events", []), recipient=frozen.get("recipient", ""))
    return {
        "state_label": passage_states().get(frozen.get("state", ""), ""),
        "reason": say_reason(frozen.get("reason_class", "")),
        "recipient": frozen.get("recipient", ""),
        "job": frozen.get("job", ""),
        "by": trace.by_name,
        "is_told": trace.entry.is_public,
        "url": reverse("desk:trace", args=[trace.passage_id]) if is_kept else "",
        "hops": show_hops(hops, reader),
        **show_instant(trace.added_at, reader),
    }


def search_url(ticket: Ticket, reader: Reader) -> str:
    """Return where messages are looked for, with what the request says of them.

    By the job number where it is known; else by the contact's address, around the event, or in the
    days before the request.
    """
    told = {"desk": ticket.desk.key, "ticket": ticket.reference}
    if job := str(ticket.facts.get("job-number", "")).strip():
        return f"{reverse('desk:traces')}?{urlencode(told | {'job': job[:200]})}"
    moment = read_moment(str(ticket.facts.get("moment", "")), reader.zone)
    since = moment - AROUND if moment else ticket.opened_at - BEFORE
    until = moment + AROUND if moment else ticket.opened_at + AROUND
    told |= {
        "sender": ticket.contact.email,
        "since": f"{since.astimezone(reader.zone):%Y-%m-%dT%H:%M}",
        "until": f"{until.astimezone(reader.zone):%Y-%m-%dT%H:%M}",
    }
    return f"{reverse('desk:traces')}?{urlencode(told)}"


def read_moment(text: str, zone: ZoneInfo) -> datetime | None:
    """Return the instant that a customer wrote down, if it is plain which; noon without a time."""
    if match := _YEAR_FIRST.search(text):
        year, month, day = match[1], match[2], match[3]
    elif match := _DAY_FIRST.search(text):
        day, month, year = match[1], match[2], match[3]
    else:
        return None
    hour, minute = match[4] or "12", match[5] or "0"
    try:
        return datetime(int(year), int(month), int(day), int(hour), int(minute), tzinfo=zone)
    except ValueError:
        return None
