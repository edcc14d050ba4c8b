"""Erasing what is kept of one person, when that person asks (GDPR, article 17)."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.db import connection
from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.actions import record
from permanence.ground.journal.rules import Actor
from permanence.ground.lib.errors import Refusal
from permanence.overview.privacy.actions.disposing import dispose
from permanence.overview.privacy.actions.unfiling import leave_over
from permanence.overview.privacy.models import Leftover
from permanence.overview.privacy.queries.persons import Traces, traces_of
from permanence.overview.privacy.rules.schedule import OF_TICKETS
from permanence.world.accounts.models import Contact

BATCH: Final = 200
GONE: Final = "forgotten.invalid"
FORGET: Final = (
    "delete from intake_formfile where form_id in"
    " (select key from intake_form where contact_id = any(%(people)s) and admitted_at is not null)",
    "delete from intake_form where contact_id = any(%(people)s) and admitted_at is not null",
    "update tickets_entry set author_name = '—', author_address = '' where id = any(%(elsewhere)s)",
    "update outbox_message set subject = '—', text = '', html = '', recipients = '[]',"
    " redacted_at = %(at)s where owner = any(%(owners)s)",
    "update customers_contactmerge set kept = '{}', undone_at = coalesce(undone_at, %(at)s)"
    " where merged_id = any(%(people)s) or survivor_id = any(%(people)s)",
    "delete from intake_blockedsender where address in"
    " (select email from accounts_contact where id = any(%(people)s))",
    "delete from status_subscriber where email in"
    " (select email from accounts_contact where id = any(%(people)s))",
    "update accounts_contact set name = '—', phone = '', zone = '', region = '', user_id = null,"
    " is_technical = false, is_administrator = false,"
    " email = 'erased-' || id || '@forgotten.invalid' where id = any(%(people)s)",
)


class StillAsking(Refusal):
    """Somebody whose request is open is still to be answered."""


class HeldPerson(Refusal):
    """What is held of a person must be kept, whoever asks."""


class ErasedAlready(Refusal):
    """A person is erased once."""


def erase_contact(contact: Contact, *, reason: str, by: Actor, at: datetime) -> Traces:
    """Erase what is kept of a person; refuse while a request is open, or under a hold.

    Of their requests goes all that the schedule could ever take; what they said in requests of
    colleagues stays without their name. Figures, agreements, contracts and accounts of time stay:
    they are kept by law or contract, and name nobody any more.
    """
    held = Contact.objects.select_for_update().get(pk=contact.pk)
    if held.email.endswith(f"@{GONE}"):
        raise ErasedAlready(_("Nothing is kept of this person any more."))
    traces = traces_of(held)
    if traces.holds:
        raise HeldPerson(_("A legal hold keeps this person's records."))
    if traces.open:
        raise StillAsking(_("Requests of this person are open: end them first."))
    for start in range(0, len(traces.ended), BATCH):
        for kind in OF_TICKETS:
            dispose(kind, traces.ended[start : start + BATCH], at=at)
    forget_person_rows(traces, at=at)
    record(
        "contact.erased",
        f"contact:{held.pk}",
        at=at,
        actor=by,
        organisation=held.organisation_id,
        reason=reason.strip(),
        tickets=len(traces.ended),
        entries=len(traces.elsewhere),
    )
    return traces


def forget_person_rows(traces: Traces, *, at: datetime) -> None:
    """Take name and addresses out of the rows that belong to no request of the person."""
    told: dict[str, Any] = {
        "people": list(traces.people),
        "owners": [f"contact:{one}" for one in traces.people],
        "elsewhere": list(traces.elsewhere),
        "at": at,
    }
    with connection.cursor() as cursor:
        cursor.execute("select id from outbox_message where owner = any(%(owners)s)", told)
        mails = [f"{int(row[0]):010d}.eml" for row in cursor.fetchall()]
        for statement in FORGET:
            cursor.execute(statement, told)
        cursor.execute("select privacy_forget_person(%(people)s)", told)
    leave_over(Leftover.Place.MAIL, mails, at=at)
