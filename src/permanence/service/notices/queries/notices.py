"""Notices and what has become of their deliveries."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Count, F, Q

from permanence.service.notices.models import CallBack, Delivery, Notice


def notice_of(number: int) -> Notice | None:
    """Return a notice with its desk; None when there is none."""
    return Notice.objects.select_related("desk").filter(pk=number).first()


def notices_of(owner: str, subject: int) -> list[Notice]:
    """Return the notices of an owner's subject, the newest first."""
    return list(Notice.objects.filter(owner=owner, subject=subject).order_by("-pk"))


def deliveries_of(notice: Notice) -> list[Delivery]:
    """Return the deliveries of a notice with their attempts and readings, by customer."""
    rows = Delivery.objects.filter(notice=notice).prefetch_related("attempts", "readings")
    return list(rows.order_by("organisation_name", "pk"))


def count_deliveries(notice: Notice) -> Mapping[str, int]:
    """Return how many deliveries there are, were accepted and read, and customers reached."""
    told: dict[str, int] = notice.deliveries.aggregate(
        all=Count("pk"),
        queued=Count("pk", filter=Q(queued_at__isnull=False)),
        accepted=Count("pk", filter=Q(reached_at__isnull=False)),
        other_language=Count("pk", filter=~Q(language="") & ~Q(language=F("wanted"))),
    )
    customers = notice.reaches.aggregate(
        customers=Count("pk"), reached=Count("pk", filter=Q(reached_at__isnull=False))
    )
    to_call = CallBack.objects.filter(reach__notice=notice, done_at=None).count()
    read = notice.deliveries.filter(readings__isnull=False).distinct().count()
    return {**told, **customers, "to_call": to_call, "read": read}


def call_backs_of(notice: Notice) -> list[CallBack]:
    """Return whom a person has to call about a notice, those still to be called first."""
    rows = CallBack.objects.filter(reach__notice=notice).select_related("reach")
    return sorted(rows, key=lambda one: (one.done_at is not None, one.pk))
