"""Keeping from what a matter came and what solved it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.rules import Actor
from permanence.ground.lib.errors import Refusal
from permanence.promises.policies.queries import policy_of_version
from permanence.service.knowledge.actions import note_usage
from permanence.service.knowledge.models import Article
from permanence.service.tickets.actions.history import record_on
from permanence.service.tickets.actions.indexing import index_solutions
from permanence.service.tickets.actions.states import lock_ticket
from permanence.service.tickets.actions.validating import require_validation
from permanence.service.tickets.models import Resolution, Ticket
from permanence.service.tickets.rules.solving import Source


class NoCause(Refusal):
    """The policy lets a matter be resolved only once its cause is named."""


class NothingKept(Refusal):
    """A cause and solution without a word in them."""


@dataclass(frozen=True)
class Solving:
    """From what a matter came, and what solved it; `is_told` lets the customer read the latter.

    `article` is the one that says how it is solved.
    """

    source: Source | str = ""
    cause: str = ""
    solution: str = ""
    is_told: bool = False
    article: Article | None = None


def keep_solution(ticket: Ticket, solving: Solving, *, by: Actor, at: datetime) -> Resolution:
    """Keep cause and solution, before the ticket is resolved or after; the journal has each."""
    if not (solving.source or solving.cause.strip() or solving.solution.strip() or solving.article):
        raise NothingKept(_("Say what the cause was, or what solved it."))
    ticket = lock_ticket(ticket, step="solve")
    return write_solution(ticket, solving, by=by, at=at)


def write_solution(ticket: Ticket, solving: Solving, *, by: Actor, at: datetime) -> Resolution:
    """Write cause and solution of a locked ticket."""
    row = standing_resolution(ticket) or begin_resolution(ticket)
    row.source, row.is_told = solving.source, solving.is_told
    row.cause, row.solution = solving.cause.strip(), solving.solution.strip()
    row.article = solving.article
    row.by, row.by_name, row.written_at = by.key, by.name, at
    row.save()
    index_solutions([ticket.pk])
    record_on(
        ticket,
        "ticket.solved",
        at=at,
        actor=by,
        number=row.number,
        source=row.source,
        cause=row.cause,
        solution=row.solution,
        is_told=row.is_told,
        article=row.article.reference if row.article else "",
    )
    if row.article is not None:
        note_usage(row.article, ticket=ticket.pk, entry=None, kind="linked", by=by, at=at)
    return row


def begin_resolution(ticket: Ticket) -> Resolution:
    """Return the next version, unsaved; in time it stands after those that did not hold."""
    kept = Resolution.objects.filter(ticket=ticket).aggregate(last=Max("number"))["last"] or 0
    return Resolution(
        ticket=ticket,
        organisation_id=ticket.organisation_id,
        number=kept + 1,
        language=ticket.language,
        resolved_at=ticket.resolved_at if ticket.ended else None,
    )


def standing_resolution(ticket: Ticket) -> Resolution | None:
    """Return cause and solution as they stand."""
    return Resolution.objects.filter(ticket=ticket, reopened_at=None).first()


def require_cause(ticket: Ticket) -> None:
    """Refuse to resolve what the policy wants checked, or explained, when it is not."""
    policy = policy_of_version(ticket.policy_version_id)
    require_validation(ticket, "resolution", policy=policy)
    if not policy.handling.needs_cause:
        return
    found = standing_resolution(ticket)
    if found is None or not found.source:
        raise NoCause(_("Say what the cause was first: the policy asks for it."))


def settle_solution(ticket: Ticket, *, said: str, by: Actor, at: datetime) -> None:
    """Let cause and solution stand with the resolution; what was `said` is the solution, if none.

    The answer with which a matter is resolved was read by the customer already.
    """
    row = standing_resolution(ticket)
    if said.strip() and (row is None or not row.solution):
        kept = Solving(row.source, row.cause, article=row.article) if row else Solving()
        solving = replace(kept, solution=said, is_told=True)
        row = write_solution(ticket, solving, by=by, at=at)
    if row is not None:
        row.resolved_at = at
        row.save(update_fields=["resolved_at"])


def reopen_solution(ticket: Ticket, *, at: datetime) -> None:
    """Let a solution stand no longer that did not hold."""
    held = Resolution.objects.filter(ticket=ticket, reopened_at=None, resolved_at__isnull=False)
    held.update(reopened_at=at)
