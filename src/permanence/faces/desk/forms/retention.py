"""For how long things are kept, and what is held."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from permanence.faces.desk.forms.shape import DeskForm
from permanence.faces.desk.presenting.retention import kind_names
from permanence.overview.privacy.rules.schedule import (
    KINDS,
    LONGEST,
    SHORTEST,
    Schedule,
    Unsound,
    make_schedule,
)


class ScheduleForm(DeskForm):
    """Of each kind: after how many months it goes, and why."""

    is_all_optional = True

    def __init__(self, *args: Any, schedule: Schedule | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = {row.kind: row for row in schedule.rows} if schedule else {}
        for kind in KINDS:
            row = rows.get(kind)
            self.fields[f"{kind}_months"] = forms.IntegerField(
                label=_("%(kind)s: months") % {"kind": kind_names()[kind]},
                required=False,
                min_value=SHORTEST.get(kind, 0),
                max_value=LONGEST,
                initial=row.months if row else None,
            )
            self.fields[f"{kind}_reason"] = forms.CharField(
                label=_("%(kind)s: reason") % {"kind": kind_names()[kind]},
                required=False,
                max_length=500,
                initial=row.reason if row else "",
            )

    def rows(self) -> list[dict[str, Any]]:
        """Return the table as it is filled in: a row for each kind."""
        names = kind_names()
        return [
            {
                "name": names[kind],
                "months": self[f"{kind}_months"],
                "reason": self[f"{kind}_reason"],
            }
            for kind in KINDS
        ]

    def clean(self) -> dict[str, Any]:
        """Return the table; say in which row it cannot be carried out."""
        said = super().clean() or self.cleaned_data
        rows = {
            kind: (said.get(f"{kind}_months"), said.get(f"{kind}_reason", "")) for kind in KINDS
        }
        try:
            said["schedule"] = make_schedule(rows)
        except Unsound as unsound:
            field = "reason" if unsound.fault == "reason" else "months"
            self.add_error(f"{unsound.kind}_{field}", say_fault(unsound))
        return said


def say_fault(unsound: Unsound) -> str:
    """Return why a table cannot be carried out."""
    if unsound.fault == "reason":
        return gettext("Say why it goes: a law, a contract, or that it is of no more use.")
    if unsound.fault == "span":
        return gettext("This is too short or too long.")
    kind = kind_names()[unsound.fault]
    return gettext("Names stand there too, so they go no earlier than: %(kind)s.") % {"kind": kind}


class HoldForm(DeskForm):
    """Why something must be kept."""

    reason = forms.CharField(
        label=_("Why must it be kept?"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


class ReleaseForm(DeskForm):
    """Why it need not be kept any longer."""

    reason = forms.CharField(
        label=_("Why does the hold end?"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
