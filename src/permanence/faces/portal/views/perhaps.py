"""Can I solve it here? Articles offered while a new request is typed, read in place."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from permanence.faces.portal.access import enter_desk
from permanence.faces.portal.perhaps import addresses_of, offer_articles
from permanence.faces.portal.reading import find_article, show_article
from permanence.faces.portal.throttle import reads_as_person
from permanence.service.knowledge.actions import count_reading


@never_cache
@require_POST
def suggest_help(request: HttpRequest, desk: str) -> HttpResponse:
    """Return the articles that may answer what is typed so far; nothing of it is kept."""
    typed = f"{request.POST.get('subject', '')} {request.POST.get('description', '')}"
    with enter_desk(request, desk) as guest:
        perhaps = offer_articles(guest, typed, read=request.POST.getlist("read"))
        return render(request, "portal/parts/perhaps.html", {"perhaps": perhaps})


@never_cache
@require_safe
def show_help_text(request: HttpRequest, desk: str, reference: str) -> HttpResponse:
    """Return an article to be read within a page, and count that it was read."""
    with enter_desk(request, desk) as guest:
        shown = find_article(guest, reference)
        if reads_as_person(request):
            count_reading(shown.article, language=shown.language, face="portal", at=guest.at)
        one = show_article(guest, shown) | addresses_of(guest, shown.reference)
        return render(request, "portal/parts/perhaps_text.html", {"one": one, "is_in_place": True})
