"""Telling browsers that are closed: planned by people's wishes, sent with no transaction open."""

from __future__ import annotations

import json
import logging
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import F
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from permanence.ground.lib.paths import link_to
from permanence.overview.telling.actions.calling import call_service
from permanence.overview.telling.actions.wording import say_briefly
from permanence.overview.telling.queries import Told, tell_tickets
from permanence.world.accounts.models import Specialist
from permanence.world.attention.actions.pushing import push_keys
from permanence.world.attention.models import Browser, Channels, Notice, Push
from permanence.world.attention.queries.notices import read_wishes
from permanence.world.attention.rules.channels import FIRST_CHANNELS, URGENT, end_of_quiet
from permanence.world.attention.rules.pushing import (
    KEPT_BY_SERVICE,
    Endpoint,
    Verdict,
    from_text,
    judge_answer,
    seal_message,
    vouch,
)

LOG = logging.getLogger(__name__)
MOST_PLANNED = 500
MOST_SENT = 20
MOST_ALONE = 3
HOLD = timedelta(minutes=2)
STALE = timedelta(days=1)


@dataclass(frozen=True)
class Parcel:
    """One message ready to be sent: to which browser, what it says, and how urgently."""

    push: int
    browser: int
    tries: int
    endpoint: Endpoint
    text: bytes
    is_urgent: bool


@dataclass(frozen=True)
class Sender:
    """By what push services know the installation."""

    private: str
    public: str
    contact: str


def plan_pushes(*, at: datetime) -> int:
    """Make messages of the notices whose time has come; return how many notices.

    Quiet hours hold them back; what was read meanwhile, or is a day old, is not told any more.
    More than a few at once for one person become one message.
    """
    rows = Notice.objects.to_push().order_by("pk").select_for_update(skip_locked=True, no_key=True)
    waiting: dict[int, list[Notice]] = defaultdict(list)
    for one in rows[:MOST_PLANNED]:
        waiting[one.specialist_id].append(one)
    if not waiting:
        return 0
    people = Specialist.objects.select_related("user").in_bulk(waiting)
    wishes = {
        one.specialist_id: read_wishes(one)
        for one in Channels.objects.filter(specialist__in=waiting)
    }
    planned = 0
    for number, notices in waiting.items():
        own, zone = wishes.get(number, FIRST_CHANNELS), ZoneInfo(people[number].user.zone)
        due = [one for one in notices if end_of_quiet(own, one.event, at, zone) <= at]
        planned += plan_person(people[number], due, at=at)
    return planned


def plan_person(specialist: Specialist, due: Sequence[Notice], *, at: datetime) -> int:
    """Make the messages of one person's notices; return how many notices they tell of."""
    Notice.objects.filter(pk__in=[one.pk for one in due]).update(pushed_at=at)
    fresh = [one.pk for one in due if at - one.at < STALE]
    is_here = specialist.user.is_active and specialist.left_at is None
    if not fresh or not is_here:
        return len(due)
    groups = [[one] for one in fresh] if len(fresh) <= MOST_ALONE else [fresh]
    Push.objects.bulk_create(
        Push(browser=browser, notices=group, due_at=at, made_at=at)
        for browser in Browser.objects.filter(specialist=specialist)
        for group in groups
    )
    return len(due)


def claim_pushes(*, at: datetime) -> list[Parcel]:
    """Take the messages that are due, for a while, and write what they say as of now."""
    rows = (
        Push.objects.filter(due_at__lte=at)
        .order_by("due_at", "pk")
        .select_related("browser__specialist__user")
        .select_for_update(skip_locked=True, no_key=True, of=("self",))
    )
    claimed = list(rows[:MOST_SENT])
    Push.objects.filter(pk__in=[one.pk for one in claimed]).update(
        due_at=at + HOLD, tries=F("tries") + 1
    )
    parcels, idle = [], []
    for one in claimed:
        parcel = write_parcel(one)
        if parcel is None or at - one.made_at > STALE:
            idle.append(one.pk)
        else:
            parcels.append(parcel)
    Push.objects.filter(pk__in=idle).delete()
    return parcels


def write_parcel(push: Push) -> Parcel | None:
    """Return a message as it is sent; None when its reader may see nothing of it any more."""
    browser = push.browser
    told: list[Told] = []
    if push.notices:
        unread = Notice.objects.filter(pk__in=push.notices, read_at=None).order_by("pk")
        told = tell_tickets(browser.specialist_id, list(unread))
        if not told:
            return None
    with translation.override(browser.specialist.user.language):
        text = json.dumps(write_message(told), ensure_ascii=False).encode()
    endpoint = Endpoint(browser.address, from_text(browser.key), from_text(browser.secret))
    is_urgent = any(one.event in URGENT for one in told)
    return Parcel(push.pk, browser.pk, push.tries + 1, endpoint, text, is_urgent)


def write_message(told: Sequence[Told]) -> dict[str, str]:
    """Return what a message says: what happened and on which reference, and nothing of a customer.

    A later message about the same ticket takes the place of an earlier one.
    """
    if not told:
        title = _("Messages arrive in this browser.")
        return {"title": title, "body": "", "url": link_to("channels", base=""), "tag": "try"}
    if len(told) > 1:
        title = ngettext("%(count)s notice", "%(count)s notices", len(told))
        url = link_to("notices", base="")
        return {"title": title % {"count": len(told)}, "body": "", "url": url, "tag": "many"}
    one = told[0]
    return {
        "title": say_briefly(one.event),
        "body": one.called or one.subject,
        "url": link_to(one.page, base="", reference=one.number, number=one.number),
        "tag": one.number if one.page == "ticket" else f"{one.page}-{one.number}",
    }


def send_parcel(parcel: Parcel, sender: Sender, *, at: datetime) -> Verdict:
    """Hand a message to its push service, and return what becomes of it."""
    address = parcel.endpoint.address
    headers = {
        "Authorization": vouch(
            address,
            private=sender.private,
            public=sender.public,
            contact=sender.contact,
            at=at,
        ),
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(int(KEPT_BY_SERVICE.total_seconds())),
        "Urgency": "high" if parcel.is_urgent else "normal",
    }
    body = seal_message(parcel.text, parcel.endpoint)
    status, wait = call_service(address, body, headers=headers, trusted=settings.PUSH_HOSTS)
    verdict = judge_answer(status, tries=parcel.tries, wait=wait, at=at)
    if not verdict.arrived and not verdict.gone:
        facts = {"browser": parcel.browser, "status": status, "again": str(verdict.again_at or "")}
        LOG.info("push not taken", extra={"facts": facts})
    return verdict


def settle_parcel(parcel: Parcel, verdict: Verdict, *, at: datetime) -> None:
    """Keep what became of a message; a browser that is gone is forgotten."""
    if verdict.gone:
        Browser.objects.filter(pk=parcel.browser).delete()
    elif verdict.again_at is not None:
        Push.objects.filter(pk=parcel.push).update(due_at=verdict.again_at)
    else:
        Push.objects.filter(pk=parcel.push).delete()
        if verdict.arrived:
            Browser.objects.filter(pk=parcel.browser).update(told_at=at)


def read_sender(*, at: datetime) -> Sender:
    """Return by what push services know the installation, and whom they may ask about it."""
    private, public = push_keys(at=at)
    contact = settings.PUBLIC_URL if settings.SECURE else "mailto:postmaster@localhost"
    return Sender(private, public, contact)
