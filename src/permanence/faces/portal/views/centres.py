"""The start page: which support centre?"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from permanence.faces.portal.opening import say_hours
from permanence.faces.portal.shell import describe_centre, furnish_bare_page
from permanence.ground.lib.clock import now
from permanence.ground.lib.db import portal
from permanence.promises.policies.queries import policies_in_force
from permanence.promises.policies.rules import Policy
from permanence.promises.terms.rules import say


@require_safe
def list_centres(request: HttpRequest) -> HttpResponse:
    """Show every support centre with whether it is open now."""
    with portal(organisation=None, contact=None):
        centres = [introduce_centre(policy) for _, policy in policies_in_force(at=now())]
    context = {**furnish_bare_page(request), "centres": centres, "desk_url": "/desk/"}
    return render(request, "portal/centres.html", context)


def introduce_centre(policy: Policy) -> dict[str, Any]:
    """Return a centre in one line."""
    language = get_language() or policy.default_language
    hours = say_hours(policy, at=now())
    return describe_centre(policy, language=language) | {
        "summary": say(policy.title, language, policy.default_language),
        "open": hours.open,
        "hours": " ".join(part for part in (hours.sentence, hours.next, hours.note) if part),
    }
