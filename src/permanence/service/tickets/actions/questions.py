"""A question to a third party before it leaves: whom it may go to, and what goes along."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.rules import Actor
from permanence.ground.lib.errors import Refusal
from permanence.promises.contracts.queries import contract_mailboxes
from permanence.promises.policies.queries import addresses_in_force
from permanence.promises.policies.rules import Policy
from permanence.service.tickets.actions.answering import check_words
from permanence.service.tickets.actions.enquiry_mails import (
    body_of_enquiry,
    passages_of,
    subject_of,
)
from permanence.service.tickets.actions.states import lock_gathered
from permanence.service.tickets.models import Attachment, Ticket
from permanence.service.tickets.queries.enquiries import chosen_attachments, shareable_entries
from permanence.service.tickets.rules.enquiring import MOST_RECIPIENTS, Question, Recipient
from permanence.service.tickets.rules.reply_address import base_address
from permanence.world.accounts.queries import recognise_senders


class NoRecipient(Refusal):
    """A question that nobody outside can be asked."""


class IsCustomer(Refusal):
    """Somebody of the customer's cannot be asked as a third party."""


class TooLarge(Refusal):
    """Files that are too large to go by mail."""


@dataclass(frozen=True)
class Composed:
    """A question as it would leave: what its mail says, and the files that go along."""

    subject: str
    body: tuple[str, str]
    quoted: str
    files: Sequence[Attachment]


def compose_question(
    ticket: Ticket, question: Question, *, policy: Policy, by: Actor, at: datetime
) -> Composed:
    """Return a question as it would leave; refuse what cannot.

    What goes along is what was chosen, and never a note.
    """
    check_words(question.text)
    check_recipients(ticket, question.recipients, at=at)
    entries = [one for one in shareable_entries(ticket) if one.pk in question.entries]
    files = chosen_attachments(entries, question.attachments)
    if sum(one.blob.size for one in files) > policy.limits.reply:
        raise TooLarge(_("The files are too large to go by mail together."))
    passages = passages_of(entries, language=question.language, zone=policy.zone)
    return Composed(
        subject_of(ticket, question.subject),
        body_of_enquiry(
            ticket,
            question.text,
            passages,
            language=question.language,
            policy=policy,
            author=by.name,
        ),
        "\n\n".join(f"{one.author}, {one.when}\n\n{one.text}" for one in passages),
        files,
    )


def check_recipients(ticket: Ticket, recipients: Sequence[Recipient], *, at: datetime) -> None:
    """Refuse nobody, too many, the customer's own people, and the desks' own addresses."""
    if not recipients:
        raise NoRecipient(_("Name at least one address."))
    if len(recipients) > MOST_RECIPIENTS:
        raise NoRecipient(_("Name at most {most} addresses."), most=MOST_RECIPIENTS)
    named = {one.address.lower() for one in recipients}
    ours = {address.lower() for address in (*addresses_in_force(at=at), *contract_mailboxes(at=at))}
    for address in sorted(named):
        if base_address(address) in ours:
            raise NoRecipient(_("{address} is an address of a desk."), address=address)
    files = [ticket, *lock_gathered(ticket)]
    contacts = {one.contact_id for one in files}
    organisations = {one.organisation_id for one in files} - {None}
    for address, known in sorted(recognise_senders(named).items()):
        if known.contact in contacts or known.organisation in organisations:
            raise IsCustomer(
                _("{address} belongs to the customer: answer them with a reply."), address=address
            )
