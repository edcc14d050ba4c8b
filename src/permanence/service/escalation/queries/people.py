"""Who is called: the office of a rung, the people beside it, and who hears the alarm."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta

from permanence.ground.ways.queries import ways_set_up
from permanence.promises.terms.rules import say
from permanence.service.escalation.models import Climb, Rung
from permanence.service.escalation.rules.planning import Callee, Way
from permanence.world.accounts.models import Specialist
from permanence.world.accounts.rules import ROLES, SUPERVISORS, Right
from permanence.world.attention.queries.reaching import ways_to
from permanence.world.rotas.queries import people_on_call, rotas_of_desk

MAIL, SMS, VOICE, PUSH = "mail", "sms", "voice", "push"
TEXT_AFTER = timedelta(minutes=1)
RING_AFTER = timedelta(minutes=2)


def name_office(rung: Rung) -> str:
    """Return what a rung is called, in its own language."""
    return say(rung.office, rung.language, next(iter(rung.office), "en"))


def office_of(rung: Rung, ways: Collection[str] = ()) -> Callee:
    """Return the office of a rung: reached by mail, then by those ways that are set up.

    A rung that is a person alone has none.
    """
    told = [Way(MAIL, rung.mail)] if rung.mail else []
    if rung.mobile and SMS in ways:
        told.append(Way(SMS, rung.mobile, TEXT_AFTER))
    if (rung.mobile or rung.phone) and VOICE in ways:
        told.append(Way(VOICE, rung.mobile or rung.phone, RING_AFTER))
    return Callee(None, name_office(rung), rung.language, tuple(told))


def callees_of(rungs: Sequence[Rung], *, at: datetime) -> dict[int, list[Callee]]:
    """Return the people who are called on each rung beside its office, in their order.

    First whoever is on call and the next on call, then the specialists who are named.
    """
    log_ins = {one for rung in rungs for one in rung.people}
    named = dict(
        Specialist.objects.staying()
        .filter(user__email__in=log_ins)
        .values_list("user__email", "pk")
        if log_ins
        else ()
    )
    on_call = {rung.pk: people_on_rota(rung, at=at) for rung in rungs if rung.rota}
    wanted = {
        rung.pk: list(
            dict.fromkeys(
                [*on_call.get(rung.pk, ()), *(named[one] for one in rung.people if one in named)]
            )
        )
        for rung in rungs
    }
    found = {}
    for rung in rungs:
        climb, numbers = rung.climb, wanted[rung.pk]
        people = find_people(numbers, desk=climb.desk_id, severity=climb.severity, at=at)
        found[rung.pk] = [people[one] for one in numbers if one in people]
    return found


def people_on_rota(rung: Rung, *, at: datetime) -> list[int]:
    """Return who is on call on the rota of a rung, first who has it now, then the next."""
    desk = rung.climb.desk_id
    rota = next((one for one in rotas_of_desk(desk) if one.slug == rung.rota), None)
    return people_on_call(rota.pk, at=at) if rota else []


def describe_person(one: Specialist) -> Callee:
    """Return how a member of staff is reached."""
    return Callee(one.pk, one.name, one.user.language, (Way(MAIL, one.user.email),))


def find_people(
    numbers: Iterable[int], *, desk: int, severity: int | None, at: datetime
) -> dict[int, Callee]:
    """Return how these members of staff are reached now, those who still work here.

    By their own ways in their own order, their quiet hours respected; texts and phone calls only
    where the desk has a provider for them.
    """
    wanted = list(numbers)
    if not wanted:
        return {}
    found = (
        Specialist.objects.staying()
        .filter(pk__in=wanted, user__is_active=True)
        .select_related("user")
    )
    people = {one.pk: one for one in found}
    reaches = ways_to(list(people), severity=severity, at=at)
    usable = {MAIL, PUSH, *ways_set_up(desk)}
    return {
        pk: Callee(pk, one.name, one.user.language, own) if own else describe_person(one)
        for pk, one in people.items()
        for own in (
            tuple(
                Way(way.way, way.address or one.user.email, way.after)
                for way in reaches[pk]
                if way.way in usable
            ),
        )
    }


def supervisors_of(climb: Climb, *, alarm: str, language: str, at: datetime) -> list[Callee]:
    """Return who hears the alarm: supervisors and managers, and the address for it.

    Where a desk has none of them, everybody there who may judge requests: it is never said to
    nobody.
    """
    found = people_with(climb.desk_id, SUPERVISORS, at=at)
    if alarm:
        found.append(Callee(None, climb.sender_name, language, (Way(MAIL, alarm),)))
    return found or people_with(
        climb.desk_id, [role for role, rights in ROLES.items() if Right.TRIAGE in rights], at=at
    )


def people_with(desk: int, roles: Iterable[str], *, at: datetime) -> list[Callee]:
    """Return those who have one of these roles on a desk, as an alarm reaches them."""
    found = Specialist.objects.filter(roles__desk=desk, roles__role__in=list(roles))
    numbers = found.distinct().order_by("pk").values_list("pk", flat=True)
    people = find_people(numbers, desk=desk, severity=None, at=at)
    return [people[one] for one in sorted(people)]
