"""How somebody wants to be told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from permanence.faces.desk.forms.shape import DeskForm
from permanence.overview.telling.actions.wording import event_names
from permanence.world.attention.rules.channels import ALWAYS, URGENT, Event, Wishes

WAYS = ("page", "mail", "push")
CHOSEN = [event for event in Event if event not in ALWAYS]
EVERY = {
    "15": _("every 15 minutes"),
    "60": _("every hour"),
    "240": _("every 4 hours"),
    "0": _("once a day"),
}


class TimeOfDay(forms.TimeField):
    """A time of day."""

    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


def demand_both_ends(form: DeskForm, typed: Mapping[str, Any]) -> None:
    """Refuse quiet hours with one end."""
    if (typed.get("quiet_from") is None) != (typed.get("quiet_to") is None):
        form.add_error("quiet_to", gettext("Give both ends of the quiet hours, or none."))


class ChannelsForm(DeskForm):
    """A box for each event and way, how often mails come, and the quiet hours."""

    mail_every = forms.ChoiceField(label=_("One mail with all of it"), choices=list(EVERY.items()))
    mail_at = TimeOfDay(label=_("Once a day at"), required=False)
    quiet_from = TimeOfDay(label=_("Quiet from"), required=False)
    quiet_to = TimeOfDay(label=pgettext_lazy("quiet hours", "until"), required=False)
    urgent_passes = forms.BooleanField(
        label=_("What is urgent comes in quiet hours too"), required=False
    )

    def __init__(self, *args: Any, wishes: Wishes, **kwargs: Any) -> None:
        super().__init__(
            *args, **kwargs | {"initial": initial_of(wishes), "auto_id": "channels-%s"}
        )
        for event in CHOSEN:
            for way in WAYS:
                self.fields[f"{way}-{event}"] = forms.BooleanField(required=False)

    def clean(self) -> dict[str, Any]:
        """Refuse quiet hours with one end."""
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        demand_both_ends(self, typed)
        return typed

    @property
    def wishes(self) -> Wishes:
        """What was chosen."""
        typed = self.cleaned_data
        page, mail, push = (
            frozenset(event for event in CHOSEN if typed[f"{way}-{event}"]) for way in WAYS
        )
        return Wishes(
            page=page,
            mail=mail,
            mail_every=int(typed["mail_every"]),
            mail_at=typed["mail_at"] or time(8, 0),
            quiet_from=typed["quiet_from"],
            quiet_to=typed["quiet_to"],
            urgent_passes=typed["urgent_passes"],
            push=push,
        )

    def list_rows(self) -> Iterator[dict[str, Any]]:
        """Yield each event with its name, whether it is urgent, and its boxes."""
        names = event_names()
        for event in CHOSEN:
            boxes = [self[f"{way}-{event}"] for way in WAYS]
            yield {"label": names[event], "urgent": event in URGENT, "boxes": boxes}


def initial_of(wishes: Wishes) -> dict[str, Any]:
    """Return the form's first values."""
    chosen = {"page": wishes.page, "mail": wishes.mail, "push": wishes.push}
    boxes = {f"{way}-{event}": event in chosen[way] for way in WAYS for event in CHOSEN}
    return boxes | {
        "mail_every": str(wishes.mail_every),
        "mail_at": wishes.mail_at,
        "quiet_from": wishes.quiet_from,
        "quiet_to": wishes.quiet_to,
        "urgent_passes": wishes.urgent_passes,
    }
