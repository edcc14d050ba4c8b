"""Sending a summary: in the customer's language, with their own figures, noted in the register."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from permanence.ground.journal.rules import SYSTEM
from permanence.ground.lib.text import html_of_text
from permanence.ground.outbox.actions import post_drafts
from permanence.promises.policies.queries import policy_of_version
from permanence.promises.policies.rules import Policy
from permanence.service.incidents.models import Incident
from permanence.service.reviews.actions.locking import tell_chain
from permanence.service.reviews.actions.papers import name_copy, write_copy
from permanence.service.reviews.models import SummaryCopy, SummaryRequest, SummaryVersion
from permanence.service.reviews.queries.copies import facts_of
from permanence.service.reviews.rules.summaries import (
    choose_language,
    digest_content,
    make_content,
)
from permanence.service.tickets.actions.answering import note_answer
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


def send_waiting(incident: Incident, *, at: datetime) -> int:
    """Send the latest approved version to all who wait for it and may have it."""
    version = SummaryVersion.objects.filter(summary__incident=incident).order_by("-number").first()
    if version is None:
        return 0
    rows = SummaryRequest.objects.waiting().filter(incident=incident).exclude(grounds="")
    waiting = list(rows.select_for_update(no_key=True, of=("self",)).order_by("pk"))
    for request in waiting:
        send_copy(request, version, at=at)
    return len(waiting)


def send_copy(request: SummaryRequest, version: SummaryVersion, *, at: datetime) -> SummaryCopy:
    """Send one customer a version with their components and figures, and note it (SPEC A13)."""
    incident, ticket = request.incident, request.ticket
    policy = policy_of_version(incident.policy_version_id)
    language = choose_language(request.language, version.texts, default=policy.default_language)
    facts = facts_of(incident, ticket, language=language)
    content = make_content(version.texts[language], facts)
    copy = SummaryCopy(
        request=request,
        version=version,
        incident=incident,
        incident_number=incident.number,
        number=version.number,
        ticket=ticket,
        organisation_id=ticket.organisation_id,
        contact_id=ticket.contact_id,
        language=language,
        content=content,
        digest=digest_content(content),
        sent_at=at,
        sent_to=ticket.contact.email,
    )
    copy.message = post_copy(copy, policy, at=at)
    copy.save()
    request.answered_at = at
    request.save(update_fields=["answered_at"])
    note_answer(ticket, at=at)
    told: dict[str, Any] = {"number": version.number, "digest": copy.digest}
    record_on(ticket, "summary.sent", at=at, incident=incident.number, **told)
    tell_chain(
        incident,
        "summary_sent",
        at=at,
        by=SYSTEM,
        organisation=ticket.organisation_id,
        language=language,
        **told,
    )
    return copy


def post_copy(copy: SummaryCopy, policy: Policy, *, at: datetime) -> int:
    """Post the mail with the PDF into the conversation of the file; return its number."""
    ticket = copy.ticket
    with translation.override(copy.language):
        subject = title_of(ticket, str(copy.content["title"]))
        words = render_to_string("reviews/mail/summary.txt", tell_copy(copy, ticket, policy))
    text = words.strip() + "\n"
    draft = make_draft(
        ticket,
        policy,
        kind="summary",
        recipients=[copy.sent_to],
        subject=subject,
        text=text,
        base=address_of_file(ticket),
        headers=threading_headers(known_messages(ticket)),
    )
    html = html_of_text(text, language=copy.language)
    message = post_drafts([replace(draft, language=copy.language, html=html)], at=at)[0]
    entry = add_outgoing_entries([ticket], [message], kind=Entry.Kind.MAIL, at=at, actor=SYSTEM)[0]
    paper = Part(name_copy(copy), "application/pdf", write_copy(copy))
    kept = attach_parts([(entry, ticket, paper)])[0]
    message.files = [{"name": kept.name, "content_type": kept.content_type, "blob": kept.blob_id}]
    message.save(update_fields=["files"])
    return message.pk


def tell_copy(copy: SummaryCopy, ticket: Ticket, policy: Policy) -> dict[str, Any]:
    """Return what the mail says, in the language of the copy."""
    return {
        "name": ticket.contact.name,
        "desk": policy.name,
        "author": policy.name,
        "number": copy.incident.name,
        "version": copy.number,
        "reference": speak_reference(ticket.reference),
        "overview": copy.content["overview"],
        "measures": copy.content["measures"],
        "file_link": link_to_file(ticket, policy),
        "title": _("Incident summary"),
    }
