"""The post-mortem of an incident: shown, written, asked further, planned, reviewed and closed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from permanence.faces.desk import access
from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.forms import DeskForm
from permanence.faces.desk.forms.reviews import (
    AnalysisForm,
    AskForm,
    ContributionForm,
    ExtendForm,
    HeldForm,
    MeasureForm,
    StatementForm,
    WhyForm,
)
from permanence.faces.desk.incident_access import open_incident
from permanence.faces.desk.presenting.post_mortem import (
    act_url,
    cause_choices,
    page_url,
    show_post_mortem,
)
from permanence.faces.desk.presenting.review_words import (
    cause_kind_names,
    measure_kind_names,
    step_names,
)
from permanence.faces.desk.presenting.shell import build_shell
from permanence.faces.ui.numbers import read_number
from permanence.overview.worklists.queries import people_of_desk
from permanence.promises.policies.queries import policy_of_version
from permanence.service.incidents.models import Incident
from permanence.service.reviews.actions.asking import answer_contribution, ask_person
from permanence.service.reviews.actions.finding import mark_root, say_cause, withdraw_cause
from permanence.service.reviews.actions.planning import plan_measure
from permanence.service.reviews.actions.writing import (
    close_post_mortem,
    extend_step,
    hand_in,
    hold_post_mortem,
    pick_events,
    send_back,
    write_words,
)
from permanence.service.reviews.models import Cause, Contribution, PostMortem
from permanence.service.reviews.queries.analysis import latest_words, post_mortem_of
from permanence.service.reviews.rules.standing import may_judge
from permanence.world.accounts.models import Specialist
from permanence.world.accounts.rules import Right
from permanence.world.calendars.rules.zones import find_zone

Shown = dict[str, Any]
MOST_PICKED = 2000
WITHOUT_PLACE = frozenset({"root", "withdraw", "hand-in", "close", "events"})


@require_safe
@staff_page(Right.READ_TICKETS)
def post_mortem(request: StaffRequest, number: int) -> HttpResponse:
    """Show the post-mortem of an incident; 404 until it is opened."""
    incident = open_incident(request, number)
    return answer_page(request, find_post_mortem(incident))


@require_POST
@staff_page(Right.READ_TICKETS)
def act(request: StaffRequest, number: int, act: str) -> HttpResponse:
    """Carry out one act on a post-mortem; what came back wrong is shown with the page."""
    if act not in ACTS:
        raise Http404
    right, carry_out, done = ACTS[act]
    demand_somewhere(request, right)
    found = find_post_mortem(open_incident(request, number, right))
    form = make_form(request, found, act)
    if form.is_valid():
        with form.acting():
            carry_out(request, found, form)
    if form.errors:
        return answer_page(request, found, {act: form}, status=form.status)
    messages.success(request, say_done(done))
    return HttpResponseRedirect(f"{page_url(found.incident)}#{PLACES.get(act, '')}".rstrip("#"))


def demand_somewhere(request: StaffRequest, right: Right) -> None:
    """Refuse who has a right on no desk, whatever the address names."""
    if not access.desks(request, right):
        raise PermissionDenied


def find_post_mortem(incident: Incident) -> PostMortem:
    """Return the post-mortem of an incident; else 404."""
    found = post_mortem_of(incident)
    if found is None:
        raise Http404
    found.incident = incident
    return found


def make_form(request: StaffRequest, found: PostMortem, act: str) -> DeskForm:
    """Return the form of an act with what was sent."""
    sent = request.POST
    makers: dict[str, Callable[[], DeskForm]] = {
        "words": lambda: AnalysisForm(sent),
        "held": lambda: offer_moment(HeldForm(sent), "held_at", request),
        "extend": lambda: offer_moment(ExtendForm(sent, steps=step_names()), "until", request),
        "contribution": lambda: ContributionForm(sent),
        "ask": lambda: AskForm(sent, people=people_of(found)),
        "cause": lambda: StatementForm(sent, kinds=cause_kind_names()),
        "measure": lambda: measure_form(found, sent),
        "send-back": lambda: WhyForm(sent),
    }
    return makers.get(act, lambda: DeskForm(sent))()


def offer_moment(form: DeskForm, field: str, request: StaffRequest) -> DeskForm:
    """Let an instant be typed in the reader's zone."""
    form.fields[field].offer(request.reader.zone)  # type: ignore[attr-defined]
    return form


def measure_form(found: PostMortem, sent: Any = None) -> MeasureForm:
    """Return the form of a measure."""
    policy = policy_of_version(found.incident.policy_version_id)
    return MeasureForm(
        sent,
        kinds=measure_kind_names(),
        known=cause_choices(found),
        people=people_of(found),
        zone=find_zone(policy.zone),
    )


def people_of(found: PostMortem) -> dict[int, str]:
    """Return who may be asked, or answer for a measure."""
    _teams, staff = people_of_desk(found.incident.desk_id, anybody=True)
    return dict(sorted(staff.items(), key=lambda one: one[1]))


def do_words(request: StaffRequest, found: PostMortem, form: Any) -> None:
    """Keep the texts as a new version."""
    reader = request.reader
    base = form.cleaned_data["base"]
    write_words(found, form.words(), base=base, by=reader.actor, at=reader.at)


def do_events(request: StaffRequest, found: PostMortem, form: Any) -> None:
    """Choose the events that matter: only what this reader changed."""
    was, now = (
        {key for one in request.POST.getlist(name)[:MOST_PICKED] if (key := read_number(one))}
        for name in ("was", "event")
    )
    reader = request.reader
    pick_events(found, more=now - was, fewer=was - now, by=reader.actor, at=reader.at)


def do_held(request: StaffRequest, found: PostMortem, form: Any) -> None:
    """Note that they have met."""
    reader = request.reader
    held_at = form.cleaned_data["held_at"]
    hold_post_mortem(found, held_at=held_at, by=reader.actor, at=reader.at)


def do_extend(request: StaffRequest, found: PostMortem, form: Any) -> None:
    """Give a step more time."""
    given, reader = form.cleaned_data, request.reader
    extend_step(
        found.incident,
        given["step"],
        until=given["until"],
        reason=given["reason"],
        by=reader.actor,
        at=reader.at,
    )


def do_contribution(request: StaffRequest, found: PostMortem, form: Any) -> None:
    """Take the reader's own part."""
    own = own_contribution(request, found)
    if own is None:
        raise Http404
    answer_contribution(own, form.said(), at=request.reader.at)


def do_ask(request: StaffRequest, found: PostMortem, form: Any) -> None:
    """Ask somebody else who took part."""
    who = Specialist.objects.select_related("user").get(pk=form.cleaned_data["specialist"])
    ask_person(found, who, by=request.reader.actor, at=request.reader.at)


def do_cause(request: StaffRequest, found: PostMortem, form: Any) -> None:
    """Say what happened, or answer a "why?"."""
    given, reader = form.cleaned_data, request.reader
    parent = cause_of(found, given["parent"]) if given["parent"] else None
    say_cause(
        found,
        given["text"],
        side=given["side"],
        kind=given["kind"],
        parent=parent,
        by=reader.actor,
        at=reader.at,
    )


def do_root(request: StaffRequest, found: PostMortem, form: Any) -> None:
    """Say that a chain is deep enough, or is asked further."""
    cause, reader = cause_of(found, request.POST.get("cause", "")), request.reader
    mark_root(cause, is_root=request.POST.get("root") == "yes", by=reader.actor, at=reader.at)


def do_withdraw(request: StaffRequest, found: PostMortem, form: Any) -> None:
    """Take a statement back."""
    cause, reader = cause_of(found, request.POST.get("cause", "")), request.reader
    withdraw_cause(cause, by=reader.actor, at=reader.at)


def do_measure(request: StaffRequest, found: PostMortem, form: Any) -> None:
    """Plan a measure."""
    plan_measure(found, form.measure(), by=request.reader.actor, at=request.reader.at)


def do_hand_in(request: StaffRequest, found: PostMortem, form: Any) -> None:
    """Hand it in for review."""
    hand_in(found, by=request.reader.actor, at=request.reader.at)


def do_send_back(request: StaffRequest, found: PostMortem, form: Any) -> None:
    """Give it back with remarks."""
    remarks = form.cleaned_data["reason"]
    send_back(found, remarks=remarks, by=request.reader.actor, at=request.reader.at)


def do_close(request: StaffRequest, found: PostMortem, form: Any) -> None:
    """Close it."""
    close_post_mortem(found, by=request.reader.actor, at=request.reader.at)


WRITE, JUDGE = Right.WRITE_POST_MORTEMS, Right.CLOSE_POST_MORTEMS
Doing = Callable[[StaffRequest, PostMortem, Any], None]
ACTS: Final[dict[str, tuple[Right, Doing, str]]] = {
    "words": (WRITE, do_words, "saved"),
    "events": (WRITE, do_events, "saved"),
    "held": (WRITE, do_held, "saved"),
    "extend": (JUDGE, do_extend, "saved"),
    "contribution": (Right.READ_TICKETS, do_contribution, "thanks"),
    "ask": (WRITE, do_ask, "asked"),
    "cause": (WRITE, do_cause, "saved"),
    "root": (WRITE, do_root, "saved"),
    "withdraw": (WRITE, do_withdraw, "saved"),
    "measure": (WRITE, do_measure, "planned"),
    "hand-in": (WRITE, do_hand_in, "handed_in"),
    "send-back": (JUDGE, do_send_back, "sent_back"),
    "close": (JUDGE, do_close, "closed"),
}
# Where the page goes on after an act.
PLACES: Final = {
    "words": "words",
    "events": "timeline",
    "contribution": "people",
    "ask": "people",
    "cause": "causes",
    "root": "causes",
    "withdraw": "causes",
    "measure": "plan",
}


def say_done(done: str) -> str:
    """Return what a person is told once an act is done."""
    return {
        "saved": _("Saved."),
        "thanks": _("Thank you: your part is in the post-mortem."),
        "asked": _("They are asked, by mail and on the desk."),
        "planned": _("The measure is planned; its owner is told."),
        "handed_in": _("It is handed in: somebody else reviews and closes it."),
        "sent_back": _("It is back with its authors."),
        "closed": _("The post-mortem is closed; its figures are frozen."),
    }[done]


def cause_of(found: PostMortem, number: Any) -> Cause:
    """Return a statement of this post-mortem; else 404."""
    rows = Cause.objects.filter(post_mortem=found, pk=read_number(str(number)) or 0)
    cause = rows.select_related("post_mortem").first()
    if cause is None:
        raise Http404
    return cause


def own_contribution(request: StaffRequest, found: PostMortem) -> Contribution | None:
    """Return what the reader is asked, if they took part."""
    return found.contributions.filter(specialist=request.reader.specialist).first()


def answer_page(
    request: StaffRequest,
    found: PostMortem,
    sent: dict[str, DeskForm] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """Return the page of a post-mortem; forms that came back wrong are kept."""
    access.note_read(request, found.incident.subject, what="post-mortem", desk=found.desk_id)
    context = {
        "shell": build_shell(request, found.incident.desk, place="incidents"),
        **show_post_mortem(found, request.reader),
        "forms": offer_forms(request, found, sent or {}),
        "refused": refused_form(sent or {}),
        "kinds": list(cause_kind_names().items()),
    }
    return render(request, "desk/post_mortem.html", context, status=status)


def refused_form(sent: dict[str, DeskForm]) -> DeskForm | None:
    """Return a form without a place of its own on the page that was refused."""
    return next((form for act, form in sent.items() if act in WITHOUT_PLACE), None)


def offer_forms(request: StaffRequest, found: PostMortem, sent: dict[str, DeskForm]) -> Shown:
    """Return the forms that the reader may send now, each with its address."""
    reader, desk = request.reader, found.desk_id
    is_open, is_over = found.state == "open", found.state == "closed"
    may_write = reader.may(WRITE, desk) and is_open
    may_judge_it = reader.may(JUDGE, desk) and found.state == "handed_in"
    mine = own_contribution(request, found)
    offered: Shown = {}
    if mine is not None and not is_over:
        offered["contribution"] = sent.get("contribution") or begin_contribution(mine)
    if may_write:
        offered["words"] = sent.get("words") or begin_words(found)
        offered["cause"] = sent.get("cause") or StatementForm(kinds=cause_kind_names())
        offered["measure"] = sent.get("measure") or measure_form(found)
        offered["hand-in"] = DeskForm()
    if reader.may(WRITE, desk) and not is_over:
        offered["ask"] = sent.get("ask") or AskForm(people=people_of(found))
        if found.held_at is None:
            offered["held"] = sent.get("held") or offer_moment(HeldForm(), "held_at", request)
    if reader.may(JUDGE, desk) and not is_over:
        new = ExtendForm(steps=step_names())
        offered["extend"] = sent.get("extend") or offer_moment(new, "until", request)
    if may_judge_it:
        offered["send-back"] = sent.get("send-back") or WhyForm(auto_id="back-%s")
        if may_judge(reader.actor.key, found.authors):
            offered["close"] = DeskForm()
    return {
        act.replace("-", "_"): {
            "form": form,
            "url": act_url(found.incident, act),
            "is_kept": act in sent,
        }
        for act, form in offered.items()
    }


def begin_contribution(mine: Contribution) -> ContributionForm:
    """Return the form of the reader's part, with what they said before."""
    said = {name: getattr(mine, name) for name in ContributionForm.base_fields}
    return ContributionForm(initial=said)


def begin_words(found: PostMortem) -> AnalysisForm:
    """Return the form of the texts as they stand."""
    last = latest_words(found)
    said = {"overview": last.overview, "handling": last.handling} if last else {}
    return AnalysisForm(initial={"base": last.number if last else 0, **said})
