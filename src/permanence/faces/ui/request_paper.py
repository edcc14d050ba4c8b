"""One request as PDF: what it is about, how it stands, and all that was said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from django.http import HttpResponse
from django.utils import translation
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from permanence.faces.ui.moments import say_instant_fully, writing_dates
from permanence.faces.ui.templatetags.ui import CHANNELS
from permanence.ground.lib.documents import (
    Block,
    Document,
    Facts,
    Heading,
    Paragraph,
    write_pdf,
)
from permanence.promises.policies.rules import Policy
from permanence.service.tickets.models import Entry, Ticket
from permanence.service.tickets.rules.reference import speak_reference


@dataclass(frozen=True)
class RequestPaper:
    """A request as it is written down for somebody: in which language, by which clock, of when.

    `state` is its state in that reader's words; `entries` are what this reader may read.
    `is_internal` says that notes are among them, `extra` what only staff reads.
    """

    ticket: Ticket
    policy: Policy
    entries: Sequence[Entry]
    state: str
    language: str
    zone: tzinfo
    at: datetime
    is_internal: bool = False
    extra: Sequence[tuple[str, str]] = ()


def answer_request_paper(paper: RequestPaper) -> HttpResponse:
    """Return a request as a PDF to be saved."""
    response = HttpResponse(write_request(paper), content_type="application/pdf")
    name = f"{paper.ticket.reference}{'-internal' if paper.is_internal else ''}.pdf"
    response.headers["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=name) or "attachment"
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def write_request(paper: RequestPaper) -> bytes:
    """Return a request as PDF, in the paper's language."""
    ticket, policy = paper.ticket, paper.policy
    with translation.override(paper.language), writing_dates("words"):
        told = {
            "reference": speak_reference(ticket.reference),
            "instant": say_instant_fully(paper.at, zone=paper.zone),
        }
        document = Document(
            title=ticket.subject,
            subtitle=_("Request %(reference)s, as it stood on %(instant)s") % told,
            language=paper.language,
            desk=policy.name,
            accent=policy.accent,
            blocks=[*tell_head(paper), *tell_words(paper)],
        )
    return write_pdf(document)


def tell_head(paper: RequestPaper) -> Iterator[Block]:
    """Yield whose request it is, and how it stands."""
    ticket = paper.ticket
    customer = [ticket.organisation.name] if ticket.organisation else []
    moments = [
        (_("Received"), ticket.opened_at),
        (_("First answer"), ticket.answered_at),
        (_("Resolved"), ticket.resolved_at),
        (_("Closed"), ticket.closed_at),
    ]
    if paper.is_internal:
        yield Paragraph(_("Internal: with notes that no customer reads. Do not send it on."))
    yield Facts(
        [
            (_("Customer"), ", ".join([*customer, ticket.contact.name])),
            (_("State"), paper.state),
            *[(name, say_instant_fully(at, zone=paper.zone)) for name, at in moments if at],
            *paper.extra,
        ]
    )


def tell_words(paper: RequestPaper) -> Iterator[Block]:
    """Yield what was said, with who said it, when and how."""
    for entry in paper.entries:
        yield Heading(" · ".join(filter(None, head_of(entry, paper))), rank=2)
        if entry.kind == Entry.Kind.CONFIRMATION:
            yield Paragraph(_("We confirmed that your request arrived."), quiet=True)
            continue
        if entry.text.strip():
            yield Paragraph(entry.text.strip())
        names = [one.name for one in entry.attachments.all() if not one.is_inline]
        if names:
            yield Paragraph(_("Files: %(names)s") % {"names": ", ".join(names)}, quiet=True)


def head_of(entry: Entry, paper: RequestPaper) -> tuple[str, ...]:
    """Return when somebody said something, who, and by which way."""
    instant = say_instant_fully(entry.at, zone=paper.zone)
    way = str(CHANNELS[entry.kind][1]) if entry.kind in CHANNELS else ""
    mark = _("Internal") if not entry.is_public else ""
    return instant, entry.author_name, way, mark
