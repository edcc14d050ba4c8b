"""The browsers in which the reader is told when no page is open: added, tried, removed."""

from __future__ import annotations

from functools import cache

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.forms import DeskForm
from permanence.faces.desk.presenting.browsers import BROWSER_COOKIE, KEPT_FOR
from permanence.faces.ui.bundle import BUNDLE, read_bundle
from permanence.world.accounts.rules import Right
from permanence.world.attention.actions.pushing import (
    forget_browser,
    keep_browser,
    try_browsers,
)

SAID = ("address", "key", "secret")


@require_POST
@staff_page(Right.READ_TICKETS)
def keep(request: StaffRequest) -> HttpResponse:
    """Let the browser be told that the reader sits at; it says its address and keys."""
    reader, form = request.reader, DeskForm(request.POST)
    answer = HttpResponseRedirect(reverse("desk:notices-channels") + "#browsers")
    with form.acting():
        found = keep_browser(
            reader.specialist,
            {name: request.POST.get(name, "") for name in SAID},
            device=request.headers.get("User-Agent", ""),
            at=reader.at,
        )
        answer.set_cookie(
            BROWSER_COOKIE,
            found.handle,
            max_age=int(KEPT_FOR.total_seconds()),
            path="/desk",
            secure=request.is_secure(),
            httponly=True,
            samesite="Lax",
        )
        messages.success(request, _("This browser is told from now on."))
    if form.refusal is not None:
        messages.error(request, str(form.refusal))
    return answer


@require_POST
@staff_page(Right.READ_TICKETS)
def remove(request: StaffRequest, number: int) -> HttpResponse:
    """Let one of the reader's browsers be told no more."""
    if not forget_browser(request.reader.specialist, number):
        raise Http404
    messages.success(request, _("The browser is told no more."))
    return HttpResponseRedirect(reverse("desk:notices-channels") + "#browsers")


@require_POST
@staff_page(Right.READ_TICKETS)
def try_all(request: StaffRequest) -> HttpResponse:
    """Send a message to all of the reader's browsers, to see whether it arrives."""
    count = try_browsers(request.reader.specialist, at=request.reader.at)
    done = ngettext(
        "A message is on its way to %(count)s browser.",
        "A message is on its way to %(count)s browsers.",
        count,
    )
    messages.success(request, done % {"count": count})
    return HttpResponseRedirect(reverse("desk:notices-channels") + "#browsers")


@require_safe
@cache_control(no_cache=True)
def worker(request: HttpRequest) -> HttpResponse:
    """Return the script that shows messages; it stands at one address, whatever its build."""
    return HttpResponse(read_worker(), content_type="text/javascript; charset=utf-8")


@cache
def read_worker() -> bytes:
    """Return the script as the front end's build made it."""
    return (BUNDLE / read_bundle()["worker.js"]).read_bytes()
