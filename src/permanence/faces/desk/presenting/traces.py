"""Passages of messages as the desk shows them: in lists, as files, and hop by hop."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from permanence.faces.desk.access import Reader
from permanence.faces.desk.presenting.moments import show_instant
from permanence.faces.desk.presenting.trace_words import (
    SHAPES,
    direction_names,
    passage_states,
    say_attempts,
    say_reason,
    say_stay,
)
from permanence.ground.lib.documents.sheets import write_csv
from permanence.service.trace.models import Passage
from permanence.service.trace.rules.events import FAILING, Kind, Told
from permanence.service.trace.rules.folding import Hop
from permanence.service.trace.rules.reasons import explain_failure
from permanence.world.accounts.models import Desk
from permanence.world.accounts.rules import Right
from permanence.world.catalogue.models import Component

Shown = dict[str, Any]


def traces_url(desk: Desk, page: str = "desk:traces", **asked: str) -> str:
    """Return the address of the look-up of a desk's messages, or of another page of it."""
    told = {name: value for name, value in asked.items() if value}
    return f"{reverse(page)}?{urlencode({'desk': desk.key} | told)}"


def component_names(desk: Desk, reader: Reader) -> dict[str, str]:
    """Return what the components of a desk are called, by key."""
    return {
        one.key: one.name_in(reader.user.language, otherwise=desk.default_language)
        for one in Component.objects.filter(desk=desk)
    }


def show_passages(
    passages: Iterable[Passage], desk: Desk, reader: Reader, *, ticket: str = ""
) -> list[Shown]:
    """Return passages as rows of a list; `ticket` is the request for which they are looked for."""
    components, states = component_names(desk, reader), passage_states()
    return [
        {
            "id": one.pk,
            "url": reverse("desk:trace", args=[one.pk]) + (f"?ticket={ticket}" if ticket else ""),
            "job": one.job,
            "sender": one.sender,
            "recipient": one.recipient,
            "customer": one.organisation.name if one.organisation else "",
            "component": components.get(one.component, ""),
            "state_label": states[one.state],
            "shape": SHAPES.get(Kind(one.state), "waiting"),
            "reason": say_reason(one.reason_class),
            "attempts": say_attempts(one.attempts) if one.attempts > 1 else "",
            **show_instant(one.first_at, reader),
        }
        for one in passages
    ]


def show_passage(passage: Passage, hops: Sequence[Hop], reader: Reader) -> Shown:
    """Return one passage with all that is known of it, and its path."""
    again = passage.next_try_at
    return {
        "state_label": passage_states()[passage.state],
        "shape": SHAPES.get(Kind(passage.state), "waiting"),
        "reason": say_reason(passage.reason_class),
        "reply": passage.reply,
        "recipient": passage.recipient,
        "attempts": say_attempts(passage.attempts) if passage.attempts else "",
        "lasted": say_stay(passage.last_at - passage.first_at),
        "next_try": show_instant(again, reader) if again else None,
        **show_instant(passage.first_at, reader, name="first"),
        **show_instant(passage.last_at, reader, name="last"),
        "facts": list_facts(passage, reader),
        "hops": show_hops(hops, reader),
    }


def list_facts(passage: Passage, reader: Reader) -> list[Shown]:
    """Return what is known of a message, as names and values; a customer leads to its page."""
    customer = passage.organisation
    may_read = reader.may(Right.READ_CUSTOMERS, passage.desk_id)
    told = [
        (_("Sender"), passage.sender, ""),
        (_("Recipient"), passage.recipient, ""),
        (
            _("Customer"),
            customer.name if customer else _("nobody whom the desk knows"),
            reverse("desk:organisation", args=[customer.pk]) if customer and may_read else "",
        ),
        (_("Job number"), passage.job, ""),
        (_("Message-ID"), passage.message_id, ""),
        (_("Direction"), direction_names().get(passage.direction, ""), ""),
        (_("Submission method"), passage.method, ""),
        (_("User ID"), passage.user_id, ""),
        (
            _("Component"),
            component_names(passage.desk, reader).get(passage.component, passage.component),
            "",
        ),
    ]
    return [{"name": name, "value": value, "url": url} for name, value, url in told if value]


def show_hops(hops: Sequence[Hop], reader: Reader) -> list[Shown]:
    """Return the path hop by hop: where, from when to when, how often, what was said."""
    return [
        {
            "host": hop.host or _("a host that is not named"),
            "lasted": say_stay(hop.lasted) if len(hop.events) > 1 else "",
            "attempts": say_attempts(hop.attempts) if hop.attempts else "",
            "is_over": hop.is_over,
            **show_instant(hop.since, reader, name="since"),
            "events": show_events(hop.events, reader),
        }
        for hop in hops
    ]


def show_events(events: Sequence[Told], reader: Reader) -> list[Shown]:
    """Return what happened at one host, with how long after what came before."""
    states = passage_states()
    shown = []
    before: datetime | None = None
    for one in events:
        again = one.next_try_at
        failed = one.kind in FAILING and (one.status or one.reply)
        shown.append(
            {
                "label": states[one.kind],
                "shape": SHAPES.get(one.kind, "waiting"),
                "after": say_stay(one.at - before) if before else "",
                "reason": say_reason(explain_failure(one.status, one.reply)) if failed else "",
                "status": one.status,
                "reply": one.reply,
                "next_try": show_instant(again, reader) if again else None,
                "details": list_details(one.facts),
                **show_instant(one.at, reader),
            }
        )
        before = one.at
    return shown


def list_details(facts: Mapping[str, str]) -> list[str]:
    """Return what else an event says of itself."""
    took = facts.get("seconds", "")
    told = [
        (pgettext("a message", "to %(it)s"), facts.get("next_host", "")),
        (_("queue %(it)s"), facts.get("queue_id", "")),
        (_("took %(it)s"), say_stay(timedelta(seconds=float(took))) if took else ""),
        (_("pages: %(it)s"), facts.get("pages", "")),
    ]
    return [text % {"it": value} for text, value in told if value]


def write_passages_csv(passages: Iterable[Passage]) -> bytes:
    """Return passages as a table for a spreadsheet: instants in ISO 8601, states in words."""
    states = passage_states()
    header = (
        *(_("Submitted"), _("Sender"), _("Recipient"), _("Customer"), _("Job number")),
        *(_("Message-ID"), _("Submission method"), _("User ID"), _("Component"), _("State")),
        *(_("Reason"), _("Answer"), _("Attempts"), _("Last heard"), _("Next try")),
    )
    rows = [
        (
            one.first_at.isoformat(),
            *(one.sender, one.recipient, one.organisation.name if one.organisation else ""),
            *(one.job, one.message_id, one.method, one.user_id, one.component),
            *(states[one.state], say_reason(one.reason_class), one.reply, one.attempts),
            one.last_at.isoformat(),
            one.next_try_at.isoformat() if one.next_try_at else "",
        )
        for one in passages
    ]
    return write_csv(header, rows)
