"""Waiting with a reason, correcting the past, and what was said on the phone."""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import Any, cast

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from permanence.faces.desk.forms.shape import DeskForm, MomentField, PlainSelect
from permanence.faces.desk.forms.words import LONGEST_TEXT
from permanence.faces.desk.presenting.words import state_names
from permanence.faces.ui.moments import say_zone
from permanence.service.tickets.rules.pausing import PAUSING, WAITING

LONGEST_REASON = 2000


class PauseForm(DeskForm):
    """What a request waits for, and why."""

    state = forms.ChoiceField(label=_("State"), widget=PlainSelect)
    reason = forms.CharField(
        label=_("Why"),
        max_length=LONGEST_REASON,
        help_text=_("The customer is told by mail, in these words."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, state: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"auto_id": "pause-%s"})
        names = state_names()
        choices = [(key, names[key]) for key in WAITING if key != state]
        self.let_choose("state", choices)


class CorrectionForm(DeskForm):
    """In which state a request really was, from when until when."""

    state = forms.ChoiceField(label=_("It was"), widget=PlainSelect)
    since = MomentField(label=_("From"))
    until = MomentField(label=_("To"))
    reason = forms.CharField(
        label=_("Why is the past corrected?"),
        max_length=LONGEST_REASON,
        help_text=_("It stays on the file; the customer is told when a promise moves."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, zone: tzinfo, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"auto_id": "correct-%s"})
        names = state_names()
        choices = [(key, names[key]) for key in ("open", *PAUSING)]
        self.let_choose("state", choices)
        for name in ("since", "until"):
            field = cast(MomentField, self.fields[name])
            field.offer(zone)
            field.help_text = gettext("Your time: %(zone)s") % {"zone": say_zone(zone, at)}


class CallForm(DeskForm):
    """What was said to the customer on the phone, and when."""

    body = forms.CharField(
        label=_("What was said"), required=False, max_length=LONGEST_TEXT, widget=forms.Textarea
    )
    called_at = MomentField(label=_("Called at"), required=False)

    def __init__(self, *args: Any, zone: tzinfo, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"auto_id": "call-%s"})
        cast(MomentField, self.fields["called_at"]).offer(zone, at)
