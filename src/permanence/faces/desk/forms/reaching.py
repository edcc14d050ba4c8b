"""How somebody is reached when something waits for them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from permanence.faces.desk.forms.notices import TimeOfDay, demand_both_ends
from permanence.faces.desk.forms.shape import DeskForm
from permanence.faces.desk.presenting.reaching import by_names
from permanence.ground.ways.rules.providers import read_phone
from permanence.world.attention.rules.reaching import (
    PROVEN,
    SEVERITIES,
    By,
    QuietHours,
    read_severities,
)

PHONES = {By.SMS, By.VOICE}


class ReachForm(DeskForm):
    """One more way to somebody."""

    way = forms.ChoiceField(label=_("By"))
    address = forms.CharField(
        label=_("Number or chat address"),
        required=False,
        max_length=200,
        help_text=_("A number with its country. A code is sent there, which proves it is yours."),
        widget=forms.TextInput(attrs={"autocomplete": "tel", "spellcheck": "false"}),
    )
    after = forms.IntegerField(
        label=_("Minutes after you are called"), min_value=0, max_value=120, initial=0
    )

    def __init__(self, *args: Any, offered: Collection[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = by_names()
        choices = [(one.value, names[one]) for one in By if one in offered]
        self.fields["way"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse a number that is none; ways of one's own account need no address."""
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        way, address = typed.get("way"), typed.get("address", "").strip()
        if way not in PROVEN:
            typed["address"] = ""
        elif way in PHONES:
            typed["address"] = read_phone(address)
            if not typed["address"]:
                self.add_error(
                    "address",
                    gettext("Write the whole number with its country, as in +44 20 7946 0123."),
                )
        elif not address:
            self.add_error("address", gettext("Write your address in the chat."))
        return typed

    @property
    def told(self) -> tuple[By, str, timedelta]:
        """What was typed."""
        typed = self.cleaned_data
        return By(typed["way"]), typed["address"], timedelta(minutes=typed["after"])


class QuietForm(DeskForm):
    """When somebody wants no call, and what is let through all the same."""

    quiet_from = TimeOfDay(label=_("Quiet from"), required=False)
    quiet_to = TimeOfDay(label=pgettext_lazy("quiet hours", "until"), required=False)
    passes = forms.MultipleChoiceField(
        label=_("Severities that are let through"),
        required=False,
        choices=[(str(one), str(one)) for one in SEVERITIES],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("A request that nobody has judged counts as the gravest."),
    )

    def __init__(self, *args: Any, quiet: QuietHours, **kwargs: Any) -> None:
        initial = {
            "quiet_from": quiet.begin,
            "quiet_to": quiet.end,
            "passes": [str(one) for one in sorted(quiet.passes)],
        }
        super().__init__(*args, **kwargs | {"initial": initial})

    def clean(self) -> dict[str, Any]:
        """Refuse quiet hours with one end."""
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        demand_both_ends(self, typed)
        return typed

    @property
    def quiet(self) -> QuietHours:
        """What was chosen."""
        typed = self.cleaned_data
        return QuietHours(typed["quiet_from"], typed["quiet_to"], read_severities(typed["passes"]))
