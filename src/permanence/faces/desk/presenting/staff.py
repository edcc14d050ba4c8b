"""Colleagues and teams as the desk reads them, and what was changed about them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from permanence.faces.desk.access import Reader
from permanence.faces.desk.presenting.clauses import say_calendar
from permanence.faces.desk.presenting.moments import say_moment_text, show_instant
from permanence.faces.desk.presenting.presence import show_presence
from permanence.faces.desk.presenting.rights import role_names
from permanence.faces.desk.presenting.services import services_of
from permanence.faces.desk.presenting.words import language_name
from permanence.ground.journal.models import Act
from permanence.ground.journal.queries import last_acts
from permanence.promises.policies.queries import NoPolicy, policy_in_force
from permanence.world.accounts.models import Desk, Specialist, Team
from permanence.world.accounts.rules import StaffCard
from permanence.world.accounts.rules.presence import Presence

Shown = dict[str, Any]


def show_person_row(one: Specialist, presence: Presence | None, reader: Reader) -> Shown:
    """Return one colleague of the list."""
    return {
        "name": one.name,
        "url": reverse("desk:person", args=[one.pk]),
        "email": one.user.email,
        "presence": show_presence(presence, reader) if presence else None,
        "level": one.level,
        "roles": list_roles(one),
        "teams": ", ".join(team.name for team in one.teams.all() if team.retired_at is None),
        "languages": ", ".join(language_name(code) for code in one.languages),
    }


def list_roles(one: Specialist) -> list[Shown]:
    """Return what somebody is, desk by desk."""
    names = role_names()
    held: dict[str, list[str]] = {}
    for given in sorted(one.roles.all(), key=lambda role: (role.desk.position, role.pk)):
        held.setdefault(given.desk.name, []).append(names.get(given.role, given.role))
    return [{"desk": desk, "roles": ", ".join(roles)} for desk, roles in held.items()]


def list_person_facts(card: StaffCard, services: Mapping[str, str]) -> list[Shown]:
    """Return what is kept of a colleague, in words."""
    facts = [
        (_("E-mail"), card.email),
        (_("Language of the pages"), language_name(card.language)),
        (_("Works up to level"), str(card.level)),
        (_("Languages spoken with customers"), say_languages(card.languages)),
        (_("Services known well"), say_services(card.skills, services)),
    ]
    return [{"label": label, "text": text} for label, text in facts if text]


def show_team_row(team: Team, services: Mapping[str, str], calendars: Mapping[str, str]) -> Shown:
    """Return one team of the list."""
    return {
        "name": team.name,
        "key": team.key,
        "url": reverse("desk:team", args=[team.pk]),
        "levels": ", ".join(str(level) for level in team.levels),
        "languages": say_languages(team.languages),
        "services": say_services(team.skills, services),
        "calendar": calendars.get(team.calendar, team.calendar) or _("Always"),
        "mode": mode_names()[team.mode],
        "members": ", ".join(one.name for one in team.members.all() if one.left_at is None),
        "retired": team.retired_at is not None,
    }


def mode_names() -> dict[str, str]:
    """Return who says which member gets a ticket of a team."""
    return {
        "hand": _("We choose by hand"),
        "suggest": _("Somebody is suggested"),
        "automatic": _("Somebody gets it automatically"),
    }


def services_of_desks(desks: Iterable[Desk], reader: Reader) -> dict[str, str]:
    """Return the services that the policies of these desks name."""
    found: dict[str, str] = {}
    for desk in desks:
        try:
            found |= services_of(policy_in_force(desk.key, at=reader.at)[1])
        except NoPolicy:
            continue
    return found


def calendars_of_desk(desk: Desk, reader: Reader) -> dict[str, str]:
    """Return the calendars of a desk's policy, each with its name."""
    try:
        policy = policy_in_force(desk.key, at=reader.at)[1]
    except NoPolicy:
        return {}
    return {key: say_calendar(key, policy) for key in policy.calendars}


def say_languages(codes: Iterable[str]) -> str:
    """Return languages by their names."""
    return ", ".join(language_name(code) for code in codes)


def say_services(keys: Iterable[str], services: Mapping[str, str]) -> str:
    """Return services by their names."""
    return " · ".join(services.get(key, key) for key in keys)


def people_address(desk: str, **asked: Any) -> str:
    """Return the address of the list of colleagues."""
    told = {"desk": desk} | {key: one for key, one in asked.items() if one}
    return f"{reverse('desk:people')}?{urlencode(told)}"


def show_staff_history(
    subject: str, reader: Reader, *, services: Mapping[str, str], calendars: Mapping[str, str]
) -> list[Shown]:
    """Return who changed what about a colleague or a team, and when, the newest first."""
    names = act_names()
    words = {**services, **calendars, **role_names(), **mode_names()}
    return [
        {
            **show_instant(act.at, reader),
            "who": act.actor_name or "Permanence",
            "what": " · ".join([names[act.act], *say_times(act, reader)]),
            "changes": list_changes(act, words),
        }
        for act in last_acts(subject)
        if act.act in names
    ]


def say_times(act: Act, reader: Reader) -> list[str]:
    """Return from when until when an absence was said to last, and who stands in."""
    told = [say_moment_text(act.facts.get(key), reader) for key in ("since", "until")]
    said = [" – ".join(one for one in told if one), act.facts.get("stand_in", "")]
    return [one for one in said if one]


def act_names() -> dict[str, str]:
    """Return what is said of each act on a colleague or a team."""
    return {
        "staff.added": _("Added"),
        "staff.invited": _("Invited"),
        "staff.changed": _("Changed"),
        "staff.roles": _("Roles changed"),
        "staff.left": _("Log-in closed"),
        "staff.returned": _("Log-in opened again"),
        "staff.away": _("Away"),
        "staff.out": _("Out of office"),
        "staff.back": _("Back"),
        "staff.not_out": _("Absence cancelled"),
        "team.added": _("Added"),
        "team.changed": _("Changed"),
        "team.retired": _("Retired"),
        "team.returned": _("Brought back"),
    }


def list_changes(act: Act, words: Mapping[str, str]) -> list[Shown]:
    """Return each field that became different, as it was and as it is."""
    names = field_names()
    return [
        {"label": names.get(key, key), "was": say_field(was, words), "now": say_field(now, words)}
        for key, (was, now) in act.facts.get("changes", {}).items()
    ]


def field_names() -> dict[str, str]:
    """Return what each field of a colleague or a team is called."""
    return {
        "name": _("Name"),
        "email": _("E-mail"),
        "language": _("Language of the pages"),
        "level": _("Works up to level"),
        "languages": _("Languages"),
        "skills": _("Services"),
        "key": _("Key"),
        "levels": _("Levels"),
        "calendar": _("Calendar"),
        "mode": _("Who gets a ticket"),
        "position": _("Place in lists"),
        "members": _("Members"),
    }


def say_field(value: Any, words: Mapping[str, str]) -> str:
    """Return what a field says; nothing is a dash."""
    if isinstance(value, list):
        return ", ".join(say_field(one, words) for one in value) or "—"
    if value in (None, ""):
        return "—"
    return words.get(str(value)) or language_name(str(value))
