"""Resolving the other files of one matter with the words that solved the first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.rules import Actor
from permanence.ground.lib.errors import Refusal
from permanence.promises.policies.queries import policy_of_version
from permanence.service.tickets.actions.answering import Answer, answer_ticket
from permanence.service.tickets.actions.history import record_on
from permanence.service.tickets.models import Entry, Ticket
from permanence.service.tickets.queries.linking import duplicates_of, party_of
from permanence.service.tickets.rules.linking import find_strangers


class NotSolved(Refusal):
    """The matter itself is not solved yet."""


class TellsOfOthers(Refusal):
    """The words would tell one customer of another."""


@dataclass(frozen=True)
class Solving:
    """Which duplicates are resolved, and in which words, by language.

    `anyway` confirms words that seem to tell of other customers.
    """

    tickets: Sequence[int]
    words: Mapping[str, str]
    anyway: bool = False


def resolve_duplicates(
    ticket: Ticket, solving: Solving, *, by: Actor, at: datetime
) -> list[Ticket]:
    """Answer and resolve the duplicates of a solved ticket; return those that were.

    Each customer is told by a mail of their own, in the words of their language. Those that are
    over already are left, so that doing it twice writes to nobody twice.
    """
    keys = [one.pk for one in (ticket, *duplicates_of(ticket))]
    rows = Ticket.objects.filter(pk__in=keys).order_by("pk").select_for_update(no_key=True)
    held = {one.pk: one for one in rows}
    if not held[ticket.pk].ended:
        raise NotSolved(_("Resolve this request first: the duplicates follow it."))
    chosen = [
        one
        for one in duplicates_of(ticket)
        if one.pk in solving.tickets and not one.ended and solving.words.get(one.language)
    ]
    check_secrets(ticket, chosen, solving)
    for one in chosen:
        answer_ticket(
            one,
            Answer(solving.words[one.language], then="resolve"),
            policy=policy_of_version(one.policy_version_id),
            by=by,
            at=at,
        )
        told = {"reference": ticket.reference}
        record_on(one, "ticket.resolved_with", at=at, actor=by, **told)
    if chosen:
        record_on(
            ticket,
            "ticket.resolved_duplicates",
            at=at,
            actor=by,
            references=[one.reference for one in chosen],
        )
    return chosen


def check_secrets(ticket: Ticket, chosen: Sequence[Ticket], solving: Solving) -> None:
    """Refuse words that tell one customer of another, unless they are meant so."""
    if solving.anyway:
        return
    parties = [party_of(one) for one in (ticket, *duplicates_of(ticket))]
    for one in chosen:
        text = solving.words[one.language]
        if found := find_strangers(text, reader=party_of(one), others=parties):
            raise TellsOfOthers(
                _("{customer} would read of another customer: {words}. Write it otherwise."),
                customer=one.contact.name,
                words=", ".join(found),
            )


def last_answer(ticket: Ticket) -> str:
    """Return the words that a person wrote to the customer last; empty when nobody has."""
    said = Entry.objects.filter(
        ticket=ticket, direction=Entry.Direction.OUT, kind__in=[Entry.Kind.MAIL, Entry.Kind.CALL]
    )
    return said.order_by("at", "pk").values_list("text", flat=True).last() or ""
