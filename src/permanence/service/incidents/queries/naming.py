"""What an incident is called where people read it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from permanence.service.incidents.models import Incident


def say_name(incident: Incident, *, told: str = "") -> str:
    """Return its name, or what is told of it, in the language in force: a drill is called one."""
    text = told or incident.name
    return f"{_('DRILL')} {text}" if incident.drill else text
