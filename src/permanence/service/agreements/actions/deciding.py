"""The customer accepts or declines, by the signed link or signed in on the portal (SPEC B5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.rules import Actor
from permanence.ground.lib.errors import Refusal
from permanence.promises.policies.queries import policy_of_version
from permanence.service.agreements.actions.locking import lock_version
from permanence.service.agreements.actions.offering import post_agreed
from permanence.service.agreements.models import AgreementVersion, State
from permanence.service.agreements.rules import write_source
from permanence.service.tickets.actions.agreeing import agree_date, withdraw_agreed_date
from permanence.service.tickets.actions.history import record_on
from permanence.service.tickets.actions.joining import join_ticket
from permanence.service.tickets.actions.states import lock_ticket
from permanence.service.tickets.models import Ticket
from permanence.service.tickets.rules.opening import Report


@dataclass(frozen=True)
class Consent:
    """Who decides for the customer: the name that was typed, and by which way it came."""

    name: str
    way: Literal["link", "portal"]


def accept_version(version: AgreementVersion, consent: Consent, *, at: datetime) -> None:
    """Accept a version: from now on its date is the promise, or what was agreed has ended."""
    ticket, version = lock_version(version, "accept", at=at)
    lock_ticket(ticket, step="agree")
    check_name(consent)
    by = name_customer(ticket, consent)
    retire_governing(ticket, version, at=at)
    decide(version, State.ACCEPTED, consent, by=by, at=at)
    record_on(
        ticket,
        "agreement.accepted",
        at=at,
        actor=by,
        number=version.number,
        kind=version.kind,
        way=consent.way,
        delivery=version.delivery_at.isoformat() if version.delivery_at else None,
    )
    if version.delivery_at is None:
        withdraw_agreed_date(ticket, at=at, by=by)
    else:
        agree_date(
            ticket,
            source=write_source(version.pk, version.number),
            text=name_everywhere(version),
            due_at=version.delivery_at,
            waives=version.waives,
            at=at,
            by=by,
        )
    post_agreed(ticket, version, at=at)


def decline_version(
    version: AgreementVersion, consent: Consent, *, reason: str, at: datetime
) -> None:
    """Decline a version with a reason; the reason joins the file as the customer's words."""
    ticket, version = lock_version(version, "decline", at=at)
    check_name(consent)
    if not reason.strip():
        raise Refusal(_("Tell us why, so that we can propose something better."))
    by = name_customer(ticket, consent)
    version.reason = reason.strip()
    decide(version, State.DECLINED, consent, by=by, at=at)
    record_on(
        ticket,
        "agreement.declined",
        at=at,
        actor=by,
        number=version.number,
        way=consent.way,
        reason=version.reason,
    )
    join_words(ticket, version.reason, name=consent.name, language=version.language, at=at)


def retire_governing(ticket: Ticket, version: AgreementVersion, *, at: datetime) -> None:
    """Let the version that governed until now govern no longer; it stays in the history."""
    after = State.ENDED if version.kind == "withdrawal" else State.REPLACED
    AgreementVersion.objects.governing().filter(ticket=ticket).update(state=after, ended_at=at)


def decide(
    version: AgreementVersion, state: State, consent: Consent, *, by: Actor, at: datetime
) -> None:
    """Write down who decided what, and when."""
    version.state, version.decided_at = state, at
    version.decided_by, version.decided_name = by.key, consent.name.strip()
    version.decided_way = consent.way
    version.save(
        update_fields=[
            "state",
            "reason",
            "decided_at",
            "decided_by",
            "decided_name",
            "decided_way",
        ]
    )


def join_words(ticket: Ticket, text: str, *, name: str, language: str, at: datetime) -> None:
    """Put a customer's words into the file, as if they had written them on the portal."""
    report = Report(
        desk=ticket.desk_id,
        channel="portal",
        received_at=at,
        contact=ticket.contact_id,
        organisation=ticket.organisation_id,
        author_name=name.strip() or ticket.contact.name,
        author_address=ticket.contact.email,
        subject=ticket.subject,
        text=text,
        language=language,
    )
    join_ticket(ticket, report, policy=policy_of_version(ticket.policy_version_id), at=at)


def check_name(consent: Consent) -> None:
    """Refuse a decision that nobody signs."""
    if not consent.name.strip():
        raise Refusal(_("Type your name: it stands under what you decide."))


def name_customer(ticket: Ticket, consent: Consent) -> Actor:
    """Return the customer as the journal names who decided."""
    return Actor(f"contact:{ticket.contact_id}", consent.name.strip())


def name_everywhere(version: AgreementVersion) -> dict[str, str]:
    """Return what the agreed date is called among the clauses, in every language."""
    words = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            words[code] = gettext("Delivery as agreed (version %(number)s)") % {
                "number": version.number
            }
    return words
