"""Answers that wait: taken back within seconds, or sent at an instant that was chosen.

Until it leaves, an answer is a draft and nothing has happened to the ticket, so there is nothing
to undo. Sending and taking back lock the same row: one of them finds it, the other does not.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import InterfaceError, OperationalError, transaction
from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.rules import SYSTEM
from permanence.ground.lib.errors import Refusal
from permanence.promises.policies.queries import policy_of_version
from permanence.service.tickets.actions.answering import Answer, Then, answer_ticket, check_words
from permanence.service.tickets.actions.articles import ForDeskOnly, articles_of, refuse_inside
from permanence.service.tickets.actions.drafts import Writing, check_size, lock_draft, parts_of
from permanence.service.tickets.actions.history import record_on
from permanence.service.tickets.actions.solving import require_cause
from permanence.service.tickets.actions.states import refuse_step
from permanence.service.tickets.models import Draft, Ticket
from permanence.service.tickets.queries.drafts import has_written_since
from permanence.service.tickets.rules.sending import LATEST, hold_until
from permanence.world.accounts.models import Specialist

LOG = logging.getLogger(__name__)


class GoneAlready(Refusal):
    """An answer that has left, or that was taken back before."""


class NotThen(Refusal):
    """An answer can be sent later only in time to come."""


@dataclass(frozen=True)
class Sending:
    """What becomes of an answer: what follows it, and when it leaves (None: in a moment).

    `spent` is what it took, by its author's word.
    """

    then: Then = ""
    send_at: datetime | None = None
    spent: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Left:
    """An answer whose time had come: it is in the file, or came back to its author."""

    draft: Draft
    is_sent: bool


def hold_answer(
    ticket: Ticket,
    writing: Writing,
    sending: Sending,
    *,
    by: Specialist,
    known: int,
    at: datetime,
) -> Draft:
    """Send an answer, which leaves in a moment or at the instant chosen (`send_next_answer`).

    The draft that the page knew becomes the answer; one that was changed elsewhere stays.
    """
    check_words(writing.text)
    check_size(writing)
    refuse_inside(articles_of(ticket, writing.articles))
    refuse_step(ticket, step="answer")
    if sending.then == "resolve":
        require_cause(ticket)
    send_at = sending.send_at
    if send_at is not None and not at < send_at <= at + LATEST:
        raise NotThen(_("Choose a time to come, within a year."))
    found = lock_draft(ticket, "reply", by=by)
    if found is None or found.version != known:
        found = Draft(
            ticket=ticket,
            organisation_id=ticket.organisation_id,
            specialist=by,
            kind="reply",
            begun_at=at,
        )
    found.text, found.files, found.then = writing.text, list(writing.files or ()), sending.then
    found.articles = list(writing.articles)
    found.seen, found.kept_at, found.refused = writing.seen, at, ""
    found.spent = dict(sending.spent)
    found.sent_at, found.send_at = at, send_at or hold_until(at, due_at=ticket.next_due_at)
    found.save()
    act = "ticket.answer_scheduled" if send_at else "ticket.answer_held"
    record_on(ticket, act, at=at, actor=by.actor, until=found.send_at.isoformat())
    return found


def take_back(number: int, *, by: Specialist, at: datetime) -> Draft:
    """Take an answer that has not left back into its author's draft; refuse when it has left.

    What its author has begun to write since stays below it.
    """
    held = Draft.objects.held().filter(pk=number, specialist=by).select_related("ticket")
    found = held.select_for_update(no_key=True, of=("self",)).first()
    if found is None:
        raise GoneAlready(_("This answer has left already, or was taken back before."))
    record_on(found.ticket, "ticket.answer_taken_back", at=at, actor=by.actor)
    return return_to_writing(found, at=at)


def return_to_writing(held: Draft, *, at: datetime, refused: str = "") -> Draft:
    """Make a held answer a draft again, before what was begun since."""
    fresh = lock_draft(held.ticket, "reply", by=held.specialist)
    if fresh is None:
        fresh = held
    else:
        fresh.text = "\n\n".join(text for text in (held.text, fresh.text) if text.strip())
        fresh.files = [*held.files, *(one for one in fresh.files if one not in held.files)]
        known = {one["article"] for one in held.articles}
        more = [one for one in fresh.articles if one["article"] not in known]
        fresh.articles = [*held.articles, *more]
        held.delete()
    fresh.version, fresh.kept_at, fresh.refused = fresh.version + 1, at, refused
    fresh.send_at = fresh.sent_at = None
    fresh.then, fresh.spent = "", held.spent or fresh.spent
    fresh.save()
    return fresh


def send_next_answer(*, at: datetime) -> Left | None:
    """Send the answer that has waited longest past its time; None when none is due.

    It stamps the clocks with this instant, not with that of the button. One that cannot be sent
    any more comes back to its author: it is never lost, and never sent twice.
    """
    due = Draft.objects.due(at).order_by("send_at", "pk").select_related("ticket", "specialist")
    held = due.select_for_update(skip_locked=True, no_key=True, of=("self",)).first()
    if held is None:
        return None
    try:
        with transaction.atomic():
            send_answer_of(held, at=at)
    except (OperationalError, InterfaceError):
        raise
    except ForDeskOnly:
        give_back(held, at=at, why="desk")
    except Refusal:
        give_back(held, at=at, why="state")
    except Exception:
        LOG.exception("answer %s could not be sent", held.pk)
        give_back(held, at=at, why="error")
    else:
        return Left(held, is_sent=True)
    return Left(held, is_sent=False)


def send_answer_of(held: Draft, *, at: datetime) -> None:
    """Answer the ticket with a held draft, which is no more.

    When the customer has written since, the answer goes out, but the matter is neither taken for
    solved nor left to wait: somebody has to read what came.
    """
    has_news = bool(held.then) and has_written_since(held.ticket, seen=held.seen)
    then: Then = "" if has_news else held.then  # type: ignore[assignment]
    articles = articles_of(held.ticket, held.articles)
    answer_ticket(
        held.ticket,
        Answer(held.text, parts_of(held.files, held.text), then, tuple(articles)),
        policy=policy_of_version(held.ticket.policy_version_id),
        by=held.specialist.actor,
        at=at,
    )
    held.delete()


def give_back(held: Draft, *, at: datetime, why: str) -> None:
    """Return an answer that cannot be sent to its author, who is told why."""
    record_on(
        held.ticket, "ticket.answer_given_back", at=at, actor=SYSTEM, author=held.specialist.name
    )
    return_to_writing(held, at=at, refused=why)
