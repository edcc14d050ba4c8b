"""What a customer said on the phone or sent by fax, as a member of staff took it (SPEC A1, B2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.utils.translation import gettext as _

from permanence.ground.journal.actions import record
from permanence.ground.journal.rules import Actor
from permanence.ground.lib.errors import Refusal
from permanence.service.intake.actions.admitting import admit_reports
from permanence.service.intake.actions.following import bring_in
from permanence.service.intake.actions.forms import find_author, report_form
from permanence.service.intake.models import Form
from permanence.service.tickets.actions.escalating import Plea, escalate_ticket
from permanence.service.tickets.models import Ticket
from permanence.world.accounts.models import Contact

Check = Literal["none", "called-back"]


@dataclass(frozen=True)
class Call:
    """What was said, by whom and since when.

    `key` is made when the form is shown: sending it twice makes one request. `contact` is None for
    somebody new, whom `name`, `email` and `phone` describe. `began_at` is the instant of receipt,
    from which the clocks run. `template` is what the request began with, `waived` what of the
    checklist it does not ask for, with the reason. `check` says how it was made sure who calls
    (SPEC C6). With `escalates` the caller wants the manager: the ground, empty when they named
    none.
    """

    key: UUID
    desk: int
    channel: Literal["call", "fax"]
    began_at: datetime
    text: str
    language: str
    subject: str = ""
    contact: Contact | None = None
    name: str = ""
    email: str = ""
    phone: str = ""
    kind: str = ""
    facts: Mapping[str, str] | None = None
    waived: Mapping[str, str] | None = None
    template: str = ""
    check: Check = "none"
    escalates: str | None = None


def take_call(call: Call, *, ticket: Ticket | None = None, by: Actor, at: datetime) -> Ticket:
    """Open a ticket for a call, or add it to one that is there; once for each key.

    The caller is confirmed the reference by mail, as with every channel (SPEC A4).

    Raises:
        Refusal: the call has not begun, or nothing was said.
    """
    if call.began_at > at:
        raise Refusal(_("A call cannot have begun later than now."))
    if not call.text.strip():
        raise Refusal(_("Write down what was said."))
    form = keep_form(call, by=by)
    if form.ticket is not None:
        return form.ticket
    report = report_form(form, form.contact or find_author(form), at=at)
    ticket = bring_in(report, ticket, at=at) if ticket else admit_reports([report], at=at)[0]
    Form.objects.filter(pk=form.pk).update(admitted_at=at, ticket=ticket)
    record(
        "ticket.call_taken",
        f"ticket:{ticket.pk}",
        at=at,
        actor=by,
        desk=ticket.desk_id,
        organisation=ticket.organisation_id,
        channel=call.channel,
        caller=report.author_name,
        began_at=call.began_at.isoformat(),
        check=call.check,
        template=call.template,
    )
    if call.escalates is not None:
        plea = Plea(call.text, call.channel, call.escalates, by=by)
        escalate_ticket(ticket, plea, said_at=call.began_at, at=at)
    return ticket


def keep_form(call: Call, *, by: Actor) -> Form:
    """Store what was written down, as every channel does first; return what is there already."""
    contact = call.contact
    Form.objects.bulk_create(
        [
            Form(
                key=call.key,
                desk_id=call.desk,
                organisation_id=contact.organisation_id if contact else None,
                contact=contact,
                received_at=call.began_at,
                answers={
                    "channel": call.channel,
                    "by": by.key,
                    "name": contact.name if contact else call.name,
                    "email": contact.email if contact else call.email.lower(),
                    "phone": call.phone,
                    "subject": call.subject,
                    "text": call.text.strip(),
                    "language": call.language,
                    "facts": dict(call.facts or {}),
                    "waived": dict(call.waived or {}),
                    "kind": call.kind,
                },
            )
        ],
        ignore_conflicts=True,
    )
    kept = Form.objects.select_for_update(of=("self",), no_key=True)
    return kept.select_related("desk", "contact", "ticket").get(key=call.key)
