"""What was promised on a ticket, by which clause, and how each deadline came about (SPEC C2)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from permanence.faces.desk.access import Reader
from permanence.faces.desk.presenting.clauses import clause_url, say_calendar, say_source
from permanence.faces.desk.presenting.explaining import Frame, show_why
from permanence.faces.desk.presenting.moments import say_moment
from permanence.faces.desk.presenting.words import say_words
from permanence.faces.ui.addresses import ticket_address
from permanence.faces.ui.deadlines import show_deadline
from permanence.faces.ui.promises import promise_names
from permanence.promises.policies.rules import Policy
from permanence.service.tickets.models import Commitment, StateSpan, Ticket
from permanence.service.tickets.queries import commitments_of, explain_commitment, stops_among
from permanence.service.tickets.rules.explaining import Explanation
from permanence.world.accounts.rules import Right
from permanence.world.calendars.rules import OpenTime, open_seconds
from permanence.world.calendars.rules.zones import find_zone

Shown = dict[str, Any]
MOST_EARLIER = 20


@dataclass(frozen=True)
class Setting:
    """What a promise is shown with: its ticket, the policy it was made under, the reader."""

    ticket: Ticket
    policy: Policy
    reader: Reader
    language: str

    @property
    def frame(self) -> Frame:
        """What its explanation is read with."""
        customer = self.ticket.organisation
        zones = {_("the customer's clock"): find_zone(customer.zone)} if customer else {}
        return Frame(self.policy, self.reader, self.ticket.opened_at, zones)


def show_promises(
    setting: Setting,
    spans: Sequence[StateSpan],
    *,
    explained: Collection[str] = (),
    running: bool = False,
) -> list[Shown]:
    """Return the promises that stand on a ticket; of those named by id, why they are due then.

    Of a promise that recurs, the round that runs or ran last is shown; with `running`, only what
    is not kept yet.
    """
    rows = commitments_of(setting.ticket)
    stops = stops_among(spans)
    standing = [row for row in rows if row.replaced_at is None and not is_past_round(row, rows)]
    if running:
        standing = [row for row in standing if row.met_at is None]
    standing.sort(key=lambda row: (row.met_at is not None, row.due_at is None, row.due_at))
    return [
        show_promise(
            row,
            explain_commitment(row, setting.policy, stops),
            setting,
            earlier=[one for one in rows if one.promise == row.promise and one is not row],
            explained=str(row.pk) in explained,
        )
        for row in standing
    ]


def is_past_round(row: Commitment, rows: Sequence[Commitment]) -> bool:
    """Say whether a recurring promise was made again since: its round is over."""
    return any(one.promise == row.promise and one.round > row.round for one in rows)


def show_promise(
    row: Commitment,
    explanation: Explanation,
    setting: Setting,
    *,
    earlier: Sequence[Commitment],
    explained: bool,
) -> Shown:
    """Return one promise as `desk/parts/promise.html` reads it."""
    policy = setting.policy
    shown = {
        "id": str(row.pk),
        "name": promise_names()[row.promise],
        "nature": row.nature,
        "deadline": deadline_of(row, explanation, setting.reader),
        "clause": say_words(row.clause_text, policy.default_language),
        "clause_url": clause_url(row.clause_key, row.clause_source, policy),
        "source": say_source(row.clause_source, published=row.is_published),
        "calendar": say_calendar(row.calendar_key, policy, source=row.clause_source),
        "late_reason": row.late_reason,
        "explain_url": lateness_url(row, setting),
        "why_url": why_url(row, setting.ticket),
        "why_page": why_page(row.pk, setting.ticket),
        "why": None,
    }
    if explained:
        told = [{"text": say_earlier(one, setting)} for one in earlier[-MOST_EARLIER:]]
        unsaid = max(0, len(earlier) - MOST_EARLIER)
        more = {"earlier": told, "earlier_left_out": unsaid}
        shown["why"] = show_why(explanation, setting.frame) | more
    return shown


def why_url(row: Commitment, ticket: Ticket) -> str:
    """Return what answers with the explanation of a promise alone."""
    page = ticket_address("desk:ticket", ticket.reference)
    return f"{page}?{urlencode({'part': 'why', 'promise': row.pk})}"


def why_page(promise: object, ticket: Ticket) -> str:
    """Return the address of a ticket's page with one promise explained."""
    page = ticket_address("desk:ticket", ticket.reference)
    return f"{page}?{urlencode({'why': promise})}#promise-{promise}"


def lateness_url(row: Commitment, setting: Setting) -> str:
    """Return where it is said why a promise was late; empty when it was not, or one may not."""
    ticket = setting.ticket
    if row.missed_at is None or not setting.reader.may(Right.ANSWER, ticket.desk_id):
        return ""
    back = urlencode({"back": ticket_address("desk:ticket", ticket.reference)})
    return f"{reverse('desk:report-reason', args=[row.pk])}?{back}"


def deadline_of(row: Commitment, explanation: Explanation, reader: Reader) -> Any:
    """Return the deadline with the share of the promised time that is used, of open time."""
    calendar, target, share = explanation.calendar, explanation.target, None
    if calendar and isinstance(target, OpenTime) and row.due_at:
        stop = max(min(row.met_at or reader.at, reader.at), row.start_at)
        pauses = [(one.since, one.until) for one in explanation.pauses]
        used = open_seconds(calendar, start=row.start_at, end=stop, pauses=pauses)
        share = 100 * used // target.seconds if target.seconds else 100
    return show_deadline(
        start=row.start_at,
        due=row.due_at,
        at=reader.at,
        zone=reader.zone,
        clock_zone=find_zone(calendar.zone) if calendar else None,
        met_at=row.met_at,
        warn_at=row.warn_at,
        share=share,
    )


def say_earlier(row: Commitment, setting: Setting) -> str:
    """Return a promise that stood before: it was replaced, or its round is over."""
    reader = setting.reader
    told = {
        "clause": say_words(row.clause_text, setting.policy.default_language),
        "due": say_moment(row.due_at, reader) if row.due_at else _("never"),
    }
    if row.replaced_at:
        told["until"] = say_moment(row.replaced_at, reader)
        text = _("%(clause)s · due %(due)s, stood until %(until)s") % told
    else:
        told["met"] = say_moment(row.met_at, reader) if row.met_at else _("never")
        text = _("%(clause)s · due %(due)s, done %(met)s") % told
    missed = [_("missed"), row.late_reason] if row.missed_at else []
    return " · ".join([text, *filter(None, missed)])
