"""Letting a browser be told, and not any more; the keys by which push services know us."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from permanence.ground.lib.errors import Refusal
from permanence.ground.lib.rows import Row, insert_rows
from permanence.ground.lib.sealing import seal, unseal
from permanence.world.accounts.models import Specialist
from permanence.world.attention.actions.notices import tell_bells
from permanence.world.attention.models import Browser, Notice, Push, PushKey
from permanence.world.attention.rules.channels import Event
from permanence.world.attention.rules.pushing import NoPush, make_keys, read_endpoint

PURPOSE = "push"
MOST_BROWSERS = 20
LONGEST_DEVICE = 200


@dataclass(frozen=True)
class PushCall:
    """Somebody who is called to a subject ("ticket:123") of a desk."""

    specialist: int
    subject: str
    desk: int


class NoBrowser(Refusal):
    """What came is no browser that can be told."""


def keep_browser(
    specialist: Specialist, said: Mapping[str, str], *, device: str, at: datetime
) -> Browser:
    """Let a browser be told from now on; one that somebody else left behind is theirs no more."""
    try:
        found = read_endpoint(
            said.get("address", ""),
            said.get("key", ""),
            said.get("secret", ""),
            trusted=settings.PUSH_HOSTS,
        )
    except NoPush:
        raise NoBrowser(_("This browser cannot be told: its push service is not known.")) from None
    own = Browser.objects.filter(specialist=specialist).exclude(address=found.address)
    if own.count() >= MOST_BROWSERS:
        raise NoBrowser(_("These are too many browsers. Remove one first."))
    return Browser.objects.update_or_create(
        address=found.address,
        defaults={
            "specialist": specialist,
            "key": said["key"],
            "secret": said["secret"],
            "handle": secrets.token_urlsafe(24),
            "device": device[:LONGEST_DEVICE],
            "since": at,
            "told_at": None,
        },
    )[0]


def forget_browser(specialist: Specialist, number: int) -> bool:
    """Let a browser of somebody be told no more; say whether there was one."""
    return bool(Browser.objects.filter(specialist=specialist, pk=number).delete()[0])


def forget_browser_left(handle: str) -> None:
    """Let the browser that somebody logs out of be told no more."""
    if handle:
        Browser.objects.filter(handle=handle).delete()


def forget_other_browsers(user: int, *, kept: str = "") -> None:
    """Let all browsers of somebody be told no more, but for the one that is kept."""
    Browser.objects.filter(specialist__user=user).exclude(handle=kept).delete()


def try_browsers(specialist: Specialist, *, at: datetime) -> int:
    """Send every browser of somebody a message to try it; return how many."""
    found = Browser.objects.filter(specialist=specialist)
    return len(
        Push.objects.bulk_create(
            Push(browser=one, notices=[], due_at=at, made_at=at) for one in found
        )
    )


def push_calls(calls: Sequence[PushCall], *, at: datetime) -> list[int]:
    """Tell people now that they are called, in the page and on every browser of theirs.

    Returns the numbers of the notices, one for each call. Whoever calls has looked at their quiet
    hours: nothing here holds a call back.
    """
    told = {"event": str(Event.CALLED), "who": "", "at": at, "in_page": True}
    kept = {"by_mail": False, "by_push": False, "pushed_at": at}
    rows: list[Row] = [
        {"specialist_id": one.specialist, "subject": one.subject, "desk_id": one.desk} | told | kept
        for one in calls
    ]
    numbers = insert_rows(Notice, rows)
    browsers: dict[int, list[Browser]] = defaultdict(list)
    for browser in Browser.objects.filter(specialist__in={one.specialist for one in calls}):
        browsers[browser.specialist_id].append(browser)
    Push.objects.bulk_create(
        Push(browser=browser, notices=[number], due_at=at, made_at=at)
        for one, number in zip(calls, numbers, strict=True)
        for browser in browsers[one.specialist]
    )
    tell_bells({one.specialist for one in calls}, at=at)
    return numbers


def push_keys(*, at: datetime) -> tuple[str, str]:
    """Return the installation's private and public key, made the first time they are asked for.

    Under another key of the installation the private one cannot be read: new ones are made, and
    every browser, which knows the old one, is forgotten.
    """
    kept = PushKey.objects.filter(pk=1).first()
    private = unseal(kept.sealed, purpose=PURPOSE) if kept else None
    if kept and private is not None:
        return private, kept.public
    if kept:
        Browser.objects.all().delete()
        kept.delete()
    private, public = make_keys()
    fresh = PushKey(pk=1, public=public, sealed=seal(private, purpose=PURPOSE), made_at=at)
    PushKey.objects.bulk_create([fresh], ignore_conflicts=True)
    made = PushKey.objects.get(pk=1)
    return unseal(made.sealed, purpose=PURPOSE) or private, made.public
