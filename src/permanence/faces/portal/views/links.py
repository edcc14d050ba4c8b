"""The signed link by which a customer enters, a new one, and leaving again."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from permanence.faces.portal.access import (
    Guest,
    enter_desk,
    forget_identity,
    remember_identity,
)
from permanence.faces.portal.forms import LinkForm
from permanence.faces.portal.links import send_links
from permanence.faces.portal.own_state import public_url
from permanence.faces.portal.shell import furnish_page
from permanence.faces.portal.throttle import asks_too_often
from permanence.ground.lib.clock import now
from permanence.ground.lib.db import house, portal
from permanence.service.knowledge.rules.references import read_article_number, speak_article
from permanence.world.accounts.actions import contact_of_token
from permanence.world.accounts.models import Contact


@never_cache
@require_safe
def follow_link(request: HttpRequest, desk: str, token: str) -> HttpResponse:
    """Let the person a link was signed for in, and go on to the address without the token."""
    return enter_by_link(request, desk, token, page="portal:request")


def enter_by_link(request: HttpRequest, desk: str, token: str, *, page: str) -> HttpResponse:
    """Let the person a link was signed for in, and go on to a page of the request it names."""
    known = contact_of_token(token, days=settings.PORTAL_LINK_DAYS)
    contact = read_contact(known[0]) if known else None
    if known is None or contact is None:
        with enter_desk(request, desk) as guest:
            return show_form(request, guest, LinkForm(), is_expired=True, status=410)
    with enter_desk(request, desk):
        pass  # a desk that is not there lets nobody in
    remember_identity(request, contact)
    if article := read_article_name(request):
        return redirect("portal:help_article", desk, article)
    if reference := known[1]:
        return redirect(page, desk, reference)
    return redirect("portal:requests", desk)


def read_contact(pk: int) -> Contact | None:
    """Return the contact a link speaks for, as that contact may see itself.

    The links of a merged contact open nothing: a new one goes to the survivor's address.
    """
    with portal(organisation=None, contact=pk):
        return Contact.objects.filter(pk=pk).staying().first()


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask_link(request: HttpRequest, desk: str) -> HttpResponse:
    """Ask for an address and send a link there, saying the same whether it is known or not."""
    form = LinkForm(request.POST or None)
    asked = form.is_valid()
    crowded = asked and asks_too_often(request, form.cleaned_data["email"], at=now())
    with enter_desk(request, desk) as guest:
        page = show_form(
            request,
            guest,
            None if asked else form,
            is_sent=asked,
            status=422 if form.errors else 200,
        )
    if asked and not crowded:
        with house():
            send_links(
                form.cleaned_data["email"],
                desk=guest.desk,
                policy=guest.policy,
                at=guest.at,
                article=read_article_name(request),
            )
    return page


def show_form(
    request: HttpRequest,
    guest: Guest,
    form: LinkForm | None,
    *,
    is_expired: bool = False,
    is_sent: bool = False,
    article: str = "",
    status: int = 200,
) -> HttpResponse:
    """Return the page that sends a new link, which opens an article where one was asked for."""
    article = article or read_article_name(request)
    action = reverse("portal:ask-link", args=[guest.desk.key])
    context = furnish_page(
        request,
        guest,
        form=form,
        sent=is_sent,
        expired=is_expired,
        status_url=public_url(guest),
        article=bool(article),
        action=f"{action}?read={article}" if article else action,
    )
    return render(request, "portal/link_expired.html", context, status=status)


def read_article_name(request: HttpRequest) -> str:
    """Return the article that somebody wants to read after coming in; empty for none."""
    number = read_article_number(request.GET.get("read", ""))
    return speak_article(number) if number is not None else ""


@require_POST
def sign_out(request: HttpRequest, desk: str) -> HttpResponse:
    """Let this browser speak for nobody."""
    forget_identity(request)
    return redirect("portal:home", desk)
