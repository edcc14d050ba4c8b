"""Noting that a person has left their customer, and letting them come back."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.forms import DeskForm
from permanence.faces.desk.forms.customers import LeavingForm
from permanence.faces.desk.views.contacts import find_contact
from permanence.faces.desk.views.customers import answer_form
from permanence.overview.customers.actions import part_with_contact, welcome_back
from permanence.overview.customers.queries.leaving import requests_left, successors_of
from permanence.world.accounts.models import Contact
from permanence.world.accounts.rules import Right


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.EDIT_ORGANISATIONS)
def contact_leave(request: StaffRequest, number: int) -> HttpResponse:
    """Note that a person has left, and who takes over what they have open."""
    found, reader = find_contact(request, number), request.reader
    if found.merged_into_id is not None or found.left_at is not None:
        raise Http404
    people = {one.pk: one for one in successors_of(found)}
    form = LeavingForm(request.POST or None, people={pk: str(one) for pk, one in people.items()})
    back = reverse("desk:contact", args=[found.pk])
    if form.is_valid():
        to = people.get(form.cleaned_data["to"])
        # What the reader may not know of stays: those who do know decide who reads it.
        with form.acting():
            part_with_contact(found, to=to, by=reader.actor, at=reader.at)
        if form.refusal is None:
            messages.success(request, _("Kept."))
            return HttpResponseRedirect(back)
    title = _("%(name)s has left") % {"name": found.name}
    return answer_form(
        request, form, title=title, back=back, warning=say_leaving(found), submit=_("Note it")
    )


@require_POST
@staff_page(Right.EDIT_ORGANISATIONS)
def contact_return(request: StaffRequest, number: int) -> HttpResponse:
    """Let a person be at their customer again."""
    found, form = find_contact(request, number), DeskForm(request.POST)
    with form.acting():
        welcome_back(found, by=request.reader.actor, at=request.reader.at)
    if form.refusal is not None:
        messages.error(request, str(form.refusal))
    return HttpResponseRedirect(reverse("desk:contact", args=[found.pk]))


def say_leaving(found: Contact) -> str:
    """Return what becomes of somebody's log-in, mails and open requests."""
    count = requests_left(found).count()
    text = ngettext(
        "They may nothing on the portal any more, and mail from %(email)s waits in the quarantine."
        " %(count)s open request goes to whom you choose.",
        "They may nothing on the portal any more, and mail from %(email)s waits in the quarantine."
        " %(count)s open requests go to whom you choose.",
        count,
    )
    return text % {"count": count, "email": found.email}
