"""Putting the path of a message into a file, where it stays."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.rules import Actor
from permanence.ground.lib.errors import Refusal
from permanence.service.tickets.actions.history import record_on
from permanence.service.tickets.actions.indexing import index_entries
from permanence.service.tickets.actions.states import lock_ticket
from permanence.service.tickets.models import Entry, Ticket, TicketTrace
from permanence.service.trace.models import Passage
from permanence.service.trace.queries import path_of
from permanence.service.trace.rules.freezing import freeze_hops


class NotTheirs(Refusal):
    """A file tells its customer nothing of another's messages."""


class AddedAlready(Refusal):
    """What a file says already it says once."""


def add_trace(
    ticket: Ticket,
    passage: Passage,
    *,
    text: str,
    language: str,
    is_public: bool,
    by: Actor,
    at: datetime,
) -> TicketTrace:
    """Put the path of a message into a file as it stands now; `text` says it in words.

    The customer reads it only if that is chosen, and if the message is known to be theirs.

    Raises:
        NotTheirs: the message is another customer's, or is to be shown and may be another's.
        AddedAlready: the file has it, and nothing has happened to the message since.
    """
    ticket = lock_ticket(ticket, step="note")
    check_owner(ticket, passage, is_public=is_public)
    frozen = freeze_passage(passage)
    if TicketTrace.objects.filter(ticket=ticket, passage_id=passage.pk, frozen=frozen).exists():
        raise AddedAlready(_("It stands in this request already, and nothing happened since."))
    entry = Entry.objects.create(
        ticket=ticket,
        organisation_id=ticket.organisation_id,
        kind=Entry.Kind.TRACE,
        direction=Entry.Direction.OUT if is_public else Entry.Direction.NONE,
        is_public=is_public,
        author=by.key,
        author_name=by.name,
        at=at,
        language=language,
        text=text.strip(),
    )
    index_entries([entry])
    made = TicketTrace.objects.create(
        ticket=ticket,
        organisation_id=ticket.organisation_id,
        passage_id=passage.pk,
        entry=entry,
        frozen=frozen,
        by=by.key,
        by_name=by.name,
        added_at=at,
    )
    facts = {"passage": passage.pk, "is_public": is_public}
    record_on(ticket, "ticket.trace_added", at=at, actor=by, **facts)
    return made


def check_owner(ticket: Ticket, passage: Passage, *, is_public: bool) -> None:
    """Refuse what would bring one customer's message before another."""
    is_known = passage.organisation_id is not None
    is_theirs = is_known and passage.organisation_id == ticket.organisation_id
    if is_known and not is_theirs:
        raise NotTheirs(_("This message is another customer's."))
    if is_public and not is_theirs:
        raise NotTheirs(_("Nobody knows whose message this is: the customer cannot be shown it."))


def freeze_passage(passage: Passage) -> dict[str, object]:
    """Return what is known of a message now, with its path."""
    names = ("job", "message_id", "sender", "recipient", "direction", "method", "user_id")
    return {
        **{name: getattr(passage, name) for name in (*names, "component")},
        "state": passage.state,
        "reason_class": passage.reason_class,
        "reply": passage.reply,
        "attempts": passage.attempts,
        "first_at": passage.first_at.isoformat(),
        "last_at": passage.last_at.isoformat(),
        "events": freeze_hops(path_of(passage)),
    }
