"""Planning work on components, moving it, and saying that it is over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.actions import record
from permanence.ground.journal.rules import Actor
from permanence.ground.lib.errors import Refusal
from permanence.world.accounts.models import Desk
from permanence.world.catalogue.models import Component
from permanence.world.maintenance.models import Window, WindowComponent
from permanence.world.maintenance.rules import OVER, UNDER_WAY, Plan, faults_of, stage_of


class WrongPlan(Refusal):
    """Work cannot be planned like this."""


class WindowOver(Refusal):
    """Nothing changes any more in work that is over, or that has not begun."""


@dataclass(frozen=True)
class NewWindow:
    """Work as it is planned: what customers read of it, when it is and what it touches."""

    titles: Mapping[str, str]
    texts: Mapping[str, str]
    zone: str
    starts_at: datetime
    ends_at: datetime
    components: Sequence[int]
    warned_before: timedelta = timedelta(hours=24)
    ends_by_itself: bool = False

    @property
    def plan(self) -> Plan:
        """Its times, as the rules read them."""
        return Plan(self.starts_at, self.ends_at, self.warned_before, self.ends_by_itself)


FAULTS = {
    "ends_before_it_starts": _("It has to end after it begins."),
    "too_long": _("It may last seven days; plan what is longer in parts."),
    "is_over": _("It would be over already."),
    "too_far": _("It may begin within a year."),
    "no_title": _("Say in the desk's own language what is done."),
    "no_component": _("Name at least one component."),
}


@transaction.atomic
def plan_window(desk: Desk, wish: NewWindow, *, at: datetime, by: Actor) -> Window:
    """Announce planned work; refuse what cannot be."""
    components = check_wish(desk, wish, at=at)
    window = Window.objects.create(
        desk=desk, planned_at=at, planned_by=by.key, planned_name=by.name, **columns_of(wish)
    )
    name_components(window, components)
    record_window("window.planned", window, components, at=at, by=by)
    return window


@transaction.atomic
def change_window(window: Window, wish: NewWindow, *, at: datetime, by: Actor) -> Window:
    """Change what is said of planned work, when it is and what it touches.

    Under way its beginning stays what it was.
    """
    window = lock_window(window)
    stage = stage_of(window.plan, at)
    if stage in OVER:
        raise WindowOver(_("This work is over."))
    if stage in UNDER_WAY and wish.starts_at != window.starts_at:
        raise WindowOver(_("This work has begun: its beginning stays as it was."))
    components = check_wish(window.desk, wish, at=at)
    for name, value in columns_of(wish).items():
        setattr(window, name, value)
    window.number += 1
    window.save()
    window.components_touched.all().delete()
    name_components(window, components)
    record_window("window.changed", window, components, at=at, by=by)
    return window


@transaction.atomic
def complete_window(window: Window, *, at: datetime, by: Actor) -> None:
    """Say that planned work is done, before or after its planned end."""
    window = lock_window(window)
    if stage_of(window.plan, at) not in UNDER_WAY:
        raise WindowOver(_("This work is not under way."))
    window.completed_at = at
    window.save(update_fields=["completed_at"])
    record("window.completed", f"window:{window.pk}", at=at, actor=by, desk=window.desk_id)


@transaction.atomic
def end_windows(*, at: datetime) -> int:
    """Let work be done that was to end by itself and is past its planned end; return how much."""
    over = Window.objects.filter(ends_by_itself=True, ends_at__lte=at)
    past = over.filter(completed_at=None, cancelled_at=None).order_by("pk")
    windows = list(past.select_for_update(skip_locked=True, no_key=True))
    for window in windows:
        window.completed_at = window.ends_at
        record("window.completed", f"window:{window.pk}", at=at, desk=window.desk_id)
    Window.objects.bulk_update(windows, ["completed_at"])
    return len(windows)


@transaction.atomic
def cancel_window(window: Window, *, reason: str, at: datetime, by: Actor) -> None:
    """Call planned work off that has not begun."""
    window = lock_window(window)
    if not reason.strip():
        raise WrongPlan(_("Say why it is called off."))
    if stage_of(window.plan, at) in OVER | UNDER_WAY:
        raise WindowOver(_("This work has begun; say that it is done."))
    window.cancelled_at = at
    window.save(update_fields=["cancelled_at"])
    record(
        "window.cancelled",
        f"window:{window.pk}",
        at=at,
        actor=by,
        desk=window.desk_id,
        reason=reason.strip(),
    )


def lock_window(window: Window) -> Window:
    """Return the window as it stands, held until the end of the transaction."""
    rows = Window.objects.select_related("desk").select_for_update(no_key=True, of=("self",))
    return rows.get(pk=window.pk)


def check_wish(desk: Desk, wish: NewWindow, *, at: datetime) -> list[Component]:
    """Return the components that a plan names; refuse what cannot be planned."""
    rows = Component.objects.filter(desk=desk, pk__in=wish.components, archived_at=None)
    components = list(rows.order_by("position", "pk"))
    faults = faults_of(
        wish.plan,
        titles=wish.titles,
        components=len(components),
        language=desk.default_language,
        at=at,
    )
    for fault in faults:
        raise WrongPlan(FAULTS[fault])
    return components


def columns_of(wish: NewWindow) -> dict[str, object]:
    """Return what the row of a window says of a wish."""
    return {
        "titles": {key: text.strip() for key, text in wish.titles.items() if text.strip()},
        "texts": {key: text.strip() for key, text in wish.texts.items() if text.strip()},
        "zone": wish.zone,
        "starts_at": wish.starts_at,
        "ends_at": wish.ends_at,
        "warned_before": wish.warned_before,
        "ends_by_itself": wish.ends_by_itself,
    }


def name_components(window: Window, components: Sequence[Component]) -> None:
    """Write down what planned work touches."""
    WindowComponent.objects.bulk_create(
        WindowComponent(window=window, component=one) for one in components
    )


def record_window(
    act: str, window: Window, components: Sequence[Component], *, at: datetime, by: Actor
) -> None:
    """Record what work is planned, in the journal."""
    record(
        act,
        f"window:{window.pk}",
        at=at,
        actor=by,
        desk=window.desk_id,
        titles=window.titles,
        starts_at=window.starts_at.isoformat(),
        ends_at=window.ends_at.isoformat(),
        components=[one.key for one in components],
    )
