"""Whom incidents touch: the last list of each, what differs from one to the next."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import connection
from django.db.models import Max, OuterRef, Q, QuerySet, Subquery

from permanence.promises.contracts.queries import customers_given
from permanence.service.incidents.models import (
    ImpactConfirmation,
    ImpactRevision,
    Incident,
    Touched,
)
from permanence.service.incidents.rules.impact import (
    Difference,
    Found,
    Ground,
    Line,
    Standing,
    differ,
)
from permanence.world.accounts.models import Organisation
from permanence.world.catalogue.queries import touched_components

# A customer without any contract on the desk may be touched by any of it, if it is a customer of
# the desk at all: that is, if it has asked for something within the year.
RECENT: Final = timedelta(days=365)
NOTIFY: Final = "notify"
WITHOUT_CONTRACT: Final = """
select organisation.id from accounts_organisation organisation
where not exists (
    select 1 from contracts_contract contract
    where contract.organisation_id = organisation.id and contract.desk_id = %(desk)s
) and exists (
    select 1 from tickets_ticket ticket
    where ticket.organisation_id = organisation.id and ticket.desk_id = %(desk)s
        and not ticket.confidential and ticket.opened_at > %(since)s and ticket.opened_at <= %(at)s
)
"""


def find_touched(components: Collection[int], *, desk: int, at: datetime) -> list[Found]:
    """Return each customer whom a failure of components may touch then, with every way to it."""
    if not components:
        return []
    ways = touched_components(components)
    first = min(ways.values(), key=lambda path: (len(path), path), default=())
    given = [
        Found(
            one.organisation,
            Ground.EVERYTHING if one.component is None else Ground.COMPONENT,
            first if one.component is None else ways[one.component],
            one.version,
        )
        for one in customers_given(ways, desk=desk, at=at)
    ]
    with connection.cursor() as cursor:
        cursor.execute(WITHOUT_CONTRACT, {"desk": desk, "at": at, "since": at - RECENT})
        without = [Found(number, Ground.NO_CONTRACT, first) for (number,) in cursor.fetchall()]
    return given + without


def last_revision(incident: Incident) -> ImpactRevision | None:
    """Return the list that counts; None before the first."""
    rows = ImpactRevision.objects.filter(incident=incident)
    return rows.order_by("-number").first()


def revisions_of(incident: Incident) -> list[ImpactRevision]:
    """Return every list of an incident, the last first."""
    rows = ImpactRevision.objects.filter(incident=incident)
    return list(rows.order_by("-number"))


def confirmation_of(revision: ImpactRevision | None) -> ImpactConfirmation | None:
    """Return by whom and when a list was found right; None while nobody has."""
    if revision is None:
        return None
    return ImpactConfirmation.objects.filter(revision=revision).first()


def lines_of(revision: ImpactRevision | None) -> list[Line]:
    """Return the lines of a list, by customer."""
    if revision is None:
        return []
    rows = (
        Touched.objects.filter(revision=revision)
        .order_by("organisation")
        .values_list(
            "organisation_id", "standing", "ground", "path", "contract_version_id", "judgement_id"
        )
    )
    return [
        Line(organisation, standing, ground, tuple(path), version, judgement)
        for organisation, standing, ground, path, version, judgement in rows
    ]


def touched_by(incident: Incident) -> list[Touched]:
    """Return whom an incident touches by the last list, those excluded too, by name."""
    rows = rows_touched_by(incident).select_related("organisation", "judgement")
    return list(rows.order_by("organisation__name", "organisation_id"))


def rows_touched_by(incident: Incident) -> QuerySet[Touched]:
    """Return the rows of the last list of an incident."""
    last = ImpactRevision.objects.filter(incident=incident).order_by("-number").values("pk")[:1]
    return Touched.objects.filter(revision=Subquery(last))


def told_customers(incident: Incident) -> list[int]:
    """Return which customers are to hear of an incident by the last list."""
    rows = rows_touched_by(incident).exclude(standing=Standing.EXCLUDED)
    return list(rows.order_by("organisation").values_list("organisation", flat=True))


def ids_touching(organisation: int) -> list[int]:
    """Return which incidents touch a customer by the last list of each, the latest first."""
    last = (
        ImpactRevision.objects.filter(incident=OuterRef("incident_id"))
        .values("incident")
        .annotate(last=Max("number"))
        .values("last")
    )
    rows = Touched.objects.filter(organisation=organisation, revision__number=Subquery(last))
    found = rows.exclude(standing=Standing.EXCLUDED).order_by("-incident_id")
    return list(found.values_list("incident_id", flat=True))


def incidents_touching(organisation: int) -> list[Incident]:
    """Return the incidents that touch a customer, the latest first."""
    found = Incident.objects.filter(pk__in=ids_touching(organisation))
    return list(found.select_related("desk").order_by("-occurred_at", "-pk"))


@dataclass(frozen=True)
class RevisionDifference:
    """What one list says otherwise than the one before it."""

    before: ImpactRevision | None
    after: ImpactRevision
    difference: Difference


def difference_of(incident: Incident, number: int) -> RevisionDifference | None:
    """Return what a list of an incident says otherwise than the one before; None without it."""
    rows = ImpactRevision.objects.filter(incident=incident, number__in=(number - 1, number))
    found = {row.number: row for row in rows}
    if number not in found:
        return None
    before = found.get(number - 1)
    difference = differ(lines_of(before), lines_of(found[number]))
    return RevisionDifference(before, found[number], difference)


@dataclass(frozen=True)
class Sieve:
    """Which lines of a list are asked for; nothing said means all."""

    standing: str = ""
    words: str = ""
    among: frozenset[int] | None = None


def page_touched(
    incident: Incident, sieve: Sieve, *, after: int = 0, most: int
) -> tuple[list[Touched], bool]:
    """Return lines of the last list by name, from behind one customer on; and whether more come."""
    rows = rows_touched_by(incident).select_related(
        "organisation", "judgement", "contract_version__contract"
    )
    if sieve.standing:
        rows = rows.filter(standing=sieve.standing)
    if sieve.words:
        rows = rows.filter(organisation__name__icontains=sieve.words)
    if sieve.among is not None:
        rows = rows.filter(organisation__in=sieve.among)
    last = Organisation.objects.filter(pk=after).first() if after else None
    if last is not None:
        same = Q(organisation__name=last.name, organisation_id__gt=last.pk)
        rows = rows.filter(Q(organisation__name__gt=last.name) | same)
    found = list(rows.order_by("organisation__name", "organisation_id")[: most + 1])
    return found[:most], len(found) > most
