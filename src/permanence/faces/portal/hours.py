"""The hours of a customer, for those it has named as technical contacts."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.urls import reverse

from permanence.faces.portal.access import Guest
from permanence.faces.ui.hours.words import show_hours
from permanence.ground.lib.lengths import say_length
from permanence.promises.contracts.queries import contracts_of
from permanence.promises.contracts.queries.bank import balances_of, speaks_for
from permanence.promises.contracts.rules import ContractTerms
from permanence.service.tickets.models import Ticket
from permanence.service.timesheets.actions import sign_question
from permanence.service.timesheets.models import ExtraTime
from permanence.service.timesheets.queries import (
    contracts_with_hours,
    open_questions,
    people_asked,
    questions_on,
)


def own_contracts(guest: Guest) -> list[ContractTerms]:
    """Return the contracts with hours that the reader may read the account of."""
    contact = guest.contact
    if contact is None or contact.organisation_id is None:
        return []
    key = (guest.desk.pk, contact.organisation_id)
    found = contracts_of(desks=[key[0]], organisations=[key[1]], at=guest.at).get(key, ())
    own = [terms for terms in found if speaks_for(contact, terms)]
    banked = contracts_with_hours([terms.contract for terms in own])
    return [terms for terms in own if terms.contract in banked]


def list_hours(guest: Guest) -> dict[str, Any] | None:
    """Return what is left of the reader's hours and what the desk asks; None without any."""
    contracts = own_contracts(guest)
    if not contracts:
        return None
    balances = balances_of([terms.contract for terms in contracts], at=guest.at)
    address = reverse("portal:hours", args=[guest.desk.key])
    return {
        "contracts": [
            {
                "number": terms.number,
                "url": f"{address}?{urlencode({'contract': terms.contract})}",
                **show_hours(balances[terms.contract], ZoneInfo(terms.zone)),
            }
            for terms in contracts
        ],
        "questions": list_questions(guest),
        "url": address,
    }


def list_questions(guest: Guest) -> list[dict[str, str]]:
    """Return the open questions on this desk that the reader may answer."""
    contact = guest.contact
    if contact is None or contact.organisation_id is None:
        return []
    return [
        offer_question(guest, one)
        for one in open_questions(contact.organisation_id)
        if one.ticket.desk_id == guest.desk.pk and contact in people_asked(one)
    ]


def offer_extra_time(guest: Guest, ticket: Ticket) -> dict[str, str] | None:
    """Return what the customer is asked on a request, where the reader may answer it."""
    question = next((one for one in questions_on(ticket) if one.answered_at is None), None)
    if question is None or guest.contact is None or guest.contact not in people_asked(question):
        return None
    return offer_question(guest, question)


def offer_question(guest: Guest, question: ExtraTime) -> dict[str, str]:
    """Return a question with the reader's own link to its answer."""
    contact = guest.contact
    return {
        "time": say_length(question.seconds),
        "subject": question.ticket.subject,
        "reference": question.ticket.reference,
        "url": reverse("portal:extra-time", args=[sign_question(question, contact)])
        if contact
        else "",
    }
