"""Requests and answers sent through the portal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from permanence.ground.journal.rules import Actor
from permanence.promises.policies.queries import policy_in_force
from permanence.service.intake.actions.admitting import admit_reports
from permanence.service.intake.actions.escalating import escalate_by_message
from permanence.service.intake.actions.following import bring_in
from permanence.service.intake.actions.matters import carry_out
from permanence.service.intake.models import Form, FormFile
from permanence.service.intake.queries import senders_of
from permanence.service.knowledge.actions import note_usage
from permanence.service.knowledge.queries import article_numbered
from permanence.service.tickets.actions.escalating import Plea
from permanence.service.tickets.models import Entry, Ticket
from permanence.service.tickets.rules.opening import Part, Report
from permanence.world.accounts.actions import NewContact, add_contacts
from permanence.world.accounts.models import Contact
from permanence.world.catalogue.queries import find_installation


@dataclass(frozen=True)
class Answers:
    """What was typed into the form; `reference` is set on an answer to an existing request.

    `key` is made when the form is shown: sending the form twice makes one request. `escalates` is
    the ground on which the customer escalates with it, empty for one that was not named; None for
    a plain answer. `read` are the references of articles that were read before.
    """

    key: UUID
    desk: int
    name: str
    email: str
    subject: str
    text: str
    language: str
    facts: Mapping[str, str]
    reference: str = ""
    kind: str = ""
    installation: str = ""
    escalates: str | None = None
    files: Sequence[Part] = ()
    read: Sequence[str] = ()


def send_form(
    answers: Answers, *, contact: int | None, organisation: int | None, at: datetime
) -> None:
    """Store a form; runs under the portal's role, which may add forms and nothing else."""
    form = Form.objects.bulk_create(
        [
            Form(
                desk_id=answers.desk,
                organisation_id=organisation,
                contact_id=contact,
                key=answers.key,
                received_at=at,
                answers={
                    "name": answers.name,
                    "email": answers.email.lower(),
                    "subject": answers.subject,
                    "text": answers.text,
                    "language": answers.language,
                    "facts": dict(answers.facts),
                    "reference": answers.reference,
                    "kind": answers.kind,
                    "installation": answers.installation,
                    "escalates": answers.escalates,
                    "read": list(answers.read),
                },
            )
        ]
    )[0]
    FormFile.objects.bulk_create(
        FormFile(
            form=form,
            organisation_id=organisation,
            name=part.name,
            content_type=part.content_type,
            content=part.content,
        )
        for part in answers.files
    )


def send_matter(
    matter: str, answers: Mapping[str, Any], *, key: UUID, desk: int, by: Contact, at: datetime
) -> None:
    """Store what a customer's person changes themselves; runs under the portal's role."""
    form = Form(
        desk_id=desk,
        organisation_id=by.organisation_id,
        contact_id=by.pk,
        key=key,
        received_at=at,
        matter=matter,
        answers=dict(answers),
    )
    Form.objects.bulk_create([form])


def admit_forms(*, at: datetime, most: int = 20, key: UUID | None = None) -> list[Ticket | None]:
    """Make tickets and entries of stored forms, or carry out what they ask for.

    Runs in the house, for portal and worker; what was carried out has no ticket.
    """
    forms = (
        Form.objects.filter(admitted_at=None)
        .select_related("desk", "contact")
        .order_by("received_at")
    )
    if key is not None:
        forms = forms.filter(key=key)
    claimed = list(forms.select_for_update(skip_locked=True, no_key=True, of=("self",))[:most])
    return [admit_form(form, at=at) for form in claimed]


def admit_form(form: Form, *, at: datetime) -> Ticket | None:
    """Bring one form into its file, or into a new one; or carry out what it asks for."""
    if form.matter != "request":
        refusal = carry_out(form, at=at)
        Form.objects.filter(pk=form.pk).update(admitted_at=at, refusal=refusal)
        return None
    reference = form.answers.get("reference")
    ticket = None
    if reference and form.contact_id:
        ticket = Ticket.objects.filter(reference=reference, contact=form.contact_id).first()
    contact = form.contact or find_author(form)
    report = report_form(form, contact, at=at)
    ticket = bring_in(report, ticket, at=at) if ticket else admit_reports([report], at=at)[0]
    ground, refusal = form.answers.get("escalates"), ""
    if ground is not None and form.contact_id:
        plea = Plea(report.text, "portal", ground)
        refusal = escalate_by_message(ticket, plea, said_at=form.received_at, at=at)
    note_read(form, ticket, contact)
    Form.objects.filter(pk=form.pk).update(admitted_at=at, ticket=ticket, refusal=refusal)
    FormFile.objects.filter(form=form).delete()
    return ticket


def note_read(form: Form, ticket: Ticket, contact: Contact) -> None:
    """Keep on a ticket which articles its author had read before, so that nobody sends them."""
    reader = Actor(f"contact:{contact.pk}", form.answers["name"] or contact.name)
    for reference in form.answers.get("read", ()):
        article = article_numbered(form.desk_id, reference)
        if article is not None:
            note_usage(
                article, ticket=ticket.pk, entry=None, kind="read", by=reader, at=form.received_at
            )


def find_author(form: Form) -> Contact:
    """Return the contact an anonymous form names: a claim only, which opens no existing file.

    An address that fits two organisations is taken as nobody's: what it may see is decided by a
    person (SPEC C6).
    """
    email = form.answers["email"]
    known = senders_of({email})[email]
    if known.contact is not None:
        return Contact.objects.get(pk=known.contact)
    newcomer = NewContact(
        email=email,
        name=form.answers["name"],
        organisation=None if known.is_ambiguous else known.organisation,
        language=form.answers["language"],
        phone=form.answers.get("phone", ""),
    )
    return add_contacts([newcomer])[email]


def report_form(form: Form, contact: Contact, *, at: datetime) -> Report:
    """Return what a form reports."""
    answers = form.answers
    _, policy = policy_in_force(form.desk.key, at=at)
    place = find_installation(answers.get("installation", ""), organisation=contact.organisation_id)
    return Report(
        desk=form.desk_id,
        channel=answers.get("channel", Entry.Kind.PORTAL),
        received_at=form.received_at,
        contact=contact.pk,
        organisation=contact.organisation_id,
        author_name=answers["name"] or contact.name,
        author_address=contact.email,
        subject=answers["subject"],
        text=answers["text"],
        language=answers["language"],
        facts=answers["facts"],
        waived=answers.get("waived", {}),
        kind=answers.get("kind", ""),
        installation=place.pk if place else None,
        parts=[
            Part(file.name, file.content_type, bytes(file.content)) for file in form.files.all()
        ],
        desk_address=policy.mailboxes[0].address,
    )
