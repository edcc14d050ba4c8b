"""The shapes of colleagues, their roles, and teams."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, cast

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from permanence.faces.desk.forms.shape import DeskForm, PlainSelect
from permanence.faces.desk.forms.sieve import Ticked
from permanence.faces.desk.presenting.rights import role_names
from permanence.world.accounts.models import Desk, Specialist
from permanence.world.accounts.rules import LEVELS, ROLES, StaffCard, TeamCard

LEVEL_CHOICES = [(level, str(level)) for level in LEVELS]


class PersonForm(DeskForm):
    """What is kept of a colleague."""

    name = forms.CharField(label=_("Name"), max_length=200)
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        help_text=_("They log in with it; links sent to the old address no longer work."),
    )
    language = forms.ChoiceField(
        label=_("Language of the pages"), choices=settings.LANGUAGES, widget=PlainSelect
    )
    level = forms.TypedChoiceField(
        label=_("Works up to level"), coerce=int, choices=LEVEL_CHOICES, widget=PlainSelect
    )
    languages = Ticked(label=_("Languages spoken with customers"), choices=settings.LANGUAGES)
    skills = Ticked(label=_("Services known well"))

    def __init__(self, *args: Any, services: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_services(self, services)

    def clean_email(self) -> str:
        """Return the address as it is compared."""
        return str(self.cleaned_data["email"]).lower()

    def card(self) -> StaffCard:
        """Return what was typed."""
        told = self.cleaned_data
        return StaffCard(
            **told
            | {"languages": tuple(told["languages"]), "skills": tuple(told.get("skills", ()))}
        )


class RolesForm(DeskForm):
    """What a colleague is on each desk that the reader administers."""

    def __init__(
        self, *args: Any, desks: Sequence[Desk], held: Mapping[int, Collection[str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        names = role_names()
        self.desks = desks
        for desk in desks:
            self.fields[f"desk_{desk.pk}"] = Ticked(
                label=desk.name,
                choices=[(role, names[role]) for role in ROLES],
                initial=list(held.get(desk.pk, ())),
            )

    def given(self) -> dict[Desk, list[str]]:
        """Return the roles on each desk."""
        return {desk: self.cleaned_data[f"desk_{desk.pk}"] for desk in self.desks}


class TeamForm(DeskForm):
    """What is kept of a team."""

    name = forms.CharField(label=_("Name"), max_length=100)
    levels = Ticked(label=_("Levels"), coerce=int, choices=LEVEL_CHOICES)
    languages = Ticked(label=_("Languages"), choices=settings.LANGUAGES)
    skills = Ticked(label=_("Services"))
    calendar = forms.ChoiceField(
        label=_("Calendar"),
        required=False,
        widget=PlainSelect,
        help_text=_("Outside its hours nobody is given a ticket automatically."),
    )
    mode = forms.ChoiceField(
        label=_("Who gets a ticket"),
        widget=PlainSelect,
        choices=[
            ("hand", _("We choose by hand")),
            ("suggest", _("Somebody is suggested")),
            ("automatic", _("Somebody gets it automatically")),
        ],
    )
    position = forms.IntegerField(label=_("Place in lists"), min_value=0, max_value=999)

    def __init__(
        self,
        *args: Any,
        services: Mapping[str, str],
        calendars: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        offer_services(self, services)
        self.let_choose("calendar", [("", _("Always")), *calendars])

    def card(self) -> TeamCard:
        """Return what was typed."""
        told = dict(self.cleaned_data)
        told.pop("key", None)
        many = {name: tuple(told.get(name, ())) for name in ("levels", "languages", "skills")}
        return TeamCard(**told | many)


class NewTeamForm(TeamForm):
    """A team that is not there yet, with the key by which documents name it."""

    field_order = ("name", "key")
    key = forms.SlugField(
        label=_("Key"),
        max_length=50,
        help_text=_("Short, for addresses and files: first-line. It does not change."),
    )


class MembersForm(DeskForm):
    """Who is a member of a team."""

    members = Ticked(label=_("Members"), coerce=int)

    def __init__(
        self, *args: Any, people: Sequence[Specialist], held: Collection[int], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.people = people
        members = cast(Ticked, self.fields["members"])
        members.choices = [(one.pk, one.name) for one in people]
        members.initial = list(held)

    def chosen(self) -> list[Specialist]:
        """Return the members."""
        return [one for one in self.people if one.pk in self.cleaned_data["members"]]


def offer_services(form: DeskForm, services: Mapping[str, str]) -> None:
    """Let the services be chosen that the policies name; without any nothing is asked."""
    if services:
        cast(Ticked, form.fields["skills"]).choices = list(services.items())
    else:
        del form.fields["skills"]
