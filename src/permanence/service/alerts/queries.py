"""Reading alerts: what fires, what led where, who may report."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from permanence.ground.lib.tokens import fits_token
from permanence.promises.clocks.queries import last_silences
from permanence.service.alerts.models import Alert, Delivery, Place, Silence, Source
from permanence.service.alerts.rules import sources as rules
from permanence.service.alerts.rules.sources import POSTING, Quiet, find_component
from permanence.world.catalogue.models import Component
from permanence.world.maintenance.models import Window
from permanence.world.maintenance.queries import Works, works_on


@dataclass(frozen=True)
class Compass:
    """How the alerts of a source are grouped, and which component each is about."""

    group_by: tuple[str, ...]
    named_by: str
    places: tuple[rules.Place, ...]
    keys: Mapping[str, int]

    def find(self, labels: Mapping[str, str]) -> int | None:
        """Return the component that labels lead to."""
        return find_component(labels, self.places, named_by=self.named_by, keys=self.keys)


def compass_of(source: Source) -> Compass:
    """Return how the alerts of a source are placed."""
    rows = Place.objects.filter(Q(source=None) | Q(source=source), desk=source.desk_id)
    found = Component.objects.filter(desk=source.desk_id, archived_at=None)
    return Compass(
        group_by=tuple(source.group_by),
        named_by=source.component_label,
        places=tuple(
            rules.Place(one.label, one.value, one.component_id) for one in rows.order_by("rank")
        ),
        keys={key.casefold(): pk for key, pk in found.values_list("key", "pk")},
    )


def open_source(number: int, token: str, *, at: datetime) -> Source | None:
    """Return the source that a token opens; None for a stranger."""
    kinds = [str(one) for one in POSTING]
    found = Source.objects.active().filter(pk=number, kind__in=kinds).first()
    if found is None or not token:
        return None
    fits = fits_token(
        token,
        kept=found.token,
        before=found.token_before,
        before_until=found.token_before_until,
        at=at,
    )
    return found if fits else None


def alert_addresses() -> dict[str, int]:
    """Return the desk behind each address for alerts."""
    rows = Source.objects.active().filter(kind="mail")
    return dict(rows.values_list("address", "desk_id"))


def sources_of_addresses(addresses: Collection[str]) -> dict[str, Source]:
    """Return the source behind each of these addresses that has one."""
    rows = Source.objects.active().filter(kind="mail", address__in=addresses)
    return {one.address: one for one in rows}


def away_until() -> datetime | None:
    """Return when the installation came back from its last absence; None if it never was away."""
    last = last_silences(most=1)
    return last[0].until if last else None


def quiets_of(desk: int, *, at: datetime) -> list[Quiet]:
    """Return what is kept quiet on a desk now."""
    return [
        Quiet(one.alert.fingerprint if one.alert else "", one.labels or None)
        for one in silences_of(desk, at=at)
    ]


def silences_of(desk: int, *, at: datetime) -> list[Silence]:
    """Return the silences of a desk that hold now, the one that ends first first."""
    rows = Silence.objects.filter(desk=desk, ended_at=None, until__gt=at, made_at__lte=at)
    return list(rows.select_related("alert").order_by("until", "pk"))


def firing(desk: int, since: datetime | None = None, *, at: datetime) -> list[Alert]:
    """Return the alerts of a desk that fire and are not kept quiet, the newest first.

    With `since` those alone that began from then on.
    """
    quiets = quiets_of(desk, at=at)
    return [
        one
        for one in firing_alerts(desk, at=at)
        if (since is None or one.began_at >= since)
        and not rules.is_quiet(one.fingerprint, one.labels, quiets)
    ]


def firing_alerts(desk: int, *, at: datetime) -> list[Alert]:
    """Return the alerts of a desk that fire, kept quiet or not, the newest first."""
    rows = Alert.objects.filter(desk=desk).firing(at).select_related("source", "component")
    return list(rows.order_by("-began_at", "-pk"))


def works_around(alerts: Iterable[Alert], *, at: datetime) -> Works:
    """Return the planned work on what these alerts are about, as far back as they go."""
    told = [one for one in alerts if one.component_id]
    since = min((last_of(one, at=at) for one in told), default=at)
    return works_on({one.component_id for one in told if one.component_id}, since=since)


def excuse_of(alert: Alert, works: Works, *, at: datetime) -> Window | None:
    """Return the planned work by which an alert is no news; None when it is.

    What fires is excused while the work goes on, and what is over if it ended meanwhile.
    """
    return works.find(alert.component_id, last_of(alert, at=at))


def last_of(alert: Alert, *, at: datetime) -> datetime:
    """Return the last instant at which an alert fired."""
    return alert.resolved_at or at


def sources_of(desk: int) -> list[Source]:
    """Return the sources of a desk that are heard, by name."""
    return list(Source.objects.active().filter(desk=desk).order_by("name", "pk"))


def places_of(desk: int) -> list[Place]:
    """Return which labels lead where on a desk, in the order in which they are tried."""
    return list(Place.objects.filter(desk=desk).select_related("source").order_by("rank", "pk"))


def past_alerts(desk: int, *, at: datetime, most: int = 100) -> list[Alert]:
    """Return the alerts of a desk that are over, the last heard first."""
    rows = Alert.objects.filter(desk=desk, state="resolved").exclude(flaps_until__gt=at)
    return list(rows.select_related("source", "component").order_by("-last_at", "-pk")[:most])


def last_deliveries(source: Source, *, most: int = 10) -> list[Delivery]:
    """Return the last messages of a source, without their bytes."""
    rows = Delivery.objects.filter(source=source).defer("body")
    return list(rows.order_by("-last_at", "-pk")[:most])
