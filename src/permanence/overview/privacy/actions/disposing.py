"""Letting go of one kind of thing of files that are over."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Final

from django.db import connection
from django.db.models import Q

from permanence.ground.files.actions import drop_contents
from permanence.ground.files.models import Blob
from permanence.ground.outbox.models import Message
from permanence.overview.privacy.actions.unfiling import (
    UNREFERENCED,
    leave_over,
    prove_message,
    remove_letters,
)
from permanence.overview.privacy.models import Disposal, Leftover
from permanence.overview.privacy.rules.places import OF_CALL, OF_CALLS, OF_CLIMB
from permanence.overview.privacy.rules.schedule import (
    FILES,
    FORMS,
    JOURNAL,
    MAILS,
    ORIGINALS,
    PERSON,
    WORDS,
)
from permanence.service.intake.models import Letter
from permanence.service.tickets.actions.history import record_on
from permanence.service.tickets.models import Attachment, Entry, Ticket
from permanence.world.accounts.models import Contact, Organisation

NOBODY: Final = "—"
OF: Final = "ticket_id = any(%(tickets)s)"
FORGET_WORDS: Final = (
    f"delete from tickets_searchrow where {OF}",
    f"delete from tickets_draft where {OF}",
    "update tickets_entry set text = '', html = '', quoted = '', subject = '', may_hold = '',"
    " redactions = redactions || jsonb_build_array(jsonb_build_object("
    f"'at', %(at)s::text, 'what', 'entry', 'why', 'retention', 'by', '')) where {OF}",
    "update tickets_ticket set subject = '—', facts = '{}', waived = '{}'"
    " where id = any(%(tickets)s)",
    f"update tickets_enquiry set subject = '—' where {OF}",
    f"update tickets_escalation set words = '', added = '[]', reasons = '' where {OF}",
    f"update tickets_validation set environment = '', seen = '' where {OF}",
    f"update tickets_finding set reason = '', referred_to = '', ended_reason = '' where {OF}",
    f"update tickets_askedfile set question = '' where {OF}",
    f"update tickets_tickettrace set frozen = '{{}}' where {OF}",
    f"update tickets_resolution set cause = '', solution = '' where {OF}",
    f"update tickets_statespan set reason = '' where {OF}",
    f"update tickets_link set reason = '' where {OF}",
    f"update tickets_merge set reason = '' where {OF}",
    f"update tickets_snooze set reason = '' where {OF}",
    f"update tickets_secrecy set reason = '—', ended_reason = '' where {OF}",
    f"update tickets_knower set reason = '' where {OF} and until is null",
    f"update agreements_wish set text = '' where {OF}",
    f"update bulk_bulkrow set outlook = null where {OF} and outcome <> ''",
    f"update automation_run set did = '[]', reason = '{{}}' where {OF}",
    "update escalation_climb set briefing = '{}', reason = ''"
    " where owner = 'ticket' and subject = any(%(tickets)s)",
    f"update escalation_call set answer = '' where climb_id in ({OF_CLIMB})",
    f"update ways_call set text = '', spoken = '' where {OF_CALL}",
    f"update ways_reply set text = '' where {OF_CALLS}",
)
FORGET_PERSON: Final = (
    "update tickets_ticket set contact_id = %(nobody)s where id = any(%(tickets)s)",
    f"update tickets_entry set author_name = '—', author_address = '' where {OF}"
    " and (author like 'contact:%%' or author like 'third-party:%%')",
    f"update tickets_entry set author = 'contact:' || %(nobody)s where {OF}"
    " and author like 'contact:%%'",
    f"update tickets_enquiry set recipients = '[]' where {OF}",
    f"update tickets_escalation set author = 'contact:' || %(nobody)s, author_name = '—' where {OF}"
    " and author like 'contact:%%'",
    "update outbox_message set recipients = '[]' where owner = any(%(owners)s)",
    f"update intake_letter set facts = '{{}}', envelope_from = '' where {OF}",
)


def dispose(kind: str, tickets: Sequence[int], *, at: datetime, run: int | None = None) -> int:
    """Let one kind of thing of these files go, once a file; return how many rows it was.

    The act stands in the journal of each file with counts, never with what it was. Verdicts,
    times, states and time that was written down stay, so that reports keep their figures.
    """
    gone = set(
        Disposal.objects.filter(ticket_id__in=tickets, kind=kind).values_list(
            "ticket_id", flat=True
        )
    )
    left = [one for one in tickets if one not in gone]
    if not left:
        return 0
    Disposal.objects.bulk_create(
        Disposal(ticket_id=one, kind=kind, at=at, run_id=run) for one in left
    )
    count = DISPOSALS[kind](left, at)
    for ticket in Ticket.objects.filter(pk__in=left).order_by("pk"):
        record_on(ticket, "ticket.disposed", at=at, kind=kind, run=run)
    return count


def owners_of(tickets: Sequence[int]) -> list[str]:
    """Return how machines name these files."""
    return [f"ticket:{one}" for one in tickets]


def forget_forms(tickets: Sequence[int], at: datetime) -> int:
    """Let go of the forms that were sent through the portal."""
    told = {"tickets": list(tickets)}
    with connection.cursor() as cursor:
        cursor.execute(
            "delete from intake_formfile where form_id in"
            " (select key from intake_form where ticket_id = any(%(tickets)s))",
            told,
        )
        cursor.execute("delete from intake_form where ticket_id = any(%(tickets)s)", told)
        return int(cursor.rowcount)


def forget_originals(tickets: Sequence[int], at: datetime) -> int:
    """Let go of mails as they came."""
    behind = Entry.objects.filter(ticket__in=tickets, letter_id__isnull=False)
    numbers = set(
        Letter.objects.filter(
            Q(ticket__in=tickets) | Q(pk__in=behind.values("letter_id")), removed_at=None
        ).values_list("pk", flat=True)
    )
    remove_letters(numbers, at=at)
    return len(numbers)


def forget_files(tickets: Sequence[int], at: datetime) -> int:
    """Let go of attachments; the bytes go with the last who has them."""
    rows = Attachment.objects.filter(entry__ticket__in=tickets)
    blobs = sorted(set(rows.values_list("blob_id", flat=True)))
    told: dict[str, Any] = {
        "tickets": list(tickets),
        "owners": owners_of(tickets),
        "blobs": blobs,
    }
    of_entries = "entry_id in (select id from tickets_entry where ticket_id = any(%(tickets)s))"
    with connection.cursor() as cursor:
        cursor.execute(
            "update tickets_askedfile set attachment_id = null where attachment_id in"
            f" (select id from tickets_attachment where {of_entries})",
            told,
        )
        cursor.execute(f"delete from tickets_attachment where {of_entries}", told)
        count = int(cursor.rowcount)
        cursor.execute(f"delete from tickets_stagedfile where {OF}", told)
        cursor.execute(f"update tickets_draft set files = '[]' where {OF}", told)
        cursor.execute("update outbox_message set files = '[]' where owner = any(%(owners)s)", told)
        cursor.execute(UNREFERENCED, told)
        gone = [int(row[0]) for row in cursor.fetchall()]
    paths = drop_contents(list(Blob.objects.filter(pk__in=gone).defer("content")))
    leave_over(Leftover.Place.FILE, paths, at=at)
    return count


def forget_mails(tickets: Sequence[int], at: datetime) -> int:
    """Let go of what outgoing mails said; a sealed digest of it stays as proof."""
    rows = Message.objects.filter(owner__in=owners_of(tickets)).exclude(text="", html="")
    said = list(rows.values("id", "subject", "text", "html", "digest"))
    for one in said:
        proof = one["digest"] or prove_message(one)
        Message.objects.filter(pk=one["id"]).update(
            subject=NOBODY, text="", html="", digest=proof, redacted_at=at
        )
    leave_over(Leftover.Place.MAIL, [f"{one['id']:010d}.eml" for one in said], at=at)
    return len(said)


def forget_words(tickets: Sequence[int], at: datetime) -> int:
    """Let go of everything that was said in files, and of the search for it."""
    told: dict[str, Any] = {"tickets": list(tickets), "at": at.isoformat()}
    with connection.cursor() as cursor:
        for statement in FORGET_WORDS:
            cursor.execute(statement, told)
    return Entry.objects.filter(ticket__in=tickets).count()


def forget_journal(tickets: Sequence[int], at: datetime) -> int:
    """Let go of the journal of files, but for what went by the schedule."""
    with connection.cursor() as cursor:
        cursor.execute("select privacy_forget_acts(%s)", [list(tickets)])
        return int(cursor.fetchone()[0])


def forget_person(tickets: Sequence[int], at: datetime) -> int:
    """Let files belong to nobody in particular: name and addresses go, figures stay."""
    by_place: dict[int | None, list[int]] = {}
    for ticket in Ticket.objects.filter(pk__in=tickets).only("organisation_id"):
        by_place.setdefault(ticket.organisation_id, []).append(ticket.pk)
    with connection.cursor() as cursor:
        for place, numbers in by_place.items():
            told: dict[str, Any] = {
                "tickets": numbers,
                "owners": owners_of(numbers),
                "nobody": find_nobody(place).pk,
            }
            for statement in FORGET_PERSON:
                cursor.execute(statement, told)
    return len(tickets)


def find_nobody(organisation: int | None) -> Contact:
    """Return the contact of an organisation that stands for those who were forgotten."""
    address = f"nobody-{organisation or 0}@forgotten.invalid"
    place = None if organisation is None else Organisation.objects.get(pk=organisation)
    made, _ = Contact.objects.get_or_create(
        email=address, organisation=place, defaults={"name": NOBODY}
    )
    return made


DISPOSALS: Final[dict[str, Callable[[Sequence[int], datetime], int]]] = {
    FORMS: forget_forms,
    ORIGINALS: forget_originals,
    FILES: forget_files,
    MAILS: forget_mails,
    WORDS: forget_words,
    JOURNAL: forget_journal,
    PERSON: forget_person,
}
