"""Agreements as their customer reads them, and the forms by which they decide."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.html import linebreaks
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from permanence.faces.ui.moments import say_instant
from permanence.ground.lib.dates import say_date, spell_instant
from permanence.service.agreements.actions.papers import say_state, say_waiver
from permanence.service.agreements.models import AgreementVersion, State
from permanence.service.agreements.queries import Dossier
from permanence.service.agreements.rules import is_lapsed

Shown = dict[str, Any]
TONES = {State.ACCEPTED: "in_force", State.OFFERED: "coming"}


class AcceptForm(forms.Form):
    """The name of who accepts."""

    name = forms.CharField(
        label=_("Your name"),
        help_text=_("It stands under the agreement, with the date and time."),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )


class DeclineForm(AcceptForm):
    """The name of who declines, and why."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    reason = forms.CharField(
        label=_("What should be different?"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class WishForm(forms.Form):
    """What should be different about what is agreed."""

    wanted = forms.ChoiceField(
        label=_("What do you ask for?"),
        choices=[("change", _("Another agreement")), ("withdrawal", _("The end of the agreement"))],
        initial="change",
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=_("In your words"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


def begin_forms(data: Any = None, *, act: str = "") -> dict[str, forms.Form]:
    """Return the forms of a page; the one that was sent has what was typed."""
    kinds = {"accept": AcceptForm, "decline": DeclineForm, "ask": WishForm}
    return {
        name: kind(data if name == act else None, auto_id=f"{name}-%s")
        for name, kind in kinds.items()
    }


def find_offer(dossier: Dossier, *, at: datetime) -> AgreementVersion | None:
    """Return the version on which the customer may decide now."""
    version = dossier.open
    if version is None or version.state != State.OFFERED:
        return None
    return None if is_lapsed(version.state, version.expires_at, at=at) else version


def describe_version(
    version: AgreementVersion, *, at: datetime, zone: ZoneInfo, pdf_url: str
) -> Shown:
    """Return a version with all that it says."""
    delivery = version.delivery_at
    here = ""
    if delivery and delivery.astimezone(zone).utcoffset() != delivery_offset(version):
        here = spell_instant(delivery, str(zone))
    return {
        "number": version.number,
        "state_label": say_state(version, at=at),
        "tone": TONES.get(State(version.state), "past"),
        "ends": version.kind == "withdrawal",
        "solution": show_words(version.solution),
        "language": version.language,
        "steps": [
            {"title": step.title, "day": say_date(step.day, "D j M Y"), "iso": step.day.isoformat()}
            for step in version.calendar
        ],
        "delivery": spell_instant(delivery, version.zone) if delivery else "",
        "delivery_here": here,
        "delivery_iso": delivery.isoformat() if delivery else "",
        "waives": version.waives,
        "waiver": say_waiver(waives=version.waives) if delivery else "",
        "approved": version.approved_name,
        "until": say_instant(version.expires_at, at=at, zone=zone)
        if version.expires_at and version.state == State.OFFERED
        else "",
        "decided": say_decision(version),
        "pdf_url": pdf_url,
    }


def delivery_offset(version: AgreementVersion) -> Any:
    """Return how far the clocks by which the delivery is said are from UTC then."""
    due = version.delivery_at
    return due.astimezone(ZoneInfo(version.zone)).utcoffset() if due else None


def say_decision(version: AgreementVersion) -> str:
    """Return who decided, and when; empty while nobody did."""
    if version.decided_at is None:
        return ""
    told = {
        "name": version.decided_name,
        "when": spell_instant(version.decided_at, version.zone),
    }
    if version.state == State.DECLINED:
        return gettext("Declined by %(name)s: %(when)s.") % told
    return gettext("Accepted by %(name)s: %(when)s.") % told


def say_outcome(version: AgreementVersion, *, at: datetime) -> str:
    """Return why there is nothing to decide any more; empty while there is."""
    if version.decided_at:
        return say_decision(version)
    if version.state == State.TAKEN_BACK:
        return gettext("We have taken this offer back: %(reason)s") % {"reason": version.reason}
    if version.state == State.LAPSED or is_lapsed(version.state, version.expires_at, at=at):
        return gettext("This offer has ended. Tell us in your request, and we renew it.")
    return ""


def show_words(text: str) -> SafeString:
    """Return a plain text as paragraphs, escaped."""
    return mark_safe(linebreaks(text, autoescape=True))  # noqa: S308 -- escaped just here
