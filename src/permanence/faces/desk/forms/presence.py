"""Saying that somebody is not there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, tzinfo
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from permanence.faces.desk.forms.shape import DeskForm, MomentField, PlainSelect
from permanence.faces.desk.forms.sieve import Ticked

FOR_A_WHILE = timedelta(hours=1)


class AwayForm(DeskForm):
    """Until when somebody is away."""

    until = MomentField(label=_("Away until"))

    def __init__(self, *args: Any, zone: tzinfo, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"auto_id": "away-%s"})
        cast(MomentField, self.fields["until"]).offer(zone, at + FOR_A_WHILE)


class OutForm(DeskForm):
    """From when until when somebody is out of office, and who stands in."""

    from_at = MomentField(label=_("Out of office from"))
    to_at = MomentField(label=_("Back at"))
    stand_in = forms.TypedChoiceField(
        label=_("Stand-in"), required=False, coerce=int, empty_value=None, widget=PlainSelect
    )

    def __init__(
        self,
        *args: Any,
        zone: tzinfo,
        at: datetime,
        people: Mapping[int, str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs | {"auto_id": "out-%s"})
        cast(MomentField, self.fields["from_at"]).offer(zone, at)
        cast(MomentField, self.fields["to_at"]).offer(zone)
        self.let_choose("stand_in", [("", _("Nobody")), *people.items()])


class HandOverForm(DeskForm):
    """Which open tickets of somebody go to whom."""

    tickets = Ticked(label=_("Tickets"), coerce=int)
    to = forms.TypedChoiceField(
        label=_("Hand over to"), required=False, coerce=int, empty_value=None, widget=PlainSelect
    )

    def __init__(
        self, *args: Any, tickets: Sequence[int], people: Mapping[int, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs | {"auto_id": "over-%s"})
        field = cast(Ticked, self.fields["tickets"])
        field.choices = [(number, str(number)) for number in tickets]
        field.initial = list(tickets)
        self.let_choose("to", [("", _("Whoever fits best in each team")), *people.items()])
