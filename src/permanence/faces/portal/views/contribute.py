"""What somebody who took part in an incident contributes; the signed token is the right to it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from permanence.faces.portal.access import speak_language
from permanence.faces.portal.shell import describe_centre, furnish_bare_page
from permanence.ground.lib.clock import now
from permanence.ground.lib.db import house
from permanence.ground.lib.errors import Refusal
from permanence.promises.policies.queries import policy_of_version
from permanence.service.reviews.actions.asking import (
    Said,
    answer_contribution,
    contribution_of_token,
)
from permanence.service.reviews.models import Contribution, PostMortem

LONGEST = 60_000


class PartForm(forms.Form):
    """One person's part of a post-mortem."""

    successes = forms.CharField(
        label=_("What went well"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    failures = forms.CharField(
        label=_("What failed"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    causes = forms.CharField(
        label=_("What caused it, as you see it"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    has_nothing = forms.BooleanField(label=_("I have nothing to add"), required=False)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def contribute(request: HttpRequest, token: str) -> HttpResponse:
    """Show one person's part, and take it; opening the page answers nothing."""
    with house():
        found = contribution_of_token(token)
        if found is None:
            raise Http404
        speak_language(request, found.language)
        if request.method != "POST":
            said = {name: getattr(found, name) for name in PartForm.base_fields}
            return show_part(request, found, PartForm(initial=said), token=token)
        form = PartForm(request.POST)
        if not take_part(found, form):
            status = 409 if form.non_field_errors() else 422
            return show_part(request, found, form, token=token, status=status)
    messages.success(request, gettext("Thank you: your part is in the post-mortem."))
    return redirect("portal:contribute", token)


def take_part(found: Contribution, form: PartForm) -> bool:
    """Take what was sent; a refusal becomes the form's error."""
    if not form.is_valid():
        return False
    try:
        with transaction.atomic():
            answer_contribution(found, Said(**form.cleaned_data), at=now())
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def show_part(
    request: HttpRequest, found: Contribution, form: PartForm, *, token: str, status: int = 200
) -> HttpResponse:
    """Return the page: of the incident it says its number, and what the person is asked."""
    incident = found.post_mortem.incident
    policy = policy_of_version(incident.policy_version_id)
    context: dict[str, Any] = {
        **furnish_bare_page(request),
        "centre": describe_centre(policy, language=get_language() or policy.default_language),
        "incident": incident.name,
        "name": found.name,
        "is_answered": found.answered_at is not None,
        "is_over": found.post_mortem.state == PostMortem.State.CLOSED,
        "form": form,
        "action": reverse("portal:contribute", args=[token]),
    }
    return render(request, "portal/contribute.html", context, status=status)
