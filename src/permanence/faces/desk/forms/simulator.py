"""The question that the simulator answers: this request, from whom, when, and is it due when?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from permanence.faces.desk.forms.shape import DeskForm, MomentField, PlainSelect
from permanence.faces.desk.forms.triage import grades_of
from permanence.faces.desk.presenting.words import state_names
from permanence.promises.policies.rules import Policy
from permanence.promises.terms.rules import Stop
from permanence.service.tickets.rules.pausing import PAUSING
from permanence.world.calendars.rules.zones import known_zones

PAUSES = (1, 2, 3)


class SimulatorForm(DeskForm):
    """The facts of a request that need not exist; all but its instant may be left open."""

    desk = forms.CharField(required=False, widget=forms.HiddenInput)
    organisation = forms.IntegerField(required=False, widget=forms.HiddenInput)
    customer = forms.CharField(
        label=_("Customer"),
        required=False,
        max_length=200,
        help_text=_("A name or a part of it; nobody in particular when empty."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    severity = forms.TypedChoiceField(
        label=_("Severity"), required=False, coerce=int, empty_value=None, widget=PlainSelect
    )
    level = forms.TypedChoiceField(
        label=_("Level"), required=False, coerce=int, empty_value=None, widget=PlainSelect
    )
    service = forms.ChoiceField(label=_("Service"), required=False, widget=PlainSelect)
    at = MomentField(label=_("Arrives"))
    zone = forms.ChoiceField(label=_("By the clock of"), required=False, widget=PlainSelect)
    version = forms.TypedChoiceField(
        label=_("Policy"), required=False, coerce=int, empty_value=None, widget=PlainSelect
    )

    def __init__(
        self,
        *args: Any,
        policy: Policy,
        zones: Sequence[str],
        versions: Mapping[int, str],
        services: Mapping[str, str],
        at: datetime,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs | {"auto_id": "simulate-%s"})
        unsaid = ("", gettext("Not judged yet"))
        self.let_choose("severity", [unsaid, *grades_of(policy, "severities")])
        self.let_choose("level", [unsaid, *grades_of(policy, "levels")])
        self.let_choose("service", [("", gettext("Not said")), *services.items()])
        self.let_choose("version", [("", gettext("In force then")), *versions.items()])
        self.clock = ZoneInfo(self._choose_zone(zones))
        cast(MomentField, self.fields["at"]).offer(self.clock, at)
        if policy.ordered_by == "level":
            self.order_fields(["desk", "organisation", "customer", "level", "severity"])
        self._add_pauses()

    def _choose_zone(self, zones: Sequence[str]) -> str:
        """Offer the zones, among them one that the address names, and return the chosen one."""
        named = str(self.data.get("zone", "")) if self.is_bound else ""
        known = [named] if named in known_zones() else []
        offered = list(dict.fromkeys([*zones, *known]))
        self.let_choose("zone", [(one, one.replace("_", " ")) for one in offered])
        return named if known else offered[0]

    def _add_pauses(self) -> None:
        names = state_names()
        states = [("", gettext("No pause")), *((key, names[key]) for key in PAUSING)]
        for number in PAUSES:
            state = forms.ChoiceField(
                label=gettext("Pause %(number)s") % {"number": number},
                choices=states,
                required=False,
                widget=PlainSelect,
            )
            since = MomentField(label=gettext("From"), required=False)
            until = MomentField(label=gettext("To"), required=False)
            for field in (since, until):
                field.offer(self.clock)
            self.fields |= {f"state{number}": state, f"since{number}": since}
            self.fields[f"until{number}"] = until

    def clean(self) -> dict[str, Any]:
        """Refuse a pause that ends before it begins, or has no beginning."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        for number in PAUSES:
            since, until = told.get(f"since{number}"), told.get(f"until{number}")
            if not told.get(f"state{number}"):
                continue
            if since is None:
                self.add_error(f"since{number}", gettext("Say when the pause begins."))
            elif until is not None and until <= since:
                self.add_error(f"until{number}", gettext("It ends before it begins."))
        return told

    @property
    def stops(self) -> tuple[Stop, ...]:
        """The pauses that were asked for, in order."""
        told = self.cleaned_data
        found = [
            Stop(told[f"state{number}"], told[f"since{number}"], told[f"until{number}"])
            for number in PAUSES
            if told.get(f"state{number}")
        ]
        return tuple(sorted(found, key=lambda stop: stop.since))

    @property
    def facts(self) -> Iterator[BoundField]:
        """The fields of the request itself."""
        return (field for field in self.visible_fields() if field.name[-1] not in "123")

    @property
    def pauses(self) -> list[tuple[BoundField, ...]]:
        """The fields of each pause."""
        return [
            tuple(self[f"{name}{number}"] for name in ("state", "since", "until"))
            for number in PAUSES
        ]

    @property
    def has_pauses(self) -> bool:
        """Whether a pause was asked for."""
        return self.is_bound and any(self.data.get(f"state{number}") for number in PAUSES)
