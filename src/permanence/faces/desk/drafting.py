"""What came with words that were sent: which draft the page knew, what its reader had seen."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from permanence.faces.desk.access import StaffRequest
from permanence.faces.desk.forms import DeskForm, WordsForm
from permanence.faces.ui.numbers import read_number
from permanence.service.knowledge.models import Article
from permanence.service.tickets.actions.articles import name_in_draft
from permanence.service.tickets.actions.drafts import (
    ChangedElsewhere,
    KeptArticle,
    KeptFile,
    Writing,
    drop_draft,
    keep_draft,
    keep_files,
)
from permanence.service.tickets.actions.filling import parts_of_answer
from permanence.service.tickets.models import Draft, Ticket
from permanence.service.tickets.queries.drafts import count_news, last_entry
from permanence.service.tickets.rules.secrets import find_secrets
from permanence.service.tickets.rules.sending import mentions_attachment
from permanence.world.wording.queries import answer_keyed


@dataclass(frozen=True)
class Sent:
    """Words as they were sent, with their files, new ones and those that were kept before.

    `known` is the version of the draft that the page had, 0 for none; `looked` whether its reader
    was asked to look once more; `seen` the last entry on the page, None where it does not say.
    """

    writing: Writing
    known: int
    seen: int | None
    looked: bool


def read_sent(
    request: StaffRequest,
    ticket: Ticket,
    kind: str,
    form: DeskForm,
    *,
    called_at: datetime | None = None,
) -> Sent:
    """Return what a valid form of the composer carried, its files kept beside the draft."""
    known = read_number(request.POST.get("draft", "")) or 0
    seen = read_number(request.POST.get("seen", ""))
    kept = kept_files(request, ticket, kind, known=known)
    new = (
        keep_files(ticket, form.parts, at=request.reader.at) if isinstance(form, WordsForm) else []
    )
    put_in = copy_enclosed(request, ticket) if kind == Draft.Kind.REPLY else []
    known_already = {file["blob"] for file in kept}
    writing = Writing(
        kind,
        form.cleaned_data["body"],
        [*kept, *new, *(file for file in put_in if file["blob"] not in known_already)],
        called_at,
        last_entry(ticket) if seen is None else seen,
        form.limit if isinstance(form, WordsForm) else 0,
        named_articles(request, ticket),
    )
    return Sent(writing, known, seen, "looked" in request.POST)


def named_articles(request: StaffRequest, ticket: Ticket) -> Sequence[KeptArticle]:
    """Return the articles whose words are in what was sent, as its draft names them."""
    keys = [key for one in request.POST.getlist("article") if (key := read_number(one)) is not None]
    if not keys:
        return ()
    found = Article.objects.filter(desk=ticket.desk_id).in_bulk(keys)
    return name_in_draft(ticket, [found[key] for key in keys if key in found])


def kept_files(
    request: StaffRequest, ticket: Ticket, kind: str, *, known: int
) -> Sequence[KeptFile]:
    """Return the files of the draft that the page knew, less those that were taken off."""
    if not known:
        return ()
    drafts = Draft.objects.in_writing().filter(ticket=ticket, kind=kind, version=known)
    found = drafts.filter(specialist=request.reader.specialist).first()
    wanted = set(request.POST.getlist("kept"))
    return [file for file in found.files if str(file["blob"]) in wanted] if found else ()


def copy_enclosed(request: StaffRequest, ticket: Ticket) -> list[KeptFile]:
    """Return this customer's own copies of the files of a canned answer that is put in."""
    key = request.POST.get("put", "")
    specialist, desk = request.reader.specialist, ticket.desk_id
    answer = answer_keyed(desk, key, specialist=specialist.pk) if key else None
    if answer is None:
        return []
    return keep_files(ticket, parts_of_answer(answer), at=request.reader.at)


def doubts_of(ticket: Ticket, sent: Sent, reader: str) -> list[str]:
    """Return why an author should look once more before an answer leaves."""
    doubts = []
    came = count_news(ticket, seen=sent.seen, reader=reader) if sent.seen is not None else 0
    if came:
        text = ngettext(
            "%(count)s new entry since you opened this page. Read it above, then send again.",
            "%(count)s new entries since you opened this page. Read them above, then send again.",
            came,
        )
        doubts.append(text % {"count": came})
    writing = sent.writing
    if not sent.looked and not writing.files and mentions_attachment(writing.text):
        doubts.append(
            _("You mention an attachment, but there is none. Add it, or send again without.")
        )
    if not sent.looked and find_secrets(writing.text):
        doubts.append(
            _(
                "This seems to have a password, a key or a card number in it, which would stay in"
                " the file and in mailboxes. Send it another way, or send again as it is."
            )
        )
    return doubts


def keep_sent(request: StaffRequest, ticket: Ticket, sent: Sent) -> None:
    """Keep what could not be sent; a draft that was changed elsewhere stays as it is.

    Files that are too large together are kept as well: their author takes some off.
    """
    reader, writing = request.reader, replace(sent.writing, limit=0)
    with suppress(ChangedElsewhere):
        keep_draft(ticket, writing, by=reader.specialist, known=sent.known, at=reader.at)


def drop_sent(request: StaffRequest, ticket: Ticket, sent: Sent) -> None:
    """Forget the draft of what is in the file now."""
    drop_draft(ticket, sent.writing.kind, by=request.reader.specialist, known=sent.known)
