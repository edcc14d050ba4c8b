"""The manager rules on an escalation; what is upheld gets fast attention at the right place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from permanence.ground.journal.rules import Actor
from permanence.ground.lib.dates import spell_instant
from permanence.ground.lib.errors import Refusal
from permanence.ground.lib.paths import link_to
from permanence.ground.outbox.actions import post_drafts
from permanence.ground.outbox.rules import Draft
from permanence.promises.policies.rules import Policy
from permanence.service.escalation.actions import withdraw_climbs
from permanence.service.tickets.actions.answering import meet_promises
from permanence.service.tickets.actions.escalation_mails import due_of, write_customer
from permanence.service.tickets.actions.guarding import refuse_outsider
from permanence.service.tickets.actions.history import record_on
from permanence.service.tickets.actions.mails import draft_for_colleague, zone_of
from permanence.service.tickets.actions.promising import begin_round
from permanence.service.tickets.models import Escalation, Ticket
from permanence.service.tickets.queries.escalations import (
    ground_names,
    name_place,
    verdict_names,
)
from permanence.service.tickets.queries.secrecy import insiders_on
from permanence.service.tickets.rules.escalating import GROUNDS, VERDICTS, Place
from permanence.service.tickets.rules.reference import speak_reference
from permanence.world.accounts.models import Specialist, Team, User


class RuledAlready(Refusal):
    """An escalation is ruled on once."""


class NotReasoned(Refusal):
    """The customer is told why, so a ruling has reasons, a ground and a right place."""


@dataclass(frozen=True)
class Ruling:
    """What the manager decided and why; `place` is where what was upheld gets its attention."""

    verdict: str
    reasons: str
    ground: str = ""
    place: Place | None = None


def rule_on(
    escalation: Escalation, ruling: Ruling, *, policy: Policy, by: Actor, at: datetime
) -> Escalation:
    """Record the ruling, tell the customer in plain words, and start what follows.

    Raises:
        Refusal: it was ruled on before, or says not why, on what ground or where.
    """
    ticket = lock_file(escalation)
    escalation = Escalation.objects.select_for_update(no_key=True).get(pk=escalation.pk)
    if escalation.ruled_at is not None or escalation.ended_at is not None:
        raise RuledAlready(gettext_lazy("Somebody has ruled on it meanwhile."))
    check_ruling(escalation, ruling)
    if ruling.verdict != "declined":
        keep_place(escalation, ticket, ruling.place, names_shown=policy.handling.names_shown)
    escalation.ground = escalation.ground or ruling.ground
    escalation.verdict, escalation.reasons = ruling.verdict, ruling.reasons.strip()
    escalation.ruled_at, escalation.ruled_by, escalation.ruled_by_name = at, by.key, by.name
    if ruling.verdict == "declined":
        escalation.ended_at = at
    escalation.save()
    note_standing(ticket, "over" if escalation.ended_at else "upheld")
    record_on(
        ticket,
        "ticket.ruled",
        at=at,
        actor=by,
        verdict=ruling.verdict,
        ground=escalation.ground,
        reasons=escalation.reasons,
        place=escalation.place,
        level=escalation.level,
        whom=escalation.person.name if escalation.person else escalation.place_title,
    )
    meet_promises(ticket, {"ruling"}, at=at)
    withdraw_climbs("ticket", [ticket.pk], at=at, grounds=["customer", "ruling"])
    if escalation.ended_at is None:
        begin_round(ticket, "attention", start=at, at=at)
        tell_place(escalation, ticket, policy=policy, by=by, at=at)
    tell_ruling(escalation, ticket, policy=policy, by=by, at=at)
    return escalation


def lock_file(escalation: Escalation) -> Ticket:
    """Return the file of an escalation, locked."""
    rows = Ticket.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("desk", "contact", "organisation").get(pk=escalation.ticket_id)


def check_ruling(escalation: Escalation, ruling: Ruling) -> None:
    """Refuse a ruling that does not say what the customer has to be told."""
    if ruling.verdict not in VERDICTS:
        raise NotReasoned(gettext_lazy("Choose how you rule."))
    if not ruling.reasons.strip():
        raise NotReasoned(gettext_lazy("Say why: the customer reads it."))
    if not escalation.ground and ruling.ground not in GROUNDS:
        raise NotReasoned(gettext_lazy("Say on what ground the customer escalated."))
    if ruling.verdict != "declined" and ruling.place is None:
        raise NotReasoned(gettext_lazy("Name the right place: a level, a team or a person."))


def keep_place(
    escalation: Escalation, ticket: Ticket, place: Place | None, *, names_shown: bool
) -> None:
    """Set where what was upheld gets its attention; refuse a place that is not on the desk."""
    if place is None:
        return
    escalation.place = place.kind
    if place.kind == "level":
        escalation.level = place.number
    elif place.kind == "team":
        escalation.team = Team.objects.filter(pk=place.number, desk=ticket.desk_id).first()
    else:
        escalation.person = Specialist.objects.staying().filter(pk=place.number).first()
        refuse_outsider(ticket, escalation.person)
    if escalation.level is None and escalation.team is None and escalation.person is None:
        raise NotReasoned(gettext_lazy("Name the right place: a level, a team or a person."))
    if escalation.team is not None:
        escalation.place_title = escalation.team.name
    elif escalation.person is not None and names_shown:
        escalation.place_title = escalation.person.name


def note_standing(ticket: Ticket, standing: str) -> None:
    """Keep on the ticket how its escalation stands."""
    Ticket.objects.filter(pk=ticket.pk).update(escalation=standing)
    ticket.escalation = standing


def tell_ruling(
    escalation: Escalation, ticket: Ticket, *, policy: Policy, by: Actor, at: datetime
) -> None:
    """Tell the customer what was decided, why, and what comes next."""
    due = due_of(ticket, "attention")
    with translation.override(ticket.language):
        told = {
            "verdict": escalation.verdict,
            "reasons": escalation.reasons,
            "place": name_place(escalation),
            "due": spell_instant(due, zone_of(ticket, policy)) if due else "",
        }
        subject = _("What was decided on your escalation: {subject}")
        subject = subject.format(subject=ticket.subject)
    write_customer(ticket, "ruled", told, subject=subject, policy=policy, by=by, at=at)


def tell_place(
    escalation: Escalation, ticket: Ticket, *, policy: Policy, by: Actor, at: datetime
) -> None:
    """Tell everybody at the right place by mail that a matter wants them first."""
    users = people_at_place(escalation, ticket)
    drafts = [draft_call(escalation, ticket, user, policy=policy, by=by) for user in users]
    post_drafts(drafts, at=at)


def people_at_place(escalation: Escalation, ticket: Ticket) -> list[User]:
    """Return the log-ins of those at the right place who may know of the matter."""
    people = Specialist.objects.staying().select_related("user").order_by("pk")
    if escalation.place == "person":
        people = people.filter(pk=escalation.person_id or 0)
    elif escalation.place == "team":
        people = people.filter(teams=escalation.team_id)
    else:
        teams = Team.objects.filter(desk=ticket.desk_id)
        taking = [team.pk for team in teams if escalation.level in team.levels]
        people = people.filter(teams__in=taking).distinct()
    insiders = insiders_on(ticket)
    people = people if insiders is None else people.filter(pk__in=insiders)
    return [one.user for one in people]


def draft_call(
    escalation: Escalation, ticket: Ticket, user: User, *, policy: Policy, by: Actor
) -> Draft:
    """Return the mail to one person at the right place."""
    due = due_of(ticket, "attention")
    secret = ticket.confidential
    with translation.override(user.language):
        text = render_to_string(
            "tickets/mail/attention.txt",
            {
                "author": by.name,
                "reference": speak_reference(ticket.reference),
                "subject": ticket.subject,
                "secret": secret,
                "verdict": verdict_names()[escalation.verdict],
                "ground": ground_names().get(escalation.ground, ""),
                "words": "" if secret else escalation.words,
                "reasons": "" if secret else escalation.reasons,
                "due": spell_instant(due, policy.zone) if due else "",
                "link": link_to("ticket", base=settings.PUBLIC_URL, reference=ticket.reference),
            },
        )
        about = _("a confidential request") if secret else ticket.subject
        title = _("Fast attention wanted: %(subject)s") % {"subject": about}
    return draft_for_colleague(ticket, user, title, text, policy=policy)
