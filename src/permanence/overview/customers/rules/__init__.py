"""Which rows belong to a customer because of a request, and follow when its contact is moved.

Every table with `organisation_id` stands in one of the two lists: a test compares them with the
database.
"""

from __future__ import annotations

from typing import Final

OF_TICKET: Final = "ticket_id = any(%(tickets)s)"
OF_ENTRY: Final = "entry_id in (select id from tickets_entry where ticket_id = any(%(tickets)s))"
OF_CLIMB: Final = (
    "select id from escalation_climb where owner = 'ticket' and subject = any(%(tickets)s)"
)
OF_MACHINE: Final = (
    "(owner in ('tickets.commitment', 'tickets.snooze') and subject = any(%(tickets)s)"
    f" or owner = 'escalation.rung' and subject in ({OF_CLIMB}))"
)
OF_CALLED: Final = f"select id from escalation_call where climb_id in ({OF_CLIMB})"  # noqa: S608 -- our names
OF_CALL: Final = (
    "(owner = 'ticket' and subject = any(%(tickets)s)"
    f" or owner = 'escalation.call' and subject in ({OF_CALLED}))"
)
OF_CALLS: Final = f"call_id in (select id from ways_call where {OF_CALL})"  # noqa: S608 -- our names

# The tables that follow, in this order, each with the rows that do.
FOLLOWING: Final[dict[str, str]] = {
    "tickets_ticket": "id = any(%(tickets)s)",
    "tickets_statespan": OF_TICKET,
    "tickets_merge": OF_TICKET,
    "tickets_link": OF_TICKET,
    "tickets_snooze": OF_TICKET,
    "tickets_secrecy": OF_TICKET,
    "tickets_knower": OF_TICKET,
    "tickets_agreeddate": OF_TICKET,
    "tickets_commitment": OF_TICKET,
    "tickets_enquiry": OF_TICKET,
    "tickets_escalation": OF_TICKET,
    "tickets_introduction": OF_TICKET,
    "tickets_entry": OF_TICKET,
    "tickets_attachment": OF_ENTRY,
    "tickets_searchrow": OF_TICKET,
    "tickets_draft": OF_TICKET,
    "tickets_validation": OF_TICKET,
    "tickets_finding": OF_TICKET,
    "tickets_askedfile": OF_TICKET,
    "tickets_suggestion": OF_TICKET,
    "bulk_bulkrow": OF_TICKET,
    "automation_occasion": OF_TICKET,
    "automation_run": OF_TICKET,
    "tickets_resolution": OF_TICKET,
    "tickets_stagedfile": OF_TICKET,
    "tickets_tickettrace": OF_TICKET,
    "agreements_agreementversion": OF_TICKET,
    "agreements_wish": OF_TICKET,
    "reviews_summaryrequest": OF_TICKET,
    "timesheets_timeentry": OF_TICKET,
    "timesheets_timer": OF_TICKET,
    "clocks_deadline": OF_MACHINE,
    "clocks_mark": OF_MACHINE,
    "escalation_climb": "owner = 'ticket' and subject = any(%(tickets)s)",
    "escalation_rung": f"climb_id in ({OF_CLIMB})",
    "escalation_call": f"climb_id in ({OF_CLIMB})",
    "privacy_redaction": OF_TICKET,
    "incidents_joining": OF_TICKET,
    "incidents_sign": OF_TICKET,
    "outbox_message": "owner = any(%(owners)s)",
    "ways_call": OF_CALL,
    "ways_attempt": OF_CALLS,
    "ways_reply": OF_CALLS,
    "intake_form": "contact_id = %(contact)s",
    "intake_formfile": "form_id in (select key from intake_form where contact_id = %(contact)s)",
}
# Those that stay as they are, and why.
STAYING: Final[dict[str, str]] = {
    "privacy_hold": "names what is held itself",
    "accounts_contact": "is what is moved",
    "accounts_organisationdomain": "belongs to an organisation from the start",
    "catalogue_installation": "belongs to an organisation from the start",
    "catalogue_piece": "belongs to an installation",
    "files_blob": "is taken over apart: the same content of one customer is kept once",
    "contracts_contract": "belongs to an organisation from the start",
    "contracts_contractversion": "belongs to an organisation from the start",
    "contracts_subscription": "belongs to a version of a contract",
    "contracts_drawing": "pays from hours that an organisation has",
    "contracts_hoursalert": "belongs to a contract",
    "contracts_lot": "belongs to a contract",
    "incidents_event": "says what was so in an incident when it was written",
    "status_subscriber": "ends by itself when its person belongs elsewhere",
    "incidents_metoo": "says what was so when a person at a customer said it",
    "incidents_touched": "says whom an incident touched, as it was found",
    "incidents_incidentclock": "runs for an organisation that an incident touched",
    "reviews_summarycopy": "says who got a summary when it was sent",
    "journal_act": "says what was so when it was done",
    "notices_attempt": "proves who was told what, as it was",
    "notices_callback": "is about the customer that was to be called",
    "notices_delivery": "proves who was told what, as it was",
    "notices_reach": "is about the customer that was told",
    "notices_reading": "proves who was told what, as it was",
    "trace_passage": "is of the organisation that its own message names",
    "reports_cell": "is counted anew within ten minutes, earlier months within a day",
    "tickets_sweep": "is the work of a desk, over all its requests",
    "timesheets_extratime": "asks an organisation about the hours of its contract",
}
