"""The shapes of what customers run, on the desk."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from permanence.faces.desk.forms.shape import DeskForm, PlainSelect
from permanence.faces.ui.environments.forms import InstallationFields, PieceFields
from permanence.faces.ui.environments.words import keeper_names, place_names
from permanence.world.catalogue.models import Installation
from permanence.world.catalogue.rules import Kind


class InstallationForm(InstallationFields, DeskForm):
    """An installation of a customer."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_sides(runs_at=place_names(), keeper=keeper_names())


class PieceForm(PieceFields, DeskForm):
    """One piece of an installation, from an instant on."""

    def __init__(self, *args: Any, kind: Kind, zone: tzinfo, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.name_fields(kind, zone=zone)


class NamingForm(DeskForm):
    """Which installation a ticket is about."""

    installation = forms.ChoiceField(label=_("Installation"), required=False, widget=PlainSelect)

    def __init__(self, *args: Any, offered: Sequence[Installation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"auto_id": "naming-%s"})
        named = [(str(one.pk), one.name) for one in offered]
        self.let_choose("installation", [("", gettext("Not known")), *named])
        self.offered = {str(one.pk): one for one in offered}

    def chosen(self) -> Installation | None:
        """Return the installation that was chosen."""
        return self.offered.get(self.cleaned_data["installation"])
