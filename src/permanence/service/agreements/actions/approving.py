"""The head of development, or a delegate, approves a version or sends it back (SPEC B5)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from permanence.ground.lib.errors import Refusal
from permanence.service.agreements.actions.locking import lock_version
from permanence.service.agreements.actions.offering import post_offer
from permanence.service.agreements.models import AgreementVersion, State
from permanence.service.agreements.queries import standing_of
from permanence.service.agreements.rules import Standing, may_approve, offer_ends
from permanence.service.tickets.actions.answering import follow_answer, note_answer
from permanence.service.tickets.actions.history import record_on
from permanence.service.tickets.actions.states import lock_ticket
from permanence.world.accounts.models import Specialist


class NotYours(Refusal):
    """An approval is the head's of development or a delegate's, and never the author's alone."""


def approve_version(version: AgreementVersion, *, approver: Specialist, at: datetime) -> None:
    """Approve a version and offer it to the customer by mail, with a link and as PDF.

    The offer is a person's word to the customer, and meets what an answer meets.
    """
    ticket, version = lock_version(version, "approve", at=at)
    lock_ticket(ticket, step="agree")
    standing = check_approver(version, approver, at=at)
    if version.delivery_at and version.delivery_at <= at:
        raise Refusal(_("The delivery is past by now: send it back, so that it gets a new date."))
    by = approver.actor
    version.state = State.OFFERED
    version.approved_by, version.approved_name = by.key, by.name
    version.is_delegated = standing == "delegate"
    version.offered_at, version.offered_to = at, ticket.contact.email
    version.expires_at = offer_ends(at, delivery_at=version.delivery_at)
    version.save()
    record_on(
        ticket,
        "agreement.approved",
        at=at,
        actor=by,
        number=version.number,
        delegated=version.is_delegated,
    )
    post_offer(ticket, version, by=by, at=at)
    note_answer(ticket, at=at)
    follow_answer(ticket, "", text="", told_at=at, by=by, at=at)


def send_back(
    version: AgreementVersion, *, reason: str, approver: Specialist, at: datetime
) -> None:
    """Send a version back to who proposed it, with the reason."""
    ticket, version = lock_version(version, "send_back", at=at)
    check_approver(version, approver, at=at)
    if not reason.strip():
        raise Refusal(_("Say why it is sent back: who proposed it needs to know."))
    version.state, version.reason = State.SENT_BACK, reason.strip()
    version.save(update_fields=["state", "reason"])
    record_on(
        ticket,
        "agreement.sent_back",
        at=at,
        actor=approver.actor,
        number=version.number,
        reason=version.reason,
    )


def take_back(version: AgreementVersion, *, reason: str, by: Specialist, at: datetime) -> None:
    """Take back what is not decided; an offer only by who may approve, and with a reason."""
    ticket, version = lock_version(version, "take_back", at=at)
    if version.state == State.OFFERED:
        if not standing_of(by, desk=version.desk_id, at=at):
            raise NotYours(_("Only who approves agreements may take an offer back."))
        if not reason.strip():
            raise Refusal(_("Say why the offer is taken back: the customer reads it."))
    version.state, version.reason = State.TAKEN_BACK, reason.strip()
    version.save(update_fields=["state", "reason"])
    record_on(
        ticket,
        "agreement.taken_back",
        at=at,
        actor=by.actor,
        number=version.number,
        reason=version.reason,
    )


def check_approver(version: AgreementVersion, approver: Specialist, *, at: datetime) -> Standing:
    """Return as what somebody approves; refuse who may not, and a delegate who is the author."""
    standing = standing_of(approver, desk=version.desk_id, at=at)
    if not standing:
        raise NotYours(_("The head of development, or a delegate, approves agreements."))
    is_author = version.proposed_by == approver.actor.key
    if not may_approve(standing, is_author=is_author):
        raise NotYours(_("You proposed this yourself: somebody else has to approve it."))
    return standing
