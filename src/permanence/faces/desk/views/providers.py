"""The providers of log-ins: what is kept of each, a trial, and whose log-ins are bound there."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from permanence.faces.desk import access
from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.forms.sign_on import PeopleForm, form_of_provider
from permanence.faces.desk.presenting.settings import list_settings
from permanence.faces.desk.presenting.shell import build_shell
from permanence.faces.desk.presenting.sign_on import (
    kind_names,
    show_bindings,
    show_findings,
    show_providers,
)
from permanence.faces.desk.provider_addresses import (
    address_after_leaving,
    address_of_metadata,
    address_of_posting,
    address_of_return,
)
from permanence.faces.ui.numbers import read_number
from permanence.ground.lib.clock import now
from permanence.world.accounts.models import Desk
from permanence.world.accounts.rules import Right
from permanence.world.sign_on.actions import (
    Finding,
    add_provider,
    change_provider,
    end_binding,
    try_provider,
)
from permanence.world.sign_on.models import Provider
from permanence.world.sign_on.queries import all_providers, bindings_of
from permanence.world.sign_on.rules import Kind

SECRET = "client_secret"  # noqa: S105 -- the name of a field


@require_safe
@staff_page(Right.READ_SETTINGS)
def providers(request: StaffRequest) -> HttpResponse:
    """Show by whom people may come in, beside their passwords."""
    desk = access.desk(request, Right.READ_SETTINGS)
    context = {
        "shell": build_shell(request, desk, place="sign-on"),
        "rows": show_providers(all_providers()),
        "may_read": access.has_everywhere(request, Right.READ_SETTINGS),
        "may_edit": access.has_everywhere(request, Right.EDIT_SIGN_ON),
        "new_urls": [
            {"name": name, "url": f"{reverse('desk:provider-new')}?kind={kind}"}
            for kind, name in kind_names().items()
        ],
        "empty": {"icon": "lock", "title": _("No provider yet"), "text": ""},
    }
    return render(request, "desk/sign_on.html", context)


@never_cache
@sensitive_post_parameters(SECRET)
@require_http_methods(["GET", "POST"])
@staff_page(Right.EDIT_SIGN_ON)
def provider_new(request: StaffRequest) -> HttpResponse:
    """Write down a provider."""
    access.check_everywhere(request, Right.EDIT_SIGN_ON)
    kind = Kind.SAML if request.GET.get("kind") == Kind.SAML else Kind.OIDC
    form = build_form(request, None, kind)
    if form.is_bound and form.is_valid():
        reader, secret = request.reader, form.cleaned_data.get(SECRET, "")
        with form.acting():
            made = add_provider(form.card(), secret=secret, by=reader.actor, at=reader.at)
        if form.refusal is None:
            messages.success(request, _("The provider is kept. Try it before people need it."))
            return HttpResponseRedirect(reverse("desk:provider", args=[made.pk]))
    return answer_provider(request, None, form)


@never_cache
@sensitive_post_parameters(SECRET)
@require_http_methods(["GET", "POST"])
@staff_page(Right.READ_SETTINGS)
def provider(request: StaffRequest, number: int) -> HttpResponse:
    """Show what is kept of a provider; what is sent changes it."""
    right = Right.EDIT_SIGN_ON if request.method == "POST" else Right.READ_SETTINGS
    found = find_provider(request, number, right)
    form = build_form(request, found, Kind(found.kind))
    if form.is_bound and form.is_valid():
        reader, secret = request.reader, form.cleaned_data.get(SECRET, "")
        with form.acting():
            change_provider(found, form.card(), secret=secret, by=reader.actor, at=reader.at)
        if form.refusal is None:
            messages.success(request, _("The provider is changed."))
            return HttpResponseRedirect(reverse("desk:provider", args=[found.pk]))
    return answer_provider(request, found, form)


@dataclass
class Trial:
    """A provider that is tried, and what was found."""

    provider: Provider | None = None
    findings: list[Finding] = field(default_factory=list)


@never_cache
@require_POST
def provider_try(request: HttpRequest, number: int) -> Any:
    """Ask a provider what it can do, and say what is right and wrong.

    It may take its time: no transaction is open while it is asked.
    """
    trial = Trial()
    answer = begin_trial(request, number, trial)
    if trial.provider is None:
        return answer
    callback = address_of_return(trial.provider)
    trial.findings = try_provider(trial.provider, callback=callback, at=now())
    return tell_trial(request, number, trial)


@staff_page(Right.EDIT_SIGN_ON)
def begin_trial(request: StaffRequest, number: int, trial: Trial) -> HttpResponse:
    """Find the provider that is tried, for who may."""
    found = find_provider(request, number)
    if found.kind != Kind.OIDC:
        raise Http404
    trial.provider = found
    return HttpResponse(status=204)


@staff_page(Right.EDIT_SIGN_ON)
def tell_trial(request: StaffRequest, number: int, trial: Trial) -> HttpResponse:
    """Show what was found, beside the provider as it is kept now."""
    found = find_provider(request, number)
    return answer_provider(
        request, found, build_form(request, found, None), findings=trial.findings
    )


@require_POST
@staff_page(Right.EDIT_SIGN_ON)
def provider_unbind(request: StaffRequest, number: int) -> HttpResponse:
    """Undo whose log-in somebody at a provider is."""
    found = find_provider(request, number)
    binding, reader = read_number(request.POST.get("binding", "")) or 0, request.reader
    if end_binding(found, binding, by=reader.actor, at=reader.at):
        messages.success(request, _("The binding is undone. The next entry binds anew."))
    return HttpResponseRedirect(reverse("desk:provider", args=[found.pk]))


def find_provider(
    request: StaffRequest, number: int, right: Right = Right.EDIT_SIGN_ON
) -> Provider:
    """Return a provider that the reader may change, or do this with."""
    access.check_everywhere(request, right)
    found = Provider.objects.filter(pk=number).first()
    if found is None:
        raise Http404
    return found


def build_form(request: StaffRequest, found: Provider | None, kind: Kind | None) -> PeopleForm:
    """Return the form of a provider, with what was sent; without a kind nothing was."""
    sent = (request.POST,) if kind and request.method == "POST" else ()
    desks = list(Desk.objects.values_list("key", flat=True))
    return form_of_provider(found, kind or Kind.OIDC, *sent, desks=desks)


def answer_provider(
    request: StaffRequest,
    found: Provider | None,
    form: PeopleForm,
    *,
    findings: list[Finding] | None = None,
) -> HttpResponse:
    """Return the page of a provider; without one, that of a new one."""
    desk = access.desk(request, Right.READ_SETTINGS)
    may_edit = access.has_everywhere(request, Right.EDIT_SIGN_ON)
    context: dict[str, Any] = {
        "shell": build_shell(request, desk, place="sign-on"),
        "form": form,
        "settings": None if may_edit else list_settings(form, but={"metadata"}),
        "title": found.name if found else _("New provider"),
        "back_url": reverse("desk:sign-on"),
        "provider": show_provider(request, found) if found else None,
        "findings": None if findings is None else show_findings(findings),
    }
    return render(request, "desk/provider.html", context, status=form.status)


def show_provider(request: StaffRequest, found: Provider) -> dict[str, Any]:
    """Return what stands beside the form of a provider."""
    is_saml = found.kind == Kind.SAML
    return {
        "url": reverse("desk:provider", args=[found.pk]),
        "return_url": address_of_posting(found) if is_saml else address_of_return(found),
        "leaving_url": "" if is_saml else address_after_leaving(),
        "metadata_url": address_of_metadata(found) if is_saml else "",
        "try_url": "" if is_saml else reverse("desk:provider-try", args=[found.pk]),
        "unbind_url": reverse("desk:provider-unbind", args=[found.pk]),
        "bindings": show_bindings(bindings_of(found), request.reader),
    }
