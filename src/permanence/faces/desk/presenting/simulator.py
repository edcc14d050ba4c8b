"""The simulator's answers: each promise with its reasons, and what it was reckoned on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from permanence.faces.desk.access import Reader
from permanence.faces.desk.presenting.clauses import clause_url, say_calendar, say_source
from permanence.faces.desk.presenting.explaining import Frame, show_why
from permanence.faces.desk.presenting.moments import say_moment, show_instant
from permanence.faces.desk.presenting.standing import Standing, show_contracts
from permanence.faces.desk.presenting.words import say_words
from permanence.faces.ui.addresses import address_of
from permanence.faces.ui.moments import say_span
from permanence.faces.ui.promises import promise_names
from permanence.promises.contracts.queries import LoadedContract
from permanence.promises.policies.queries import LoadedPolicy
from permanence.service.tickets.models import StateSpan, Ticket
from permanence.service.tickets.rules.explaining import Explanation
from permanence.service.tickets.rules.pausing import PAUSING
from permanence.service.tickets.rules.promising import Grounds
from permanence.world.accounts.models import Organisation

Shown = dict[str, Any]
MOST_PAUSES = 3
TYPED = "%Y-%m-%dT%H:%M:%S"


def show_grounds(
    grounds: Grounds,
    contracts: Sequence[LoadedContract],
    organisation: Organisation | None,
    frame: Frame,
) -> Shown:
    """Return what was asked, as it was understood."""
    counting = grounds.contracts
    standing = Standing(
        frame.received_at, grounds.policies, tuple(contracts), counting, grounds.service
    )
    judged = {"severity": grounds.severity, "level": grounds.level}
    return {
        "customer": organisation.name if organisation else _("nobody in particular"),
        "judged": _("Severity %(severity)s · Level %(level)s") % judged,
        "source": say_source(grounds.policy.source, published=True),
        "guarantee": grounds.most_favourable,
        "contracts": show_contracts(standing),
        **show_instant(frame.received_at, frame.reader, name="arrives"),
    }


def show_answer(explanation: Explanation, frame: Frame) -> Shown:
    """Return one promise as `desk/simulator.html` reads it."""
    clause, policy, due = explanation.clause, frame.policy, explanation.due_at
    shown: Shown = {
        "id": explanation.promise,
        "name": promise_names()[explanation.promise],
        "when": when_words().get(explanation.promise, ""),
        "nature": explanation.nature,
        "bound": explanation.bound,
        "clause": say_words(clause.text, policy.default_language),
        "clause_url": clause_url(clause.key, clause.source, policy),
        "source": say_source(clause.source, published=clause.published),
        "calendar": say_calendar(explanation.calendar_key, policy, source=clause.source),
        "due": "",
        "after": "",
        "why": show_why(explanation, frame),
    }
    if due is not None:
        shown |= show_instant(due, frame.reader, name="due")
        shown["after"] = say_after(due - explanation.start_at)
    return shown


def when_words() -> dict[str, str]:
    """Return what the clocks of promises that recur start with."""
    return {
        "follow-up": _("of a further message that comes at this instant"),
        "update": _("after an answer that goes out at this instant"),
    }


def say_after(span: timedelta) -> str:
    """Return how long that is by the clock on the wall."""
    return _("%(span)s after it arrived") % {"span": say_span(span)}


def name_versions(versions: Iterable[LoadedPolicy], reader: Reader) -> dict[int, str]:
    """Return the versions of a policy by number, each with its date."""
    return {
        one.number: _("Version %(number)s, in force from %(date)s")
        % {"number": one.number, "date": say_moment(one.effective_at, reader)}
        for one in versions
    }


def link_organisations(asked: QueryDict, found: Sequence[Organisation]) -> list[Shown]:
    """Return the customers that a name may have meant, each with the address of its answer."""
    links = []
    for one in found:
        query = asked.copy()
        query["customer"], query["organisation"] = one.name, str(one.pk)
        links.append({"name": one.name, "url": f"?{query.urlencode()}"})
    return links


def simulate_url(ticket: Ticket, spans: Iterable[StateSpan], reader: Reader) -> str:
    """Return the simulator's address with the facts of a ticket, and its last pauses."""
    zone = reader.zone
    asked = {
        "desk": ticket.desk.key,
        "customer": ticket.organisation.name if ticket.organisation else "",
        "organisation": ticket.organisation_id or "",
        "severity": "" if ticket.severity is None else ticket.severity,
        "level": "" if ticket.level is None else ticket.level,
        "service": ticket.service,
        "at": f"{ticket.opened_at.astimezone(zone):{TYPED}}",
        "zone": zone.key,
    }
    held = [one for one in spans if one.replaced_at is None and one.state in PAUSING]
    for number, span in enumerate(held[-MOST_PAUSES:], start=1):
        asked |= {
            f"state{number}": span.state,
            f"since{number}": f"{span.from_at.astimezone(zone):{TYPED}}",
            f"until{number}": f"{span.to_at.astimezone(zone):{TYPED}}" if span.to_at else "",
        }
    filled = {key: value for key, value in asked.items() if value != ""}
    return f"{address_of('desk:simulator')}?{urlencode(filled)}"
