"""The bell, the page of notices, and the words for each event."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from permanence.faces.desk.access import Reader
from permanence.faces.desk.presenting.article_words import article_url
from permanence.faces.desk.presenting.moments import show_instant
from permanence.faces.desk.presenting.shell import view_url
from permanence.overview.telling.actions.wording import say_given, say_notice
from permanence.overview.telling.queries import articles_of, incidents_of, rotas_of, tickets_of
from permanence.service.incidents.models import Incident
from permanence.service.incidents.queries.naming import say_name
from permanence.service.knowledge.models import Article
from permanence.service.tickets.models import Ticket
from permanence.world.attention.models import Notice
from permanence.world.attention.rules.folding import fold_given
from permanence.world.rotas.models import Rota

Shown = dict[str, Any]
ICONS = {
    "assigned": "person",
    "mentioned": "write",
    "wrote": "in",
    "noted": "lock",
    "at_risk": "hourglass",
    "overdue": "alarm",
    "bounced": "alert",
    "merged": "link",
    "rule": "flag",
    "rule_off": "alert",
    "let_in": "lock",
    "glass": "lock",
    "gap": "alarm",
    "shift": "phone",
    "swap": "again",
    "swapped": "check",
    "not_swapped": "cross",
    "covered": "phone",
    "called": "climb",
    "task": "check",
    "task_due": "alarm",
    "lead": "person",
    "contribute": "write",
    "measure": "check",
    "measure_soon": "hourglass",
    "measure_late": "alarm",
    "recurrence": "again",
    "article_due": "book",
}
TONES = {
    "at_risk": "at_risk",
    "overdue": "overdue",
    "bounced": "at_risk",
    "rule_off": "at_risk",
    "glass": "at_risk",
    "gap": "overdue",
    "task_due": "at_risk",
    "lead": "at_risk",
    "measure_soon": "at_risk",
    "measure_late": "overdue",
}


def list_notices(rows: Sequence[Notice], reader: Reader) -> list[Shown]:
    """Return the rows of `desk/notices.html`; the tickets of all are read in one look.

    Tickets that were given one after the other stand in one row.
    """
    tickets, rotas, incidents = tickets_of(rows), rotas_of(rows), incidents_of(rows)
    articles = articles_of(rows)
    shown = []
    seen = [row for row in rows if row.subject in tickets | rotas | incidents | articles]
    for run in fold_given(seen):
        row = run[0]
        if len(run) > 1:
            shown.append(show_given(run, reader))
        elif row.subject in tickets:
            shown.append(show_notice(row, tickets[row.subject], reader))
        elif row.subject in rotas:
            shown.append(show_rota_notice(row, rotas[row.subject], reader))
        elif row.subject in incidents:
            shown.append(show_incident_notice(row, incidents[row.subject], reader))
        else:
            shown.append(show_article_notice(row, *articles[row.subject], reader=reader))
    return shown


def show_given(run: Sequence[Notice], reader: Reader) -> Shown:
    """Return several tickets that somebody gave to the reader as one row, which leads to them."""
    last = run[0]
    desk = next(one for one in reader.desks if one.pk == last.desk_id)
    return {
        "id": last.pk,
        "ids": [one.pk for one in run],
        "icon": ICONS[last.event],
        "tone": "",
        "text": say_given(len(run), who=last.who),
        "unread": any(one.read_at is None for one in run),
        "url": view_url(desk, "mine"),
        "reference": "",
        "subject": _("The tickets that are yours"),
        **show_instant(last.at, reader),
    }


def show_rota_notice(row: Notice, rota: Rota, reader: Reader) -> Shown:
    """Return one notice on a rota."""
    url = reverse("desk:rota", args=[rota.pk])
    return {**show_one(row, reader), "url": url, "reference": "", "subject": rota.name}


def show_incident_notice(row: Notice, incident: Incident, reader: Reader) -> Shown:
    """Return one notice on an incident; who may not know of it is shown none."""
    return {
        **show_one(row, reader),
        "url": reverse("desk:incident", args=[incident.pk]),
        "reference": say_name(incident),
        "subject": incident.title,
    }


def show_article_notice(row: Notice, article: Article, title: str, *, reader: Reader) -> Shown:
    """Return one notice on an article."""
    return {
        **show_one(row, reader),
        "url": article_url(article, article.desk),
        "reference": article.reference,
        "subject": title,
    }


def show_notice(row: Notice, ticket: Ticket, reader: Reader) -> Shown:
    """Return one notice."""
    return {
        **show_one(row, reader),
        "text": say_notice(row.event, who=row.who or ticket.contact.name),
        "url": reverse("desk:ticket", args=[ticket.reference]),
        "reference": ticket.reference,
        "subject": ticket.subject,
    }


def show_one(row: Notice, reader: Reader) -> Shown:
    """Return what a notice says by itself, whatever it is about."""
    return {
        "id": row.pk,
        "ids": [row.pk],
        "icon": ICONS.get(row.event, "dot"),
        "tone": TONES.get(row.event, ""),
        "text": say_notice(row.event, who=row.who),
        "unread": row.read_at is None,
        **show_instant(row.at, reader),
    }


def show_none(*, unread: bool) -> Shown:
    """Return what the page says when there is nothing to tell."""
    title = _("Nothing is unread") if unread else _("Nothing yet")
    text = _(
        "What happens to your tickets and to those you watch is told here, but not your own acts."
    )
    return {"icon": "check", "title": title, "text": text}
