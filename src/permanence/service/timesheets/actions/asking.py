"""Asking a customer for time beyond its hours, and what it answers."""

from __future__ import annotations

from datetime import datetime

from django.core import signing
from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.rules import Actor
from permanence.ground.lib.errors import Refusal
from permanence.ground.outbox.actions import post_drafts
from permanence.promises.contracts.models import Contract
from permanence.promises.policies.queries import policy_in_force
from permanence.service.tickets.actions.history import record_on
from permanence.service.tickets.models import Ticket
from permanence.service.timesheets.actions.mails import draft_question
from permanence.service.timesheets.models import ExtraTime
from permanence.service.timesheets.queries import agreed_left, people_asked
from permanence.world.accounts.models import Contact

QUESTION_SALT = "permanence.extra_time"


class Declined(Refusal):
    """The customer has said no; only a new question can change that."""


class Answered(Refusal):
    """A question is answered once, and as it was read."""


def cover_extra_time(
    ticket: Ticket, seconds: int, *, contract: int, by: Actor, at: datetime, is_done: bool
) -> ExtraTime:
    """Return the question under which unpaid time falls: one that was agreed to, or an open one.

    The ticket is held. After a no, only time that is spent already is still written down.
    """
    asked = ExtraTime.objects.filter(ticket=ticket, contract=contract)
    for agreed in asked.filter(answer=ExtraTime.Answer.AGREED).order_by("pk"):
        if agreed_left(agreed) >= seconds:
            return agreed
    last = asked.exclude(answer=ExtraTime.Answer.WITHDRAWN).order_by("-pk").first()
    if last and last.answer == ExtraTime.Answer.DECLINED:
        if is_done:
            return last
        raise Declined(
            _(
                "The customer has declined time beyond its hours on this request. Ask again"
                " before more is done."
            )
        )
    return put_question(ticket, seconds, contract=contract, reason="", by=by, at=at)


def ask_extra_time(
    ticket: Ticket, seconds: int, *, contract: int, reason: str, by: Actor, at: datetime
) -> ExtraTime:
    """Ask the customer before the work is done whether it may take so much longer."""
    if seconds <= 0:
        raise Refusal(_("Say for how much time you ask."))
    return put_question(ticket, seconds, contract=contract, reason=reason.strip(), by=by, at=at)


def put_question(
    ticket: Ticket, seconds: int, *, contract: int, reason: str, by: Actor, at: datetime
) -> ExtraTime:
    """Ask, or ask for more where an answer is still awaited, and write to those who may answer."""
    held = ExtraTime.objects.select_for_update(no_key=True)
    question = held.filter(ticket=ticket, answered_at=None).first()
    if question is None:
        customers = Contract.objects.values_list("organisation_id", flat=True)
        question = ExtraTime.objects.create(
            ticket=ticket,
            organisation_id=customers.get(pk=contract),
            contract_id=contract,
            seconds=seconds,
            reason=reason,
            asked_at=at,
            asked_by=by.key,
        )
    else:
        question.seconds += seconds
        question.reason = reason or question.reason
        question.save(update_fields=["seconds", "reason"])
    write_to_customer(question, ticket, by=by, at=at)
    return question


def write_to_customer(question: ExtraTime, ticket: Ticket, *, by: Actor, at: datetime) -> None:
    """Send the question to everybody who may answer it, each with a link of their own."""
    people = people_asked(question)
    _version, policy = policy_in_force(ticket.desk.key, at=at)
    drafts = []
    for contact in people:
        token = sign_question(question, contact)
        drafts.append(draft_question(question, ticket, contact, policy=policy, token=token))
    post_drafts(drafts, at=at)
    record_on(
        ticket,
        "extra_time.asked",
        at=at,
        actor=by,
        question=question.pk,
        seconds=question.seconds,
        reason=question.reason,
        to=", ".join(contact.email for contact in people),
    )


def answer_extra_time(
    question: ExtraTime, *, agrees: bool, seconds: int, by: Actor, at: datetime
) -> None:
    """Take the customer's yes or no to as much time as it was shown; anything else is refused."""
    question = (
        ExtraTime.objects.select_for_update(no_key=True, of=("self",))
        .select_related("ticket")
        .get(pk=question.pk)
    )
    if question.answered_at is not None:
        raise Answered(_("This has been answered already."))
    if question.seconds != seconds:
        raise Answered(_("The time has changed meanwhile. Please read it again."))
    choice = ExtraTime.Answer.AGREED if agrees else ExtraTime.Answer.DECLINED
    settle_question(question, choice, by=by, at=at)


def take_back_extra_time(question: ExtraTime, seconds: int, *, by: Actor, at: datetime) -> None:
    """Ask for less, or no more at all, where time that was asked for is corrected away."""
    question = (
        ExtraTime.objects.select_for_update(no_key=True, of=("self",))
        .select_related("ticket")
        .get(pk=question.pk)
    )
    if question.answered_at is not None:
        return
    if question.seconds > seconds:
        question.seconds -= seconds
        question.save(update_fields=["seconds"])
    else:
        settle_question(question, ExtraTime.Answer.WITHDRAWN, by=by, at=at)


def settle_question(question: ExtraTime, answer: str, *, by: Actor, at: datetime) -> None:
    """Close a question and tell the file how it was answered."""
    question.answer, question.answered_at, question.answered_by = answer, at, by.key
    question.save(update_fields=["answer", "answered_at", "answered_by"])
    record_on(
        question.ticket,
        "extra_time.answered",
        at=at,
        actor=by,
        question=question.pk,
        seconds=question.seconds,
        answer=answer,
    )


def sign_question(question: ExtraTime, contact: Contact) -> str:
    """Return the token of a link by which this contact, and nobody else, answers."""
    return signing.dumps([question.pk, contact.pk], salt=QUESTION_SALT)


def question_of_token(token: str, *, days: int) -> tuple[int, int] | None:
    """Return question and contact that a link was signed for; None when false or too old."""
    try:
        question, contact = signing.loads(token, salt=QUESTION_SALT, max_age=days * 86400)
    except signing.BadSignature:
        return None
    return int(question), int(contact)
