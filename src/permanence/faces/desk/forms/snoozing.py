"""Until when a ticket is put out of sight, and why."""

from __future__ import annotations

from datetime import datetime, time, timedelta, tzinfo
from typing import Any, cast

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from permanence.faces.desk.forms.shape import DeskForm, MomentField, PlainSelect
from permanence.faces.ui.moments import say_instant, say_zone

MORNING = time(9)
HOURS = (1, 3)


class SnoozeForm(DeskForm):
    """A time by the reader's clock, with the customer's beside it, and the reason."""

    choice = forms.ChoiceField(label=_("Until"), widget=PlainSelect, required=False)
    until = MomentField(label=_("Or at"), required=False)
    reason = forms.CharField(
        label=_("Why"),
        max_length=2000,
        help_text=_("Colleagues read it when the request is back."),
    )

    def __init__(
        self, *args: Any, zone: tzinfo, there: tzinfo | None, at: datetime, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs | {"auto_id": "snooze-%s"})
        self.offered = offer_times(zone, at)
        choices = [("", gettext("the time below"))]
        choices += [
            (key, say_both(instant, at=at, zone=zone, there=there))
            for key, instant in self.offered.items()
        ]
        self.let_choose("choice", choices)
        self.fields["choice"].initial = "tomorrow"
        field = cast(MomentField, self.fields["until"])
        field.offer(zone)
        field.help_text = say_zone(zone, at)

    def clean(self) -> dict[str, Any]:
        """Return what was chosen, with one instant."""
        said = super().clean() or {}
        typed = said.get("until")
        until = typed or self.offered.get(said.get("choice") or "")
        if until is None and not self.errors:
            self.add_error("until", gettext("Choose a time."))
        return said | {"until": until}


def offer_times(zone: tzinfo, at: datetime) -> dict[str, datetime]:
    """Return the times that are chosen most: soon, tomorrow morning, Monday morning."""
    here = at.astimezone(zone)
    tomorrow = here.date() + timedelta(days=1)
    monday = here.date() + timedelta(days=7 - here.weekday())
    found = {f"hours-{many}": at + timedelta(hours=many) for many in HOURS}
    found["tomorrow"] = datetime.combine(tomorrow, MORNING, zone)
    if monday != tomorrow:
        found["monday"] = datetime.combine(monday, MORNING, zone)
    return found


def say_both(instant: datetime, *, at: datetime, zone: tzinfo, there: tzinfo | None) -> str:
    """Return an instant by the reader's clock, and by the customer's where that differs."""
    own = say_instant(instant, at=at, zone=zone)
    if (
        there is None
        or instant.astimezone(there).utcoffset() == instant.astimezone(zone).utcoffset()
    ):
        return own
    theirs = say_instant(instant, at=at, zone=there)
    return gettext("%(own)s (%(theirs)s for the customer)") % {"own": own, "theirs": theirs}
