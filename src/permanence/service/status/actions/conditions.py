"""Saying by hand how a component is, and how a desk shows its state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.actions import record
from permanence.ground.journal.rules import Actor
from permanence.ground.lib.errors import Refusal
from permanence.service.status.models import HandCondition, Page
from permanence.service.status.rules.conditions import ORDER, Condition
from permanence.world.catalogue.models import Component

LONGEST_STAND = timedelta(hours=2)
MOST_WORDS = 30


class WrongCondition(Refusal):
    """A component cannot be said to be so."""


class WrongPage(Refusal):
    """A page cannot be set up like this."""


@dataclass(frozen=True)
class PageWish:
    """How a desk wants to show its state."""

    is_open: bool
    address: str
    is_automatic: bool
    introduction: Mapping[str, str]
    stands: timedelta
    most: int
    warned_before: timedelta


@transaction.atomic
def set_condition(
    component: Component, condition: str, *, reason: str, at: datetime, by: Actor
) -> None:
    """Say how a component is from now on, and why; operational ends what was said before."""
    component = Component.objects.select_for_update(no_key=True).get(pk=component.pk)
    if condition not in ORDER:
        raise WrongCondition(_("This is no condition of a component."))
    if not reason.strip():
        raise WrongCondition(_("Say why it is so."))
    if component.archived_at is not None:
        raise WrongCondition(_("This component is out of use."))
    before = HandCondition.objects.holding().filter(component=component).first()
    if (before.condition if before else Condition.OPERATIONAL) == condition:
        raise WrongCondition(_("It is said to be so already."))
    if before is not None:
        before.ended_at, before.ended_name = at, by.name
        before.save(update_fields=["ended_at", "ended_name"])
    if condition != Condition.OPERATIONAL:
        HandCondition.objects.create(
            component=component,
            condition=condition,
            reason=reason.strip(),
            since=at,
            said_by=by.key,
            said_name=by.name,
        )
    record(
        "status.condition",
        f"component:{component.pk}",
        at=at,
        actor=by,
        desk=component.desk_id,
        component=component.key,
        before=str(before.condition) if before else "operational",
        after=condition,
        reason=reason.strip(),
    )


@transaction.atomic
def change_page(page: Page, wish: PageWish, *, at: datetime, by: Actor) -> Page:
    """Set up how a desk shows its state, and how fast people are told."""
    page = Page.objects.select_for_update(no_key=True).get(pk=page.pk)
    if not timedelta() <= wish.stands <= LONGEST_STAND:
        raise WrongPage(_("A change may have to stand for two hours at the most."))
    if not 1 <= wish.most <= MOST_WORDS:
        raise WrongPage(_("An hour brings at least one mail, and thirty at the most."))
    page.is_open, page.is_automatic = wish.is_open, wish.is_automatic
    page.introduction = {key: one.strip() for key, one in wish.introduction.items() if one.strip()}
    page.address = check_address(wish.address)
    page.stands, page.most = wish.stands, wish.most
    page.warned_before = wish.warned_before
    page.save()
    record(
        "status.page",
        f"desk:{page.desk_id}",
        at=at,
        actor=by,
        desk=page.desk_id,
        is_open=page.is_open,
        address=page.address,
        is_automatic=page.is_automatic,
        stands=int(page.stands.total_seconds()),
        most=page.most,
    )
    return page


def check_address(address: str) -> str:
    """Return the address of a copy as it is kept; refuse what is none."""
    told = address.strip().rstrip("/")
    try:
        parts = urlsplit(told)
        is_whole = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        is_whole = False
    if told and (not is_whole or parts.query or parts.fragment or parts.username):
        raise WrongPage(_("Write the whole address of the copy, beginning with https://."))
    return told
