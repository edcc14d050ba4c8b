"""Bringing what a customer says further into its file, or into a new one: it may be long closed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from permanence.ground.journal.rules import SYSTEM
from permanence.promises.policies.queries import policy_in_force, policy_of_version
from permanence.service.intake.actions.admitting import admit_reports
from permanence.service.tickets.actions import join_ticket
from permanence.service.tickets.actions.joining import Matter, join_tickets
from permanence.service.tickets.actions.linking import Linking, link_tickets
from permanence.service.tickets.models import Ticket
from permanence.service.tickets.queries import survivor_of
from permanence.service.tickets.rules.following import is_over
from permanence.service.tickets.rules.opening import Report
from permanence.service.tickets.rules.thanks import is_only_thanks


def bring_in(report: Report, ticket: Ticket, *, at: datetime) -> Ticket:
    """Add a message to its file and return that; a new one, linked, where it is closed too long.

    After how many days is the operator's choice in the policy in force. Thanks open nothing.
    """
    leading = survivor_of(ticket)
    if leading.state != "closed" or not is_too_late(leading, report, at=at):
        policy = policy_of_version(ticket.policy_version_id)
        join_ticket(ticket, report, policy=policy, at=at)
        return ticket
    following = replace(
        report, subject=report.subject or leading.subject, follows=leading.reference
    )
    opened = admit_reports([following], at=at)[0]
    with translation.override(policy_of_version(opened.policy_version_id).default_language):
        reason = _("It came after the request had been closed for long.")
    link_tickets(
        Linking(opened, leading, "related", reason=reason, across=True),
        by=SYSTEM,
        at=at,
    )
    return opened


def bring_in_together(said: Sequence[tuple[Ticket, Report]], *, at: datetime) -> None:
    """Add messages to their files, which are locked, open or resolved, and one to a message."""
    join_tickets(
        [
            Matter(ticket, ticket, report, policy_of_version(ticket.policy_version_id))
            for ticket, report in said
        ],
        at=at,
    )


def is_too_late(closed: Ticket, report: Report, *, at: datetime) -> bool:
    """Say whether a message opens its closed file no more, and says more than thank you."""
    days = policy_in_force(closed.desk.key, at=at)[1].handling.reopens_for_days
    is_late = is_over(closed.closed_at, at=report.received_at, days=days)
    return is_late and not is_only_thanks(report.text)
