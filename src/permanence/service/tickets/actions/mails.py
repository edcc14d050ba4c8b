"""The mails a ticket sends: confirmation, answer, and the briefing of a climb."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from permanence.ground.lib.dates import spell_instant
from permanence.ground.lib.paths import link_to
from permanence.ground.lib.rich import draw_page
from permanence.ground.lib.text import html_of_text
from permanence.ground.outbox.rules import Draft, make_message_id
from permanence.promises.clocks.rules import Silence
from permanence.promises.policies.rules import Policy
from permanence.promises.terms.rules import say
from permanence.service.escalation.rules import Briefing
from permanence.service.tickets.models import Commitment, Entry, Ticket
from permanence.service.tickets.queries.secrecy import insiders_on
from permanence.service.tickets.rules.escalating import command_of
from permanence.service.tickets.rules.facts import missing_facts
from permanence.service.tickets.rules.opening import Report
from permanence.service.tickets.rules.promising import Grounds, worst_response
from permanence.service.tickets.rules.reference import speak_reference, write_token
from permanence.service.tickets.rules.reply_address import reply_address
from permanence.world.accounts.actions import sign_contact
from permanence.world.accounts.models import Specialist, User
from permanence.world.wording.queries import mail_texts_of
from permanence.world.wording.rules import fill_text

SHOWN_OF_MESSAGE = 2000


def draft_confirmation(
    ticket: Ticket,
    report: Report,
    *,
    grounds: Grounds,
    zone: str,
    calls: Sequence[str] = (),
    own: Mapping[str, str] | None = None,
) -> Draft:
    """Return the confirmation of a request, in the customer's language (SPEC A4, A5, A7).

    It quotes only the response promise that no triage can worsen, and asks for missing facts.
    `calls` are the lines that say whom to call in order; `own` is what the desk adds to it, by
    language.
    """
    author = report.author_name or report.author_address
    policy = grounds.policy
    worst = worst_response(grounds, start=ticket.opened_at)
    quoted = worst if worst and worst.offer.clause.published else None
    language = ticket.language
    with translation.override(language):
        context = {
            "name": report.author_name,
            "desk": policy.name,
            "reference": speak_reference(ticket.reference),
            "subject": ticket.subject,
            "split_from": speak_reference(report.split_from) if report.split_from else "",
            "follows": speak_reference(report.follows) if report.follows else "",
            "received": spell_instant(ticket.opened_at, zone),
            "due": spell_instant(quoted.due_at, zone) if quoted and quoted.due_at else "",
            "missing": [
                say(fact.ask, language, policy.default_language)
                for fact in missing_facts(policy.facts, ticket.facts, ticket.waived)
            ],
            "link": link_to_file(ticket, policy),
            "policy_link": link_to("policy", base=settings.PUBLIC_URL, desk=policy.desk),
            "may_climb": policy.ladder.published,
            "calls": calls,
            **way_higher(ticket, policy),
            "own": fill_own_text(own or {}, ticket, policy, name=author),
        }
        text = render_to_string("tickets/mail/confirmation.txt", context)
        subject = title_of(ticket, _("Received: {subject}").format(subject=ticket.subject))
    return make_draft(
        ticket,
        policy,
        kind="confirmation",
        recipients=[report.author_address],
        subject=subject,
        text=text,
        base=report.desk_address,
        headers=threading_headers([report.message_id])
        | {"Auto-Submitted": "auto-replied", "X-Auto-Response-Suppress": "All"},
    )


def draft_answer(
    ticket: Ticket,
    *,
    policy: Policy,
    text: str,
    author: str,
    recipients: Sequence[str],
    files: Sequence[Mapping[str, object]] = (),
) -> Draft:
    """Return the mail that carries a specialist's answer to the customer."""
    context = {
        "author": author,
        "desk": policy.name,
        "reference": speak_reference(ticket.reference),
        "link": link_to_file(ticket, policy),
        "own": own_text_of(ticket, policy, "answer"),
        **way_higher(ticket, policy),
    }

    def write(words: str) -> str:
        with translation.override(ticket.language):
            return render_to_string("tickets/mail/answer.txt", context | {"text": words})

    body, drawn = draw_page(write, text, language=ticket.language)
    draft = make_draft(
        ticket,
        policy,
        kind="answer",
        recipients=recipients,
        subject=title_of(ticket, _("Re: {subject}").format(subject=ticket.subject)),
        text=body,
        base=address_of_file(ticket),
        headers=threading_headers(known_messages(ticket)),
        files=files,
    )
    return replace(draft, html=drawn)


def draft_notice(
    ticket: Ticket,
    what: str,
    *,
    reason: str,
    policy: Policy,
    author: str,
    clause: str = "",
    referred_to: str = "",
) -> Draft:
    """Return the mail that tells a customer why their request waits, or is judged otherwise."""
    due = next_published_due(ticket)
    with translation.override(ticket.language):
        body = render_to_string(
            "tickets/mail/notice.txt",
            {
                "what": what,
                "reason": reason,
                "clause": clause,
                "referred_to": referred_to,
                "due": spell_instant(due, zone_of(ticket, policy)) if due else "",
                "author": author,
                "desk": policy.name,
                "reference": speak_reference(ticket.reference),
                "link": link_to_file(ticket, policy),
                "own": own_text_of(ticket, policy, "notice"),
                **way_higher(ticket, policy),
            },
        )
    return make_draft(
        ticket,
        policy,
        kind="notice",
        recipients=[ticket.contact.email],
        subject=title_of(ticket, _("Re: {subject}").format(subject=ticket.subject)),
        text=body,
        base=address_of_file(ticket),
        headers=threading_headers(known_messages(ticket)),
    )


def own_text_of(ticket: Ticket, policy: Policy, mail: str) -> str:
    """Return what the desk adds to a mail of a file, in the file's language; often nothing."""
    texts = mail_texts_of([ticket.desk_id], mail).get(ticket.desk_id, {})
    return fill_own_text(texts, ticket, policy, name=ticket.contact.name)


def fill_own_text(texts: Mapping[str, str], ticket: Ticket, policy: Policy, *, name: str) -> str:
    """Return a desk's own text filled; a language without one adds nothing, no other stands in."""
    values = {
        "contact.name": name,
        "reference": speak_reference(ticket.reference),
        "subject": ticket.subject,
        "desk.name": policy.name,
    }
    text = texts.get(ticket.language, "")
    return fill_text(text, values, language=ticket.language).text if text else ""


def next_published_due(ticket: Ticket) -> datetime | None:
    """Return when a promise that the customer may read of is due next."""
    promise = next_published(ticket)
    return promise.due_at if promise else None


def next_published(ticket: Ticket) -> Commitment | None:
    """Return the promise that the customer may read of and that is due next.

    Before triage there is none: what is promised then, triage may still worsen (SPEC A7).
    """
    if ticket.triaged_at is None:
        return None
    running = Commitment.objects.filter(
        ticket=ticket, replaced_at=None, met_at=None, is_published=True, due_at__isnull=False
    )
    return running.order_by("due_at").first()


def known_messages(ticket: Ticket) -> list[str]:
    """Return the mails of a file by which a mail program threads the next one."""
    return list(
        ticket.entries.filter(is_public=True)
        .exclude(message_id="")
        .order_by("at", "pk")
        .values_list("message_id", flat=True)
    )


def zone_of(ticket: Ticket, policy: Policy) -> str:
    """Return the zone in which a ticket's contact reads instants."""
    organisation = ticket.organisation
    return ticket.contact.zone or (organisation.zone if organisation else "") or policy.zone


def make_draft(
    ticket: Ticket,
    policy: Policy,
    *,
    kind: str,
    recipients: Sequence[str],
    subject: str,
    text: str,
    base: str,
    headers: Mapping[str, str],
    files: Sequence[Mapping[str, object]] = (),
) -> Draft:
    """Return a mail of a file: sent by the desk, answered to the file's own address."""
    sender = base or policy.mailboxes[0].address
    return Draft(
        owner=f"ticket:{ticket.pk}",
        kind=kind,
        sender=sender,
        sender_name=policy.name,
        recipients=recipients,
        subject=subject,
        text=text,
        html=html_of_text(text, language=ticket.language),
        language=ticket.language,
        message_id=make_message_id(sender),
        reply_to=reply_address(sender, ticket.reference, settings.SECRET_KEY),
        headers={"X-Permanence-Desk": policy.desk, **headers},
        files=files,
        desk=ticket.desk_id,
        organisation=ticket.organisation_id,
    )


def title_of(ticket: Ticket, title: str) -> str:
    """Return a subject that carries the reference by which answers are threaded."""
    return f"{title} {write_token(ticket.reference)}"


def threading_headers(message_ids: Sequence[str]) -> dict[str, str]:
    """Return the headers by which mail programs keep a conversation together (RFC 5322)."""
    known = [one for one in message_ids if one]
    if not known:
        return {}
    shown = [known[0], *known[1:][-9:]]
    return {"In-Reply-To": known[-1], "References": " ".join(shown)}


def link_to_file(ticket: Ticket, policy: Policy) -> str:
    """Return the signed link by which the contact follows the request on the portal."""
    return link_to(
        "enter",
        base=settings.PUBLIC_URL,
        desk=policy.desk,
        token=sign_contact(ticket.contact_id, reference=ticket.reference),
    )


def way_higher(ticket: Ticket, policy: Policy, *, language: str = "") -> dict[str, str]:
    """Return how the customer escalates from a mail: the word for an answer, and the link."""
    token = sign_contact(ticket.contact_id, reference=ticket.reference)
    return {
        "command": command_of(language or ticket.language),
        "higher_link": link_to("escalate", base=settings.PUBLIC_URL, desk=policy.desk, token=token),
    }


def address_of_file(ticket: Ticket) -> str:
    """Return the desk's address under which the file was confirmed; empty when it never was."""
    known = (
        ticket.entries.filter(kind=Entry.Kind.CONFIRMATION)
        .values_list("author_address", flat=True)
        .first()
    )
    return known or ""


def brief_climb(
    ticket: Ticket,
    commitment: Commitment | None,
    *,
    policy: Policy,
    language: str,
    message: str,
    unwatched: Silence | None = None,
) -> Briefing:
    """Return what a rung is told of a ticket: all it needs to act without a log-in.

    Without a commitment somebody asked for it by hand, and says why beside it.

    Of a confidential one it is told that it waits, and who may know of it. A call that comes late
    says why: from when to when nobody watched.
    """
    secret = ticket.confidential
    contact = ticket.contact
    with translation.override(language):
        context = {
            "ticket": ticket,
            "reference": speak_reference(ticket.reference),
            "organisation": ticket.organisation.name if ticket.organisation else "",
            "contact": contact,
            "promise": commitment.promise if commitment else "",
            "clause": say(commitment.clause_text, language, policy.default_language)
            if commitment
            else "",
            "due": spell_instant(commitment.due_at, policy.zone)
            if commitment and commitment.due_at
            else "",
            "received": spell_instant(ticket.opened_at, policy.zone),
            "message": message[:SHOWN_OF_MESSAGE],
            "insiders": insiders_by_name(ticket) if secret else "",
            "since": spell_instant(unwatched.since, policy.zone) if unwatched else "",
            "until": spell_instant(unwatched.until, policy.zone) if unwatched else "",
            "link": link_to("ticket", base=settings.PUBLIC_URL, reference=ticket.reference),
        }
        text = render_to_string("tickets/mail/briefing.txt", context)
        about = _("a confidential request") if secret else ticket.subject
        subject = title_of(ticket, _("Please act now: {subject}").format(subject=about))
    return Briefing(subject, text)


def insiders_by_name(ticket: Ticket) -> str:
    """Return who may know of a confidential file, by name."""
    people = Specialist.objects.filter(pk__in=insiders_on(ticket) or ()).order_by("name")
    return ", ".join(people.values_list("name", flat=True))


def draft_for_colleague(
    ticket: Ticket, user: User, title: str, text: str, *, policy: Policy
) -> Draft:
    """Return a mail to one of the staff who is to take a request on."""
    sender = policy.mailboxes[0].address
    return Draft(
        owner=f"ticket:{ticket.pk}",
        kind="handover",
        sender=sender,
        sender_name=policy.name,
        recipients=[user.email],
        subject=title_of(ticket, title),
        text=text,
        language=user.language,
        message_id=make_message_id(sender),
        headers={"Auto-Submitted": "auto-generated", "X-Permanence-Desk": policy.desk},
        desk=ticket.desk_id,
        organisation=ticket.organisation_id,
    )
