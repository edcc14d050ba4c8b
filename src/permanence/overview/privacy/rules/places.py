"""Where words of people are stored, and which rows of it belong to a customer's requests.

Every column that can hold a text stands here or in `KEPT`: a test compares them with the database,
so that no new one is forgotten.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

OF_TICKET: Final = "ticket_id = any(%(tickets)s)"
OF_ENTRY: Final = "entry_id in (select id from tickets_entry where ticket_id = any(%(tickets)s))"
OF_BULK: Final = "id in (select bulk_id from bulk_bulkrow where ticket_id = any(%(tickets)s))"
OF_CLIMB: Final = (
    "select id from escalation_climb where owner = 'ticket' and subject = any(%(tickets)s)"
)
OF_CALL: Final = (
    "(owner = 'ticket' and subject = any(%(tickets)s) or owner = 'escalation.call'"
    f" and subject in (select id from escalation_call where climb_id in ({OF_CLIMB})))"
)
OF_CALLS: Final = f"call_id in (select id from ways_call where {OF_CALL})"
OF_FORM: Final = "(ticket_id = any(%(tickets)s) or contact_id = any(%(contacts)s))"


@dataclass(frozen=True)
class Place:
    """A table, those of its columns that hold words, and which rows are meant.

    `owned` are tables that the house may not change: what is taken out of them goes through one
    function of the database.
    """

    table: str
    columns: tuple[str, ...]
    rows: str
    key: str = "id"
    is_owned: bool = False


TICKETS: Final = Place(
    "tickets_ticket", ("subject", "facts", "waived", "suggested"), "id = any(%(tickets)s)"
)
ENTRIES: Final = Place(
    "tickets_entry", ("author_name", "subject", "text", "quoted", "html"), OF_TICKET
)
MESSAGES: Final = Place(
    "outbox_message", ("subject", "text", "html", "answer", "headers"), "owner = any(%(owners)s)"
)
JOURNAL: Final = Place("journal_act", ("facts",), "subject = any(%(owners)s)", is_owned=True)
OTHERS: Final = (
    Place("tickets_attachment", ("name",), OF_ENTRY),
    Place("tickets_statespan", ("reason",), OF_TICKET),
    Place("tickets_agreeddate", ("text",), OF_TICKET),
    Place("tickets_merge", ("reason",), OF_TICKET),
    Place("tickets_link", ("reason",), OF_TICKET),
    Place("tickets_snooze", ("reason",), OF_TICKET),
    Place("tickets_secrecy", ("reason", "ended_reason"), OF_TICKET),
    Place("tickets_knower", ("reason",), OF_TICKET),
    Place("tickets_commitment", ("late_reason",), OF_TICKET),
    Place("tickets_enquiry", ("subject", "recipients"), OF_TICKET),
    Place("tickets_draft", ("text", "files", "spent", "articles"), OF_TICKET),
    Place("tickets_escalation", ("words", "added", "reasons"), OF_TICKET),
    Place("tickets_validation", ("environment", "seen"), OF_TICKET),
    Place("tickets_finding", ("reason", "referred_to", "ended_reason"), OF_TICKET),
    Place("tickets_askedfile", ("question",), OF_TICKET),
    Place("tickets_suggestion", ("advice",), OF_TICKET, key="ticket_id"),
    Place("tickets_tickettrace", ("frozen",), OF_TICKET),
    Place("tickets_resolution", ("cause", "solution"), OF_TICKET),
    Place("agreements_agreementversion", ("solution", "steps", "reason"), OF_TICKET, is_owned=True),
    Place("agreements_wish", ("text",), OF_TICKET),
    Place("reviews_summaryrequest", ("reason",), OF_TICKET),
    Place("timesheets_timeentry", ("note", "reason", "waived"), OF_TICKET, is_owned=True),
    Place("timesheets_extratime", ("reason",), "organisation_id = any(%(organisations)s)"),
    Place("incidents_joining", ("kept_open",), OF_TICKET),
    Place("bulk_bulk", ("wish", "question"), OF_BULK),
    Place("bulk_bulkrow", ("outlook", "reason", "kept"), OF_TICKET),
    Place("automation_run", ("reason", "did"), OF_TICKET),
    Place(
        "escalation_climb",
        ("briefing", "reason"),
        "owner = 'ticket' and subject = any(%(tickets)s)",
    ),
    Place("escalation_call", ("answer",), f"climb_id in ({OF_CLIMB})"),
    Place("ways_call", ("text", "spoken"), OF_CALL),
    Place("ways_attempt", ("answer", "receipt"), OF_CALLS),
    Place("ways_reply", ("text",), OF_CALLS),
    Place("intake_letter", ("facts", "why"), OF_TICKET),
    Place("intake_form", ("answers",), OF_FORM, key="key"),
    Place(
        "intake_formfile",
        ("name",),
        f"form_id in (select key from intake_form where {OF_FORM})",
        key="key",
    ),
)
PLACES: Final = (TICKETS, ENTRIES, MESSAGES, JOURNAL, *OTHERS)

# Made anew from what is left, or taken away as bytes.
ELSEWHERE: Final = {
    "automation_run.event": "is a code",
    "automation_run.chain": "are numbers of rules",
    "tickets_searchrow.words": "is made anew from the entry",
    "files_blob.content": "goes whole, with its attachment",
    "files_extract.text": "goes with its content",
    "intake_blockedsender.address": "goes with the person whose it is",
    "intake_form.matter": "is a code",
    "intake_form.refusal": "answers what customers change of their own, never a request",
    "intake_letter.raw": "goes whole: its identity stays",
    "intake_formfile.content": "is kept for seconds, until the form is an entry",
    "tickets_entry.redactions": "says what was taken out",
    "outbox_message.files": "is let go of with the attachment",
    "escalation_climb.ground": "is a code",
    "escalation_climb.matter": "is a code",
    "escalation_climb.course": "is how the policy lets ladders be climbed",
    "escalation_call.name": "names one of the staff",
    "escalation_call.address": "is where one of the staff is reached",
    "escalation_call.way": "is a code",
    "escalation_call.result": "is a code",
    "journal_act.subject": "names a file",
    "tickets_escalation.ground": "is a code",
    "tickets_escalation.verdict": "is a code",
    "tickets_escalation.place": "is a code",
    "tickets_escalation.place_title": "is the name of a team or a member of staff",
    "tickets_escalation.called": "is what the policy says of its contacts",
    "tickets_escalation.taken_title": "is what the policy says of its contacts",
    "tickets_escalation.ruled_by": "is a key",
    "tickets_escalation.ruled_by_name": "is the name of a member of staff",
    "tickets_escalation.attended_by": "is the name of a member of staff",
    "tickets_ticket.escalation": "is a code",
    "tickets_finding.cause": "is a code",
    "tickets_merge.kept": "are promises and numbers",
    "tickets_suggestion.chosen": "are numbers",
    "timesheets_extratime.answer": "is a code",
    "timesheets_timeentry.parts": "are numbers of lots",
    "ways_attempt.outside_id": "is a key of the provider",
    "ways_attempt.provider_name": "names a provider",
    "ways_attempt.result": "is a code",
    "ways_call.address": "is where one of the staff is reached",
    "ways_call.way": "is a code",
    "worklists_word.word": "is forgotten, until somebody writes it again",
    "worklists_word.folded": "goes with its word",
    "worklists_gathering.looked_at": "is one word, and another within the minute",
}

# Columns of these names hold codes, keys, addresses and people's names, never words.
# fmt: off
CODES: Final = frozenset(
    {
        "state", "kind", "direction", "language", "channel", "author", "by", "by_name",
        "author_address", "message_id", "content_id", "content_type", "nature", "promise",
        "clause_key", "clause_source", "calendar_key", "bound", "source", "reference",
        "state_before", "last_word_by", "outside", "next_promise", "service", "may_hold",
        "digest", "path", "identity", "sha256", "envelope_from", "envelope_to", "owner",
        "sender", "sender_name", "reply_to", "recipients", "actor", "actor_name", "act",
        "then", "refused", "settled_by_name", "ended_by_name", "woken_why", "what",
        "outcome", "proposed_by", "proposed_name", "approved_by", "approved_name",
        "offered_to", "decided_by", "decided_name", "decided_way", "author_name", "wanted",
        "written_by", "written_by_name", "asked_by", "answered_by", "taken_by", "zone",
        "terms", "target", "paused_by", "candidates", "clause_text", "last_by",
        "late_reason_by", "dismissed_by",
    }
)
# fmt: on
# Tables in which nobody writes about a request.
KEPT: Final[dict[str, str]] = {
    "accounts_": "people, desks and log-ins, which have pages of their own",
    "agreements_delegation": "says who stands in for whom",
    "alerts_": "is what monitoring says of our own services",
    "attention_": "names events, never words",
    "auth_": "is Django's own",
    "catalogue_": "says what customers run, on pages of its own",
    "automation_occasion": "names events, never words",
    "automation_place": "is a number",
    "automation_rule": "is written for all customers",
    "boards_": "are counts",
    "clocks_": "are instants",
    "customers_": "says which records of a person were one",
    "contracts_": "are agreed documents, versions of which never change",
    "django_": "is Django's own",
    "duty_": "says who comes after whom on call, on a page of its own",
    "incidents_": "is written of the service, on pages of its own; events are erased one by one",
    "reviews_": "is written of the service, and of no customer by name",
    "escalation_rung": "is what the policy says of its contacts",
    "journal_access": "counts who looked at what",
    "notices_": "are written to many customers at once, and prove who was told what",
    "knowledge_": "is written for all readers, and counts them without their names",
    "maintenance_": "is told to all customers",
    "policies_": "is published",
    "privacy_": "says who took something out, never what",
    "rotas_": "says who is on call, and why",
    "sign_on_": "are providers of log-ins",
    "status_": "is told to everybody, or is an address that its owner takes away",
    "tickets_reference": "is a number",
    "trace_": "is the path of messages, which goes by its own age",
    "tickets_signsversion": "is what a desk looks for in all requests",
    "tickets_sweep": "is the work of a desk",
    "ways_provider": "is who carries calls",
    "wording_": "is written for all customers",
    "worklists_savedview": "is what staff look for",
}
