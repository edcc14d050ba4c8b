"""The search: a reference leads to its file, words to where they were said, names to people."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from permanence.faces.desk import access
from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.forms.search import Offered, SearchForm
from permanence.faces.desk.forms.triage import grades_of
from permanence.faces.desk.presenting.jumping import address_of_reference
from permanence.faces.desk.presenting.tickets import show_rows
from permanence.faces.desk.views.tickets import answer_list
from permanence.faces.ui.numbers import read_number
from permanence.overview.customers.queries import find_people
from permanence.overview.worklists.queries import (
    Found,
    SearchTooLong,
    search_tickets,
    spell_otherwise,
)
from permanence.overview.worklists.rules import ANYTHING, MOST_TYPED, read_terms
from permanence.promises.policies.queries import policy_in_force
from permanence.world.accounts.models import Desk
from permanence.world.accounts.rules import Right

Shown = dict[str, Any]
MOST_PEOPLE = 6
FEW = 2


class Looked(NamedTuple):
    """What was looked for, and what was found; None when it took too long.

    `instead` is what was typed, where the words were put right, `rather` what may have been meant.
    """

    query: str
    found: Found | None
    instead: str = ""
    rather: str = ""


@require_safe
@staff_page(Right.READ_TICKETS)
def search(request: StaffRequest) -> HttpResponse:
    """Go to what has the reference that was typed, or show where the words were said."""
    query = request.GET.get("q", "").replace("\x00", " ").strip()[:MOST_TYPED]
    if address := address_of_reference(request, query):
        return HttpResponseRedirect(address)
    desk = access.desk(request)
    if query:
        access.note_read(request, "search", desk=desk.pk)
    form = search_form(request, desk, query)
    query, found, instead, rather = look_for(request, query, form)
    people, is_near = (
        show_people(request, desk, instead or query, found)
        if "before" not in request.GET
        else ([], False)
    )
    is_asked = bool(form.errors) or form.is_narrowed
    context: Shown = {
        "list": {
            "title": _("Search: %(words)s") % {"words": query} if query else _("Search"),
            "summary": say_found(found),
            "refresh_url": request.get_full_path(),
            "topic": "",
            "shows": "both",
        },
        "rows": show_rows(found.rows, request.reader) if found else [],
        "empty": show_nothing_found(found, is_known=bool(people) and not is_near),
        "pager": show_more(request, query, found),
        "spelling": show_spelling(request, query, instead=instead, rather=rather),
        "people": people,
        "is_near": is_near,
        "narrowing": {
            "form": form,
            "questions": "" if is_asked else draw_questions(form.offered, get_language()),
            "url": reverse("desk:search"),
            "is_open": is_asked,
        },
    }
    response = answer_list(request, desk, context, query=query)
    response.status_code = form.status
    return response


def search_form(request: StaffRequest, desk: Desk, query: str) -> SearchForm:
    """Return the questions with the answers of the address."""
    _version, policy = policy_in_force(desk.key, at=request.reader.at)
    offered = Offered(
        severities=tuple(grades_of(policy, "severities")),
        desks=tuple((one.key, one.name) for one in access.desks(request)),
    )
    told = request.GET.copy()
    told["q"] = query
    form = SearchForm(told, offered=offered)
    form.is_valid()
    return form


@lru_cache(maxsize=500)
def draw_questions(offered: Offered, _language: str | None) -> SafeString:
    """Return the questions as nobody has answered them: nearly every search shows them so."""
    form = SearchForm({}, offered=offered)
    return render_to_string("desk/parts/search_questions.html", {"form": form})


def look_for(request: StaffRequest, query: str, form: SearchForm) -> Looked:
    """Look for what was typed, and where that finds nothing for what may have been meant.

    What may be meant is said only where it finds more among what the reader may see.
    """
    found = find_words(request, query, form)
    as_typed = "as" in request.GET or "before" in request.GET
    if found is None or found.count is None or found.count > FEW or as_typed:
        return Looked(query, found)
    for other in spell_otherwise(query):
        more = find_words(request, other, form)
        if more and more.count and more.count > found.count:
            if found.count:
                return Looked(query, found, rather=other)
            return Looked(other, more, instead=query)
    return Looked(query, found)


def show_spelling(request: StaffRequest, query: str, *, instead: str, rather: str) -> Shown | None:
    """Return what was looked for instead of what was typed, or might be; None for neither."""
    if instead:
        url = search_url(request, q=instead, **{"as": "typed"})
        return {"shown": query, "typed": instead, "url": url}
    if rather:
        return {"rather": rather, "url": search_url(request, q=rather)}
    return None


def find_words(request: StaffRequest, query: str, form: SearchForm) -> Found | None:
    """Return what was found; None when it took too long."""
    desks = access.desks(request)
    named = form.cleaned_data.get("desk")
    before = request.GET.get("before", "")
    try:
        return search_tickets(
            read_terms(query),
            desks=[one.pk for one in desks if not named or one.key == named],
            narrow=form.narrow(request.reader.zone) if form.is_valid() else ANYTHING,
            before=read_number(before),
        )
    except SearchTooLong:
        return None


def show_people(
    request: StaffRequest, desk: Desk, query: str, found: Found | None
) -> tuple[list[Shown], bool]:
    """Return a few customers and people who are called so, or nearly, or have that number.

    Several words that were said together in many files are no name that was mistyped.
    """
    if not request.reader.may(Right.READ_CUSTOMERS, desk.pk):
        return [], False
    said = query.strip('"* ')
    is_said = " " in said and found is not None and (found.count or 0) > FEW
    organisations, contacts, is_near = find_people(said, most=MOST_PEOPLE, nearly=not is_said)
    shown = [
        {
            "icon": "folder",
            "url": reverse("desk:organisation", args=[one.pk]),
            "name": one.name,
            "more": "",
        }
        for one in organisations
    ]
    for one in contacts:
        of = one.organisation.name if one.organisation else ""
        more = " · ".join(fact for fact in (of, one.email, one.phone) if fact)
        url = reverse("desk:contact", args=[one.pk])
        shown.append({"icon": "person", "url": url, "name": one.name, "more": more})
    return shown, is_near


def say_found(found: Found | None) -> str:
    """Return how many tickets were found, where that is known."""
    if found is None or found.count is None:
        return ""
    count = {"count": number_format(found.count, force_grouping=True)}
    if found.is_about:
        return ngettext("About %(count)s ticket", "About %(count)s tickets", found.count) % count
    return ngettext("%(count)s ticket", "%(count)s tickets", found.count) % count


def show_nothing_found(found: Found | None, *, is_known: bool) -> Shown:
    """Return what to do when nothing was found, or when it took too long.

    `is_known`: customers or people stand above who are called so.
    """
    if found is None:
        text = _("Add a word that is rarer, or the reference.")
        return {"icon": "search", "title": _("This search takes too long"), "text": text}
    if is_known:
        text = _("The requests of those above stand on their pages.")
        return {"icon": "search", "title": _("No message says this"), "text": text}
    text = _(
        "All words must be in one message. Put words that belong together in quotes; a star at the"
        " end of a word finds what begins with it."
    )
    return {"icon": "search", "title": _("Nothing was found"), "text": text}


def show_more(request: StaffRequest, query: str, found: Found | None) -> Shown:
    """Return the way to what was said before."""
    if found is None or found.next_before is None:
        return {"previous_url": "", "next_url": ""}
    url = search_url(request, q=query, before=str(found.next_before))
    return {"previous_url": "", "next_url": url}


def search_url(request: StaffRequest, **asked: str) -> str:
    """Return the address of a search that is narrowed like this one."""
    kept = {name: one for name, one in request.GET.items() if one and name not in {"before", "as"}}
    return f"{reverse('desk:search')}?{urlencode(kept | asked)}"
