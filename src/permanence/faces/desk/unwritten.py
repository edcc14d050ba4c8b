"""Suggesting to write an article when a request is solved and none speaks of it."""

from __future__ import annotations

from collections.abc import Sized

from django.contrib import messages
from django.utils.html import format_html
from django.utils.translation import gettext as _

from permanence.faces.desk.access import StaffRequest
from permanence.faces.desk.presenting.solving import write_url
from permanence.service.knowledge.queries import uses_on
from permanence.service.tickets.models import Ticket
from permanence.world.accounts.rules import Right


def suggest_article(request: StaffRequest, ticket: Ticket, *, sent: Sized = ()) -> None:
    """Suggest to who may write one an article of what solved a ticket; none where one was used.

    `sent` are those that go out with the answer by which it is resolved.
    """
    if not request.reader.may(Right.WRITE_ARTICLES, ticket.desk_id):
        return
    if sent or uses_on(ticket.pk):
        return
    text = format_html('<a href="{}">{}</a>', write_url(ticket, request.reader), _("Write one"))
    messages.info(request, format_html("{} {}", _("No article says yet how this is solved."), text))
