"""What was seen when a request was checked, and where its cause lies."""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import Any, cast

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from permanence.faces.desk.forms.shape import DeskForm, MomentField, PlainSelect
from permanence.faces.desk.presenting.finding_words import cause_names, outcome_names
from permanence.faces.ui.moments import say_zone

LONGEST = 4000


class ValidationForm(DeskForm):
    """What a specialist saw, where and when."""

    outcome = forms.ChoiceField(label=_("What came of it"), widget=PlainSelect)
    environment = forms.CharField(
        label=_("Where it was checked"),
        max_length=500,
        help_text=_("Environment and version: test system 4.2, the customer's own account…"),
    )
    seen = forms.CharField(
        label=_("What was to be seen"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    seen_at = MomentField(label=_("Checked at"))

    def __init__(self, *args: Any, zone: tzinfo, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"auto_id": "validation-%s"})
        self.let_choose("outcome", outcome_names().items())
        moment = cast(MomentField, self.fields["seen_at"])
        moment.offer(zone, at)
        moment.help_text = gettext("Your time: %(zone)s") % {"zone": say_zone(zone, at)}


class OutsideForm(DeskForm):
    """Where the cause lies, how that was found, and who can help instead."""

    cause = forms.ChoiceField(label=_("Where the cause lies"), widget=PlainSelect)
    reason = forms.CharField(
        label=_("What was found"),
        max_length=LONGEST,
        help_text=_("The customer is told by mail, in these words."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    referred_to = forms.CharField(
        label=_("Who can help the customer further"),
        required=False,
        max_length=500,
        help_text=_("The distributor, or the customer's own IT department."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"auto_id": "outside-%s"})
        self.let_choose("cause", cause_names().items())


class InsideForm(DeskForm):
    """Why the finding is taken back."""

    reason = forms.CharField(
        label=_("Why it is taken back"),
        max_length=LONGEST,
        help_text=_("The customer is told by mail, in these words."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"auto_id": "inside-%s"})
