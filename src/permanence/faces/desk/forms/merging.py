"""Into which file one is merged."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from permanence.faces.desk.forms.words import ReferenceForm


class MergeForm(ReferenceForm):
    """The file that goes on, why, and that two customers are meant where there are two."""

    reason = forms.CharField(label=_("Why"), max_length=2000, required=False)
    across = forms.BooleanField(label=_("I mean both customers"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"auto_id": "merge-%s"})
        self.fields["reference"].label = _("Into request")
        self.fields["across"].widget = forms.HiddenInput()

    def ask_across(self) -> None:
        """Show the confirmation, once a rule has said that there are two customers."""
        self.fields["across"].widget = forms.CheckboxInput()
