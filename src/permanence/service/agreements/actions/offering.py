"""What the customer is sent: the offer with its signed link, and what was agreed, as PDF."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core import signing
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from permanence.ground.journal.rules import SYSTEM, Actor
from permanence.ground.lib.dates import say_date, spell_instant
from permanence.ground.lib.paths import link_to
from permanence.ground.lib.text import html_of_text
from permanence.ground.outbox.actions import post_drafts
from permanence.promises.policies.queries import policy_of_version
from permanence.promises.policies.rules import Policy
from permanence.service.agreements.actions.papers import name_paper, write_paper
from permanence.service.agreements.models import AgreementVersion
from permanence.service.agreements.queries import read_dossier
from permanence.service.tickets.actions.entries import add_outgoing_entries, attach_parts
from permanence.service.tickets.actions.history import record_on
from permanence.service.tickets.actions.mails import (
    address_of_file,
    known_messages,
    link_to_file,
    make_draft,
    threading_headers,
    title_of,
)
from permanence.service.tickets.models import Entry, Ticket
from permanence.service.tickets.rules.opening import Part
from permanence.service.tickets.rules.reference import speak_reference

SALT = "permanence.agreement"


def sign_version(version: AgreementVersion) -> str:
    """Return the token by which the customer decides on this version, and on no other."""
    return signing.dumps([version.pk, version.number], salt=SALT)


def version_of_token(token: str) -> AgreementVersion | None:
    """Return the version that a token was signed for, or None for a token not ours."""
    try:
        pk, number = signing.loads(token, salt=SALT)
    except (signing.BadSignature, TypeError, ValueError):
        return None
    rows = AgreementVersion.objects.select_related(
        "ticket__contact", "ticket__organisation", "ticket__desk"
    )
    return rows.filter(pk=pk, number=number, offered_at__isnull=False).first()


def post_offer(ticket: Ticket, version: AgreementVersion, *, by: Actor, at: datetime) -> None:
    """Send an approved version to the customer, into the conversation of the file."""
    with translation.override(version.language):
        subject = _("Please decide: {subject}").format(subject=ticket.subject)
    governing = read_dossier(ticket).governing
    facts = {
        "link": link_to("agree", base=settings.PUBLIC_URL, token=sign_version(version)),
        "governing": governing.number if governing else 0,
    }
    post_paper(ticket, version, "offer", subject=subject, facts=facts, by=by, at=at)
    record_on(
        ticket,
        "agreement.offered",
        at=at,
        number=version.number,
        to=version.offered_to,
        until=version.expires_at.isoformat() if version.expires_at else None,
    )


def post_agreed(ticket: Ticket, version: AgreementVersion, *, at: datetime) -> None:
    """Send the customer what both sides have agreed."""
    with translation.override(version.language):
        subject = _("Agreed: {subject}").format(subject=ticket.subject)
    post_paper(ticket, version, "agreed", subject=subject, facts={}, by=SYSTEM, at=at)


def post_paper(
    ticket: Ticket,
    version: AgreementVersion,
    kind: str,
    *,
    subject: str,
    facts: dict[str, Any],
    by: Actor,
    at: datetime,
) -> None:
    """Post a mail about a version with its PDF; both stay in the file.

    The file keeps the words without the links: to decide is the customer's alone.
    """
    policy = policy_of_version(ticket.policy_version_id)
    said = describe_version(ticket, version, policy) | facts
    link = link_to_file(ticket, policy)
    text = write_words(kind, said | {"file_link": link}, version)
    draft = make_draft(
        ticket,
        policy,
        kind=kind,
        recipients=[version.offered_to],
        subject=title_of(ticket, subject),
        text=text,
        base=address_of_file(ticket),
        headers=threading_headers(known_messages(ticket)),
    )
    html = html_of_text(text, language=version.language)
    message = post_drafts([replace(draft, language=version.language, html=html)], at=at)[0]
    message.text = write_words(kind, said | {"link": ""}, version)
    entry = add_outgoing_entries([ticket], [message], kind=Entry.Kind.MAIL, at=at, actor=by)[0]
    paper = Part(name_paper(version), "application/pdf", write_paper(version, at=at))
    kept = attach_parts([(entry, ticket, paper)])[0]
    message.files = [{"name": kept.name, "content_type": kept.content_type, "blob": kept.blob_id}]
    message.save(update_fields=["files"])


def write_words(kind: str, said: dict[str, Any], version: AgreementVersion) -> str:
    """Return the text of a mail in the language of the version."""
    with translation.override(version.language):
        return render_to_string(f"agreements/mail/{kind}.txt", said).strip() + "\n"


def describe_version(ticket: Ticket, version: AgreementVersion, policy: Policy) -> dict[str, Any]:
    """Return what a mail says of a version, in its language."""
    with translation.override(version.language):
        return {
            "name": ticket.contact.name,
            "desk": policy.name,
            "author": version.approved_name,
            "reference": speak_reference(ticket.reference),
            "number": version.number,
            "ends": version.kind == "withdrawal",
            "solution": version.solution,
            "steps": [
                {"title": step.title, "day": say_date(step.day, "D j M Y")}
                for step in version.calendar
            ],
            "delivery": say_there(version.delivery_at, version),
            "until": say_there(version.expires_at, version),
            "waives": version.waives,
            "decided_name": version.decided_name,
            "decided": say_there(version.decided_at, version),
        }


def say_there(at: datetime | None, version: AgreementVersion) -> str:
    """Return an instant by the clocks of the desk; empty without one."""
    return spell_instant(at, version.zone) if at else ""
