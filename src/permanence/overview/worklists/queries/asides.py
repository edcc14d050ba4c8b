"""What a sieve asks of what stands beside a ticket: its people, contracts, causes, escalations."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

from django.db.models import BigIntegerField, Q, QuerySet
from django.db.models.functions import Cast, Substr

from permanence.overview.worklists.queries.lists import Whose
from permanence.overview.worklists.rules import NO_PLAN, UNSAID, Sieve
from permanence.promises.contracts.models import ContractVersion
from permanence.service.tickets.models import Escalation, Resolution
from permanence.world.accounts.models import Contact
from permanence.world.attention.models import Watch

TICKET: Final = "ticket:"


def judge_asides(sieve: Sieve, whose: Whose, *, at: datetime, today: date) -> list[Q]:
    """Return what is asked of other rows than the ticket's own; nothing where nothing is asked."""
    asked: list[Q] = []
    if sieve.contact:
        asked.append(judge_contact(sieve.contact))
    if sieve.plan:
        asked.append(judge_plan(sieve.plan, whose.desk, at=at, today=today))
    if sieve.cause or sieve.sources:
        asked.append(Q(pk__in=resolutions_asked(sieve).values("ticket")))
    if sieve.grounds:
        asked.append(Q(pk__in=escalations_asked(sieve, whose.desk).values("ticket")))
    if sieve.watched:
        watched = Q(pk__in=tickets_watched(whose.specialist))
        asked.append(watched if sieve.watched == "yes" else ~watched)
    return asked


def judge_contact(part: str) -> Q:
    """Return whose contact has a part in the name or in an address, of theirs or merged into it."""
    others = Contact.objects.filter(merged_into__isnull=False, email__icontains=part)
    return (
        Q(contact__name__icontains=part)
        | Q(contact__email__icontains=part)
        | Q(contact__in=others.values("merged_into"))
    )


def judge_plan(plan: str, desk: int, *, at: datetime, today: date) -> Q:
    """Return whose customer has a plan by a contract with the desk that is in force, or has none.

    A contract that has ended without renewal gives no plan, nor one that is suspended.
    """
    present = ContractVersion.objects.in_effect(at).filter(contract__desk=desk)
    goes_on = Q(ends_on=None) | Q(is_renewed=True) | Q(ends_on__gte=today)
    giving = ContractVersion.objects.filter(
        goes_on, pk__in=present.values("pk"), is_suspended=False, starts_on__lte=today
    )
    if plan == NO_PLAN:
        return ~Q(organisation__in=giving.exclude(plan="").values("organisation"))
    return Q(organisation__in=giving.filter(plan=plan).values("organisation"))


def resolutions_asked(sieve: Sieve) -> QuerySet[Resolution]:
    """Return what was written down as a cause; also one that did not hold."""
    asked: dict[str, Any] = {}
    if sieve.sources:
        asked["source__in"] = sieve.sources
    if sieve.cause:
        asked["cause__icontains"] = sieve.cause
    return Resolution.objects.filter(**asked)


def escalations_asked(sieve: Sieve, desk: int) -> QuerySet[Escalation]:
    """Return the escalations on the grounds asked for; of one that goes on, where that is asked."""
    grounds = ["" if one == UNSAID else one for one in sieve.grounds]
    found = Escalation.objects.filter(desk_id=desk, ground__in=grounds)
    if sieve.escalation in {"", "never"}:
        return found
    return found.filter(ended_at__isnull=sieve.escalation != "over")


def tickets_watched(specialist: int) -> QuerySet[Watch, int]:
    """Return the keys of the tickets that somebody watches."""
    watches = Watch.objects.filter(specialist=specialist, subject__startswith=TICKET)
    number = Cast(Substr("subject", len(TICKET) + 1), BigIntegerField())
    return watches.annotate(number=number).values_list("number", flat=True)
