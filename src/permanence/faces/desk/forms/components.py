"""The shape of a component of the service: its name in each language, and what it needs."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from permanence.faces.desk.forms.shape import DeskForm, PlainSelect
from permanence.faces.desk.presenting.components import component_kinds
from permanence.world.catalogue.models import Component
from permanence.world.catalogue.rules import ComponentCard

NAME = "name-"


class ComponentForm(DeskForm):
    """What a component is called, what it is, and which others it does not work without."""

    kind = forms.ChoiceField(label=_("Kind"), widget=PlainSelect)
    is_public = forms.BooleanField(
        label=_("Anybody may read of it"),
        required=False,
        help_text=_("Otherwise only customers whose contract names it."),
    )
    position = forms.IntegerField(label=_("Place in the list"), min_value=0, max_value=9999)
    needs = forms.TypedMultipleChoiceField(
        label=_("Does not work without"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, others: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = list(component_kinds().items())  # type: ignore[attr-defined]
        self.fields["needs"].choices = others  # type: ignore[attr-defined]
        names = {}
        for code, language in settings.LANGUAGES:
            label = gettext("Name (%(language)s)") % {"language": language}
            names[f"{NAME}{code}"] = forms.CharField(label=label, required=False, max_length=120)
        self.fields = names | self.fields

    def card(self, key: str) -> ComponentCard:
        """Return what was typed of a component."""
        told = self.cleaned_data
        names = {code: told[f"{NAME}{code}"] for code, _name in settings.LANGUAGES}
        return ComponentCard(key, names, told["kind"], is_public=told["is_public"])


class NewComponentForm(ComponentForm):
    """The same with the key, which never changes."""

    key = forms.CharField(
        label=_("Key"),
        max_length=40,
        help_text=_("Contracts and alerts name it by this: small letters, digits, hyphens."),
    )


def component_values(component: Component, needs: tuple[int, ...]) -> dict[str, Any]:
    """Return what the form shows of a component."""
    return {
        "kind": component.kind,
        "is_public": component.is_public,
        "position": component.position,
        "needs": list(needs),
        **{f"{NAME}{code}": name for code, name in component.names.items()},
    }
