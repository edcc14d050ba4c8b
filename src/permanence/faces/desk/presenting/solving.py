"""Cause and solution of a ticket: in its drawer, and in its timeline."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from permanence.faces.desk.access import Reader, StaffRequest
from permanence.faces.desk.forms import DeskForm
from permanence.faces.desk.forms.solving import SolutionForm
from permanence.faces.desk.presenting.inserting import article_page
from permanence.faces.desk.presenting.moments import show_instant
from permanence.faces.desk.presenting.said import Said
from permanence.faces.desk.presenting.solving_words import source_names
from permanence.ground.journal.models import Act
from permanence.promises.policies.queries import policy_of_version
from permanence.service.knowledge.queries import uses_on
from permanence.service.tickets.models import Resolution, Ticket
from permanence.service.tickets.rules.states import may_follow
from permanence.world.accounts.rules import Right

Shown = dict[str, Any]
MOST_SHOWN = 160


def show_solution(request: StaffRequest, ticket: Ticket, sent: Mapping[str, DeskForm]) -> Shown:
    """Return cause and solution in their versions, and the form by which they are kept."""
    reader, names = request.reader, source_names()
    rows = list(
        Resolution.objects.filter(ticket=ticket).select_related("article").order_by("number")
    )
    standing = next((row for row in rows if row.reopened_at is None), None)
    may = reader.may(Right.ANSWER, ticket.desk_id) and may_follow("solve", ticket.state)
    first = (
        {name: getattr(standing, name) for name in ("source", "cause", "solution", "is_told")}
        | {"article": standing.article.reference if standing.article else ""}
        if standing
        else {}
    )
    form = sent.get("solution") or SolutionForm(initial=first, desk=ticket.desk_id)
    return {
        "rows": [
            {
                "number": row.number,
                "source": names.get(row.source, ""),
                "cause": row.cause,
                "solution": row.solution,
                "is_told": row.is_told,
                "article": row.article.reference if row.article else "",
                "article_url": article_page(ticket, row.article.reference) if row.article else "",
                "by": row.by_name,
                "is_over": row.reopened_at is not None,
                **show_instant(row.written_at, reader),
            }
            for row in rows
        ],
        "needs_cause": policy_of_version(ticket.policy_version_id).handling.needs_cause,
        "form": form if may else None,
        "used": sorted({one.article.reference for one in uses_on(ticket.pk)}),
        "url": reverse("desk:ticket-solution", args=[ticket.reference]),
        "write_url": write_url(ticket, reader) if rows else "",
        "may_resolve": may and may_follow("resolve", ticket.state) and bool(ticket.answered_at),
    }


def write_url(ticket: Ticket, reader: Reader) -> str:
    """Return where an article is written from a ticket; nothing for who may not write one."""
    if not reader.may(Right.WRITE_ARTICLES, ticket.desk_id):
        return ""
    told = {"desk": ticket.desk.key, "ticket": ticket.reference}
    return f"{reverse('desk:article_new')}?{urlencode(told)}"


def say_solved(act: Act, facts: Mapping[str, Any], reader: Reader) -> Said:
    """Words for a cause and solution that were kept."""
    words = [
        source_names().get(str(facts.get("source")), ""),
        *(quote(str(facts.get(name, ""))) for name in ("cause", "solution")),
    ]
    if article := str(facts.get("article", "")):
        words.append(_("Article %(reference)s") % {"reference": article})
    text = _("%(who)s kept cause and solution") % {"who": act.actor_name}
    return Said(" · ".join([text, *filter(None, words)]), "book")


def quote(text: str) -> str:
    """Return the beginning of a text in quotation marks; nothing of none."""
    if not text:
        return ""
    shown = text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN].rstrip()}…"
    return _("“%(reason)s”") % {"reason": shown}
