"""Reading signs: which speak for no incident yet, and what stands about a component."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db.models import Q

from permanence.ground.lib.prepared import Prepared
from permanence.promises.policies.rules.suspicion import Suspicion
from permanence.service.alerts.queries import excuse_of, quiets_of, works_around
from permanence.service.alerts.rules.sources import is_quiet
from permanence.service.incidents.models import Incident, IncidentComponent, Sign
from permanence.service.incidents.rules import suspecting as rules
from permanence.service.incidents.rules.suspecting import TRACE, climb_needs
from permanence.service.tickets.models import Entry, Ticket
from permanence.world.catalogue.models import Component, Dependency
from permanence.world.maintenance.queries import works_on

NEEDS = Prepared(
    lambda desk: Dependency.objects.filter(
        component__desk=desk, component__archived_at=None
    ).values_list("component_id", "needs_id"),
    "desk",
)


def what_fails(desk: int) -> dict[int, frozenset[int]]:
    """Return what fails with each component of a desk."""
    return climb_needs(NEEDS(desk=desk))


def names_of(desk: int) -> dict[int, list[str]]:
    """Return by which names customers may speak of each component of a desk."""
    rows = Component.objects.filter(desk=desk, archived_at=None)
    return {one.pk: [*map(str, one.names.values()), one.key] for one in rows}


def free_signs(desk: int, suspicion: Suspicion, *, at: datetime) -> list[Sign]:
    """Return the signs of a desk that may still count.

    What is over does not, nor what is kept quiet, nor what fires or fails under planned work.
    """
    since = at - suspicion.window
    lasts = ~Q(kind__in=("ticket", "call")) & (Q(ended_at=None) | Q(ended_at__gt=since))
    known = Q(ticket__isnull=False, ticket__ended=False, ticket__confidential=False)
    said = known & (Q(at__gt=since) | Q(said_at__gt=since))
    rows = Sign.objects.filter(lasts | said, desk=desk, incident=None)
    signs = list(rows.select_related("alert").order_by("pk"))
    quiets = quiets_of(desk, at=at)
    works = works_around([one.alert for one in signs if one.alert], at=at)
    heard = [
        one
        for one in signs
        if one.alert is None
        or not (
            is_quiet(one.alert.fingerprint, one.alert.labels, quiets)
            or excuse_of(one.alert, works, at=at)
        )
    ]
    failing = [one for one in heard if one.kind == TRACE]
    excused = explained_by_work(failing, at=at) if failing else set()
    return [one for one in heard if one.pk not in excused]


def explained_by_work(failing: Sequence[Sign], *, at: datetime) -> set[int]:
    """Return the failing of messages that planned work explains, as it does with alerts.

    What still fails is explained while the work goes on, and what is over if it ended meanwhile.
    """
    since = min((one.ended_at or at for one in failing), default=at)
    works = works_on({one.component_id for one in failing if one.component_id}, since=since)
    return {one.pk for one in failing if works.find(one.component_id, one.ended_at or at)}


def sign_values(signs: Iterable[Sign]) -> list[rules.Sign]:
    """Return signs as the rules read them."""
    return [
        rules.Sign(
            one.pk,
            one.kind,
            one.component_id,
            one.customer,
            one.at,
            one.ended_at,
            one.severity,
            one.said_at,
        )
        for one in signs
    ]


def open_places(desk: int) -> dict[int, Incident]:
    """Return the incident that goes on at each component of a desk; of several the first."""
    rows = IncidentComponent.objects.standing().filter(
        incident__desk=desk, incident__drill=False, incident__state__in=("suspected", "declared")
    )
    found: dict[int, Incident] = {}
    for row in rows.select_related("incident").order_by("incident"):
        found.setdefault(row.component_id, row.incident)
    return found


def find_open(
    component: int | None,
    places: Mapping[int, Incident],
    above: Mapping[int, frozenset[int]],
) -> Incident | None:
    """Return the open incident that a component belongs to: on it, below it or above it."""
    if component is None:
        return None
    if component in places:
        return places[component]
    for place, incident in places.items():
        if component in above.get(place, ()) or place in above.get(component, ()):
            return incident
    return None


def words_of(tickets: Sequence[Ticket]) -> dict[int, str]:
    """Return what each request says first, with what of the customer's it is about."""
    rows = Entry.objects.filter(ticket__in=tickets, direction="in", is_public=True)
    first = dict(
        rows.order_by("ticket", "at", "id").distinct("ticket").values_list("ticket_id", "text")
    )
    return {
        one.pk: "\n".join(
            filter(
                None,
                [
                    one.subject,
                    one.service,
                    one.installation.product if one.installation else "",
                    first.get(one.pk, "")[:5000],
                ],
            )
        )
        for one in tickets
    }


def signs_of(incident: Incident) -> list[Sign]:
    """Return the signs that were counted for an incident, in their order."""
    rows = Sign.objects.filter(incident=incident)
    return list(
        rows.select_related(
            "ticket__organisation", "ticket__contact", "alert", "component", "desk"
        ).order_by("at", "pk")
    )


def components_spoken_of(ticket: Ticket) -> list[int]:
    """Return the components that were noted of a request."""
    rows = Sign.objects.filter(ticket=ticket, component__isnull=False).order_by("pk")
    return [one for one in rows.values_list("component_id", flat=True) if one]
