"""Trying a rule on requests that are past, before it is switched on."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.forms.automation import TrialForm
from permanence.faces.desk.presenting.automation import names_on, show_rule
from permanence.faces.desk.presenting.rule_trials import namer_of, show_trial
from permanence.faces.desk.presenting.shell import build_shell
from permanence.faces.desk.views.automation import find_rule
from permanence.faces.ui.numbers import read_number
from permanence.overview.automation.queries.trial import Span, begin_of_trial, try_rule
from permanence.world.accounts.rules import Right


@require_safe
@staff_page(Right.READ_TICKETS)
def rule_try(request: StaffRequest, number: int) -> HttpResponse:
    """Show what a rule would have done to the requests of some days; nothing is changed."""
    found, reader = find_rule(request, number), request.reader
    names = names_on(found.desk, reader)
    form = TrialForm(request.GET if "days" in request.GET else {"days": 30})
    trial = None
    if form.is_valid():
        days, before = form.cleaned_data["days"], request.GET.get("before", "")
        start = read_number(before)
        span = Span(begin_of_trial(days=days, at=reader.at), start)
        found_trial = try_rule(found, span, namer=namer_of(names), at=reader.at)
        trial = show_trial(found, found_trial, reader, days=days)
    context = {
        "shell": build_shell(request, found.desk, place="automation"),
        "rule": show_rule(found, names),
        "form": form,
        "trial": trial,
        "back_url": reverse("desk:rule", args=[found.pk]),
    }
    return render(request, "desk/rule_trial.html", context, status=form.status)
