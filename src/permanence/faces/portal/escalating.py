"""How a customer escalates a request, and how their escalation stands (SPEC A9)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from permanence.faces.portal.access import Guest
from permanence.faces.portal.forms import LONGEST_TEXT, KeyedForm
from permanence.faces.portal.ladder import ladder_of
from permanence.faces.portal.promising import say_in_zone
from permanence.promises.contracts.rules import ContractTerms
from permanence.promises.contracts.rules.favouring import prevailing_ladder
from permanence.service.intake.actions.forms import Answers
from permanence.service.tickets.actions.escalation_mails import due_of
from permanence.service.tickets.models import Escalation, Ticket
from permanence.service.tickets.queries.escalations import (
    ground_names,
    name_place,
    verdict_names,
)
from permanence.service.tickets.rules.escalating import rungs_from_manager
from permanence.service.tickets.rules.following import is_over

Told = dict[str, Any]
TONES = {"upheld": "met", "partly": "met", "declined": ""}


class EscalationForm(KeyedForm):
    """What is not right, and in the customer's own words why."""

    ground = forms.ChoiceField(label=_("What is not right?"), widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("In your own words"),
        max_length=LONGEST_TEXT,
        help_text=_("The manager reads this first."),
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["ground"]).choices = list(ground_names().items())

    def answers(self, guest: Guest, ticket: Ticket) -> Answers:
        """Return the escalation as intake takes it: a message that escalates."""
        contact = guest.contact
        return Answers(
            key=self.cleaned_data["key"],
            desk=guest.desk.pk,
            name=contact.name if contact else "",
            email=contact.email if contact else "",
            subject=ticket.subject,
            text=self.cleaned_data["words"],
            language=guest.language,
            facts={},
            reference=ticket.reference,
            escalates=self.cleaned_data["ground"],
        )


def may_escalate(guest: Guest, ticket: Ticket) -> bool:
    """Say whether a request of one's own can be escalated: open, or not closed too long ago."""
    is_own = guest.contact is not None and ticket.contact_id == guest.contact.pk
    days = guest.policy.handling.reopens_for_days
    return is_own and not is_over(ticket.closed_at, at=guest.at, days=days)


def escalate_url(guest: Guest, ticket: Ticket) -> str:
    """Return where a request is escalated; empty where it cannot be."""
    if not may_escalate(guest, ticket):
        return ""
    return reverse("portal:request-escalate", args=[guest.desk.key, ticket.reference])


def tell_manager(guest: Guest, contracts: Sequence[ContractTerms]) -> tuple[str, str]:
    """Return whom an escalation of this customer calls first, and a number that they may read."""
    ladder = prevailing_ladder(guest.policy, contracts, at=guest.at)
    rung = rungs_from_manager(ladder)[0]
    contact = rung.contact_for(guest.region or None, guest.language)
    may_read = ladder_of(guest, contracts) is not None
    return guest.say(rung.title), (contact.office or contact.mobile or "") if may_read else ""


def tell_escalation(guest: Guest, ticket: Ticket) -> Told | None:
    """Return how the latest escalation of a request stands; None where there is none."""
    if not ticket.escalation:
        return None
    escalation = Escalation.objects.filter(ticket=ticket).order_by("-pk").first()
    if escalation is None:
        return None
    return {
        "ground": ground_names().get(escalation.ground, ""),
        "since": say_in_zone(escalation.at, at=guest.at, zone=guest.zone),
        "is_open": escalation.ended_at is None,
        "lines": tell_ruling(guest, escalation, ticket)
        if escalation.ruled_at
        else tell_call(guest, escalation, ticket),
        "verdict": verdict_names().get(escalation.verdict, ""),
        "tone": TONES.get(escalation.verdict, "at_risk"),
        "reasons": escalation.reasons,
        "language": ticket.language,
    }


def tell_call(guest: Guest, escalation: Escalation, ticket: Ticket) -> list[str]:
    """Return who is called, or took it, and by when the customer hears."""
    who = guest.say(escalation.called)
    lines = []
    if escalation.taken_at is not None:
        lines.append(
            gettext("%(who)s has taken it over: %(when)s.")
            % {"who": who, "when": say_in_zone(escalation.taken_at, at=guest.at, zone=guest.zone)}
        )
    elif escalation.called_at is not None and escalation.called_until is not None:
        when = say_in_zone(escalation.called_at, at=guest.at, zone=guest.zone)
        until = say_in_zone(escalation.called_until, at=guest.at, zone=guest.zone)
        called = gettext("Called: %(who)s, %(when)s, with time until %(until)s.")
        lines.append(called % {"who": who, "when": when, "until": until})
    if due := due_of(ticket, "ruling"):
        told = {"when": say_in_zone(due, at=guest.at, zone=guest.zone)}
        lines.append(gettext("We mean to tell you what was decided by %(when)s.") % told)
    return lines


def tell_ruling(guest: Guest, escalation: Escalation, ticket: Ticket) -> list[str]:
    """Return what comes of a ruling."""
    place = name_place(escalation)
    if not place:
        return []
    if escalation.attended_at is not None:
        when = say_in_zone(escalation.attended_at, at=guest.at, zone=guest.zone)
        return [
            gettext("It got its attention from %(place)s: %(when)s.")
            % {"place": place, "when": when}
        ]
    if escalation.ended_at is not None:
        return [gettext("The request was solved meanwhile.")]
    lines = [gettext("It gets fast attention from %(place)s.") % {"place": place}]
    if due := due_of(ticket, "attention"):
        told = {"when": say_in_zone(due, at=guest.at, zone=guest.zone)}
        lines.append(gettext("We mean this to happen by %(when)s.") % told)
    return lines
