"""Notices to customers as their pages show them: the list, a draft, what became of each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from permanence.faces.desk.access import Reader
from permanence.faces.desk.presenting.incident_words import kind_names
from permanence.faces.desk.presenting.moments import show_instant
from permanence.faces.desk.presenting.words import language_name
from permanence.faces.ui.moments import say_span
from permanence.service.notices.models import CallBack, Delivery, Notice
from permanence.service.notices.queries import (
    Proof,
    count_deliveries,
    write_delivery,
    writing_of,
)
from permanence.service.notices.rules import Text, next_report
from permanence.service.notices.rules.wording import variables_of
from permanence.world.accounts.models import Contact, Desk, Organisation

Shown = dict[str, Any]


def stage_names() -> dict[str, str]:
    """Return which news each notice brings."""
    return {
        "first": _("First notice"),
        "minimal": _("Minimal notice, sent by policy"),
        "report": _("Situation report"),
        "resolved": _("Resolved"),
    }


def severity_names() -> dict[int, str]:
    """Return for which severity a template is."""
    return {0: _("any severity"), 1: _("severity 1"), 2: _("severity 2")}


def channel_names() -> dict[str, str]:
    """Return by which way a notice goes."""
    return {
        "mail": _("Mail"),
        "second": _("Another person at the customer"),
        "sms": _("Text message"),
        "call_back": _("Call by a person"),
        "": "—",
    }


def variable_names() -> dict[str, str]:
    """Return what each variable holds."""
    return {
        "contact.name": _("the contact's name"),
        "organisation.name": _("the customer's organisation"),
        "desk.name": _("the name of the desk"),
        "desk.phone": _("the number of the desk for their region"),
        "incident": _("the number of the incident"),
        "components": _("what of theirs is touched"),
        "link": _("the page of their notices"),
        "since": _("when it began, in their zone"),
        "next_report": _("by when the next report comes, in their zone"),
        "resolved": _("when it was resolved, in their zone"),
        "words": _("what there is to report"),
    }


def list_variables(stage: str) -> list[Shown]:
    """Return what may be filled in at a stage."""
    names = variable_names()
    return [{"code": f"{{{{ {one} }}}}", "label": names[one]} for one in variables_of(stage)]


def state_of(notice: Notice) -> tuple[str, str]:
    """Return whether a notice waits for a decision, was sent, or withdrawn: key and words."""
    if notice.withdrawn_at:
        return "failed", _("withdrawn")
    if notice.released_at is None:
        return "waiting", _("waits for approval")
    return "sent", _("sent by policy") if notice.is_minimal else _("approved and sent")


def list_notices(desk: Desk, reader: Reader, *, most: int = 100) -> list[Shown]:
    """Return the notices of a desk: those that wait first, then the latest."""
    rows = Notice.objects.filter(desk=desk).order_by("-pk")[:most]
    return sorted(
        (show_row(one, reader) for one in rows), key=lambda one: one["state"] != "waiting"
    )


def show_row(notice: Notice, reader: Reader) -> Shown:
    """Return one row of the list."""
    state, label = state_of(notice)
    waits = state == "waiting" and notice.release_at is not None
    return {
        "id": notice.pk,
        "url": reverse("desk:written-notice", args=[notice.pk]),
        "title": name_notice(notice),
        "kind": kind_names()[notice.kind],
        "state": state,
        "state_label": label,
        "left": say_left(notice.release_at, reader) if waits else "",
        **show_instant(notice.released_at or notice.drafted_at, reader),
    }


def name_notice(notice: Notice) -> str:
    """Return what a notice is called on the desk."""
    name = f"{notice.title}: {stage_names()[notice.stage]}"
    return f"{name} ({_('drill')})" if notice.is_drill else name


def say_left(until: datetime | None, reader: Reader) -> str:
    """Return how long people have to decide."""
    if until is None:
        return ""
    if until <= reader.at:
        return _("is being released by policy")
    return _("%(span)s left") % {"span": say_span(until - reader.at)}


def show_notice(notice: Notice, reader: Reader) -> Shown:
    """Return a notice as its page shows it."""
    state, label = state_of(notice)
    counts = count_deliveries(notice)
    shown: Shown = {
        "title": name_notice(notice),
        "kind": kind_names()[notice.kind],
        "severity": severity_names()[notice.severity],
        "state": state,
        "state_label": label,
        "revision": notice.revision,
        "edited_by": notice.edited_by,
        "released_by": notice.released_by,
        "template": f"{notice.sent_key or notice.template_key}, "
        + say_version(notice.sent_number if notice.sent_key else notice.template_number),
        "counts": counts,
        "proof_url": reverse("desk:written-notice-proof", args=[notice.pk]),
        "left": say_left(notice.release_at, reader) if state == "waiting" else "",
        **show_instant(notice.drafted_at, reader, name="drafted"),
    }
    for name, instant in (
        ("release", notice.release_at),
        ("released", notice.released_at),
        ("edited", notice.edited_at),
        ("next", notice.next_report_at),
    ):
        if instant is not None:
            shown |= show_instant(instant, reader, name=name)
    return shown


def say_version(number: int | None) -> str:
    """Return which version of a template it is."""
    return _("version %(number)s") % {"number": number} if number else _("as shipped")


def preview_notice(
    notice: Notice, texts: Mapping[str, Text], words: Mapping[str, str], reader: Reader
) -> dict[str, Shown]:
    """Return the notice in each language as a person who reads that language gets it.

    Under a language in which nobody reads, and under those whose readers get another one, it says
    so.
    """
    notice.words = dict(words)
    next_at = notice.next_report_at or next_report(reader.at, notice.every)
    writing = writing_of(notice, texts, next_at=next_at, at=reader.at)
    shown: dict[str, Shown] = {}
    counts: dict[str, int] = {}
    for wanted in Delivery.objects.filter(notice=notice).values_list("wanted", flat=True):
        counts[wanted] = counts.get(wanted, 0) + 1
    rows = Delivery.objects.filter(notice=notice).order_by("wanted", "pk").distinct("wanted")
    for sample in rows:
        written = write_delivery(writing, sample)
        shown[sample.wanted] = {
            "count": counts[sample.wanted],
            "name": sample.name,
            "organisation": sample.organisation_name,
            "subject": written.text.subject,
            "text": written.text.text,
            "language": written.language,
            "other": language_name(written.language) if "language" in written.flags else "",
            "lacking": ", ".join(written.lacking),
        }
    return shown


def show_call_back(task: CallBack, reader: Reader) -> Shown:
    """Return a customer to be called, with whom to ask for."""
    organisation = Organisation.objects.get(pk=task.organisation_id)
    people = Contact.objects.filter(organisation=organisation).staying().exclude(phone="")
    shown: Shown = {
        "organisation": organisation.name,
        "language": language_name(organisation.language),
        "people": [{"name": one.name, "phone": one.phone} for one in people.order_by("pk")[:5]],
        "url": reverse("desk:written-notice-call", args=[task.pk]),
        "done_by": task.done_by,
        "is_reached": task.is_reached,
        "result": task.result,
        **show_instant(task.opened_at, reader, name="opened"),
    }
    return shown | (show_instant(task.done_at, reader, name="done") if task.done_at else {})


def show_proof(proof: Proof, reader: Reader) -> Shown:
    """Return one line of the proof."""
    shown: Shown = {
        "customer": proof.customer,
        "name": proof.name,
        "address": proof.address,
        "channel": channel_names()[proof.channel],
        "language": language_name(proof.language) if proof.language else "—",
        "other_language": bool(proof.language) and proof.language != proof.wanted,
        "wanted": language_name(proof.wanted),
        "digest": proof.digest,
        "answer": proof.answer,
        "tone": "failed" if proof.failed_at or proof.bounced_at else "sent",
    }
    for name in ("queued", "sent", "failed", "bounced", "read"):
        instant = getattr(proof, f"{name}_at")
        if instant is not None:
            shown |= show_instant(instant, reader, name=name)
    return shown


def address_of_list(desk: Desk) -> str:
    """Return the list of a desk's notices."""
    return f"{reverse('desk:written-notices')}?{urlencode({'desk': desk.key})}"
