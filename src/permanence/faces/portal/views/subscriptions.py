"""Being told of changes: asking for it, confirming, changing, and being told no more.

None of these pages needs a log-in or sets a cookie. What they change is known by a signed link.
"""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from permanence.faces.portal.throttle import place_of
from permanence.faces.ui.moments import say_instant, say_instant_fully
from permanence.ground.lib.clock import now
from permanence.ground.lib.db import door, house
from permanence.ground.lib.errors import Refusal
from permanence.promises.policies.queries import policy_in_force
from permanence.service.status.actions.subscribing import (
    Wish,
    ask_subscription,
    change_subscription,
    confirm_subscription,
    end_subscription,
    link_subscriber,
    secret_of,
    subscriber_of_token,
)
from permanence.service.status.models import Delivery, Subscriber
from permanence.service.status.queries.pages import page_of
from permanence.world.accounts.actions import count_attempt
from permanence.world.accounts.models import Desk
from permanence.world.catalogue.models import Component

BY_PLACE, BY_ADDRESS = 20, 3
SHOWN_CALLS = 20


class ChoiceForm(forms.Form):
    """In which language somebody is told, and of what."""

    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    components = forms.MultipleChoiceField(
        label=_("Services"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None is all of them, the coming ones too."),
    )

    def __init__(self, *args: Any, components: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["components"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 -- for the types
        field.choices = components

    @property
    def chosen(self) -> list[int]:
        """The components that were ticked."""
        return [int(one) for one in self.cleaned_data["components"]]


class SubscribeForm(ChoiceForm):
    """Who wants to be told, and how."""

    email = forms.CharField(label=_("Your mail address"), max_length=254, widget=forms.EmailInput())
    way = forms.ChoiceField(
        label=_("How"),
        choices=[("mail", _("By mail")), ("hook", _("By a call to my program"))],
        widget=forms.RadioSelect,
        initial="mail",
    )
    hook_url = forms.CharField(
        label=_("Address of the program"),
        required=False,
        max_length=2000,
        help_text=_("Only for a program: it is called there, with a signature."),
    )
    field_order = ("email", "way", "hook_url", "language", "components")

    @property
    def wish(self) -> Wish:
        """What was typed."""
        told = self.cleaned_data
        return Wish(told["way"], told["email"], told["hook_url"], told["language"], self.chosen)


# No session stands behind these forms that another site could misuse, and a token for them would
# be a cookie; whoever sends one can do no more than have a mail sent, seldom, to an address.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def subscribe(request: HttpRequest, desk: str) -> HttpResponse:
    """Take an address, and write to it; the answer is the same whoever's it is."""
    language = request.GET.get("in", "")
    if language not in dict(settings.LANGUAGES):
        language = translation.get_language_from_request(request)
    with translation.override(language), house():
        found = find_desk(desk)
        form = SubscribeForm(
            request.POST or None,
            components=offer_components(found, language),
            initial={"language": language},
        )
        is_sent = form.is_valid() and take_wish(request, found, form)
        context = {"form": form, "is_sent": is_sent}
        return show(request, found, "subscribe", context, status=422 if form.errors else 200)


def take_wish(request: HttpRequest, desk: Desk, form: SubscribeForm) -> bool:
    """Write to the address that was typed, unless it is asked for too often; say whether it is."""
    at, wish = now(), form.wish
    with door():
        by_place = count_attempt(f"status:place:{place_of(request)}", at=at)
        by_address = count_attempt(f"status:address:{wish.email.strip().lower()}", at=at)
    if by_place > BY_PLACE or by_address > BY_ADDRESS:
        form.add_error(None, str(_("That was asked too often. Try again in a quarter of an hour.")))
        return False
    try:
        ask_subscription(desk, wish, at=at)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, desk: str, token: str) -> HttpResponse:
    """Begin to tell an address: by a button, since mail programs follow links by themselves."""
    with house():
        found = find_subscriber(desk, token)
        if request.method == "POST":
            confirm_subscription(found, at=now())
            return HttpResponseRedirect(link_subscriber("status-subscription", found))
        context = {
            "is_confirmed": bool(found.confirmed_at),
            "hook_url": found.hook_url,
            "names": chosen_names(found),
        }
        return show_own(request, found, "confirm", context)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def keep_subscription(request: HttpRequest, desk: str, token: str) -> HttpResponse:
    """Show what an address is told of, and change it; of a program also what became of calls."""
    with house():
        found = find_subscriber(desk, token)
        if found.confirmed_at is None:
            return HttpResponseRedirect(link_subscriber("status-confirm", found))
        if found.contact_id is not None:
            return HttpResponseRedirect(reverse("portal:services", args=[desk]))
        form = ChoiceForm(
            request.POST or None,
            components=offer_components(found.desk, found.language),
            initial={
                "language": found.language,
                "components": [str(one) for one in found.components],
            },
        )
        if form.is_valid():
            language = form.cleaned_data["language"]
            change_subscription(found, language=language, components=form.chosen)
            return HttpResponseRedirect(f"{request.path}?kept=1")
        context = {
            "form": form,
            "is_kept": "kept" in request.GET,
            "hook_url": found.hook_url,
            "secret": secret_of(found),
            "calls": list_calls(found),
            "leave_url": link_subscriber("status-leave", found),
        }
        return show_own(request, found, "subscription", context)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, desk: str, token: str) -> HttpResponse:
    """Forget an address, by a button or by the one click of a mail program (RFC 8058)."""
    with house():
        found = find_subscriber(desk, token)
        if request.method == "POST":
            end_subscription(found)
        return show_own(request, found, "leave", {"is_gone": request.method == "POST"})


def find_desk(key: str) -> Desk:
    """Return a desk whose page is open; else 404."""
    found = Desk.objects.filter(key=key).first()
    if found is None or page_of(found.pk) is None:
        raise Http404
    return found


def find_subscriber(desk: str, token: str) -> Subscriber:
    """Return whose token it is on this desk; else 404."""
    found = subscriber_of_token(token)
    if found is None or found.desk.key != desk:
        raise Http404
    return found


def offer_components(desk: Desk, language: str) -> list[tuple[str, str]]:
    """Return the components of which everybody may be told."""
    rows = Component.objects.standing().filter(desk=desk, is_public=True)
    return [(str(one.pk), one.name_in(language)) for one in rows.order_by("position", "pk")]


def chosen_names(subscriber: Subscriber) -> list[str]:
    """Return what the components are called of which somebody wants to be told; [] for all."""
    rows = Component.objects.filter(pk__in=subscriber.components).order_by("position", "pk")
    return [one.name_in(subscriber.language) for one in rows]


def list_calls(subscriber: Subscriber) -> list[dict[str, Any]]:
    """Return the last calls of a program with what became of each, in the desk's zone."""
    at = now()
    zone = ZoneInfo(policy_in_force(subscriber.desk.key, at=at)[1].zone)
    rows = Delivery.objects.filter(subscriber=subscriber).order_by("-pk")
    return [
        {
            "at": say_instant(one.made_at, at=at, zone=zone),
            "at_iso": one.made_at.isoformat(timespec="seconds"),
            "at_title": say_instant_fully(one.made_at, zone=zone),
            "tries": one.tries,
            "answer": one.answer,
            "arrived": one.arrived_at is not None,
            "again": say_instant(one.due_at, at=at, zone=zone) if one.due_at else "",
        }
        for one in rows[:SHOWN_CALLS]
    ]


def show_own(
    request: HttpRequest, subscriber: Subscriber, name: str, context: dict[str, Any]
) -> HttpResponse:
    """Show a page of a subscriber, in the language in which they are told."""
    with translation.override(subscriber.language):
        return show(request, subscriber.desk, name, context)


def show(
    request: HttpRequest, desk: Desk, name: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """Show a page that nobody keeps, and that tells nobody where it was."""
    policy = policy_in_force(desk.key, at=now())[1]
    told = context | {
        "centre": policy.name,
        "accent": policy.accent,
        "initials": "".join(word[0] for word in policy.name.split()[:2]).upper(),
        "language": translation.get_language(),
        "status_url": f"/{desk.key}/status/{translation.get_language()}/",
    }
    response = render(request, f"portal/status/{name}.html", told, status=status)
    response.headers["Content-Language"] = translation.get_language() or "en"
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
