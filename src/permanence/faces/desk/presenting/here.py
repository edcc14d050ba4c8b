"""Who else is on a ticket's page."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from permanence.faces.desk.access import Reader
from permanence.faces.desk.presenting.shell import initials_of
from permanence.world.attention.queries.notices import is_watching
from permanence.world.attention.queries.viewing import Person, people_at

Shown = dict[str, Any]


def show_here(subject: str, reference: str, reader: Reader) -> Shown:
    """Return what `desk/parts/here.html` reads."""
    people = people_at(subject, at=reader.at, besides=reader.specialist.pk)
    return {
        "ticket": {"here_url": reverse("desk:ticket-here", args=[reference]), "topic": subject},
        "here": {
            "people": [show_person(one) for one in people],
            "watching": is_watching(subject, reader.specialist),
            "watch_url": reverse("desk:ticket-watch", args=[reference]),
        },
    }


def show_person(person: Person) -> Shown:
    """Return one colleague with what they do here."""
    sentences = {
        "reply": _("%(name)s is writing a reply"),
        "note": _("%(name)s is writing a note"),
        "call": _("%(name)s is writing down a call"),
    }
    sentence = sentences.get(person.writing) or _("%(name)s is looking at this too")
    return {
        "name": person.name,
        "initials": initials_of(person.name),
        "doing": sentence % {"name": person.name},
        "writing": bool(person.writing),
    }
