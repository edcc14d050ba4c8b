"""Files and mails as they came: always downloads, or alone in a sandbox."""

from __future__ import annotations

import re

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from permanence.faces.desk import access
from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.ground.files.actions import read_content
from permanence.service.intake.actions import read_raw
from permanence.service.intake.rules import Unreadable, read_letter
from permanence.world.accounts.rules import Right

SANDBOX = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:;"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
TYPE = re.compile(r"[a-z0-9.+-]{1,60}/[a-z0-9.+-]{1,60}")
SHELL = '<!doctype html><html><head><meta charset="utf-8"></head><body>{}</body></html>'


@require_safe
@staff_page(Right.READ_TICKETS)
def attachment(request: StaffRequest, number: int) -> HttpResponse:
    """Download a file of a ticket."""
    found = access.attachment(request, number)
    return answer_file(read_content(found.blob), name=found.name, kind=found.content_type)


@require_safe
@staff_page(Right.READ_TICKETS)
def entry_html(request: StaffRequest, number: int) -> HttpResponse:
    """Show the HTML of a mail, alone and without any right."""
    found = access.entry(request, number)
    if not found.html:
        raise Http404
    return answer_html(found.html)


@require_safe
@staff_page(Right.READ_TICKETS)
def letter_raw(request: StaffRequest, number: int) -> HttpResponse:
    """Download a mail exactly as it came."""
    found = access.letter(request, number)
    if found.removed_at:
        raise Http404
    return answer_file(read_raw(found), name=f"letter-{number}.eml", kind="message/rfc822")


@require_safe
@staff_page(Right.READ_LETTERS)
def letter_file(request: StaffRequest, number: int, place: int) -> HttpResponse:
    """Download one file out of a letter that waits."""
    found = access.letter(request, number)
    try:
        files = read_letter(read_raw(found)).attachments
    except Unreadable:
        raise Http404 from None
    if place >= len(files):
        raise Http404
    return answer_file(files[place].content, name=files[place].name, kind=files[place].type)


def answer_file(content: bytes, *, name: str, kind: str) -> HttpResponse:
    """Return bytes as a download that no browser opens or runs by itself."""
    kind = kind.lower()
    known = kind if TYPE.fullmatch(kind) else "application/octet-stream"
    response = HttpResponse(content, content_type=known)
    plain = "".join(letter for letter in name if letter.isprintable()) or "attachment"
    response.headers["Content-Disposition"] = content_disposition_header(True, plain) or ""
    return confine(response)


def answer_html(html: str) -> HttpResponse:
    """Return the HTML of a mail, which may neither load, run, send nor frame anything."""
    page = html if html.lstrip().lower().startswith("<!doctype") else SHELL.format(html)
    return confine(HttpResponse(page))


def confine(response: HttpResponse) -> HttpResponse:
    """Take every right from a document that strangers wrote."""
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
