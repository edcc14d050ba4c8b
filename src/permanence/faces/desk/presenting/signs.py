"""The pages of a desk's signs: the book, its versions, and what another one would suggest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from permanence.faces.desk.access import Reader
from permanence.faces.desk.presenting.moments import show_instant
from permanence.faces.desk.presenting.sign_words import (
    group_names,
    say_part_of_book,
    say_points,
    say_worth,
)
from permanence.service.tickets.models import SignsVersion
from permanence.service.tickets.queries.sign_trials import SignTrial, Tried, Values
from permanence.service.tickets.rules.hints import Axis
from permanence.service.tickets.rules.reference import speak_reference
from permanence.service.tickets.rules.sign_editing import SignDraft, compare_books
from permanence.world.accounts.models import Desk, Team

Shown = dict[str, Any]
MOST_SHOWN = 3


def address(name: str, desk: Desk, *args: str, **asked: str) -> str:
    """Return the address of a page of a desk's signs."""
    return f"{reverse(f'desk:{name}', args=args)}?{urlencode({'desk': desk.key} | asked)}"


def show_sign(sign: SignDraft, desk: Desk, *, may_edit: bool) -> Shown:
    """Return one sign: what it speaks for, and how it is said in the reader's language first."""
    phrases = sign.phrases or {}
    language = get_language() or "en"
    said = phrases.get(language) or next(iter(phrases.values()), ())
    points = {"severity": sign.severity, "level": sign.level, "service": sign.service}
    return {
        "key": sign.key,
        "url": address("triage-sign", desk, key=sign.key) if may_edit else "",
        "points": say_points(points),
        "weight": sign.weight,
        "said": ", ".join(f"“{one}”" for one in said[:MOST_SHOWN]),
        "more": max(sum(map(len, phrases.values())) - len(said[:MOST_SHOWN]), 0),
        "languages": len([one for one in phrases.values() if one]),
    }


def list_groups(desk: Desk, told: Mapping[str, Any], *, may_edit: bool) -> list[Shown]:
    """Return the lists of words of a book."""
    language = get_language() or "en"
    return [
        {
            "name": name,
            "url": address("triage-words", desk, group) if may_edit else "",
            "words": ", ".join(told.get(group, {}).get(language, ())[:12]),
        }
        for group, name in group_names().items()
    ]


def show_versions(
    versions: Sequence[SignsVersion],
    shipped: Mapping[str, Any],
    reader: Reader,
    *,
    restores: bool,
) -> list[Shown]:
    """Return every version, the last one first, each against the one before."""
    earlier = [*(one.book for one in versions[1:]), shipped]
    return [
        {
            **show_instant(one.saved_at, reader),
            "number": one.number,
            "who": one.saved_by,
            "changes": list_changes(before, one.book),
            # What the one before said is what this one takes away again.
            "back": one.number - 1 if restores else None,
            "back_label": _("Back to version %(number)s") % {"number": one.number - 1}
            if one.number > 1
            else _("Back to the signs that are shipped"),
        }
        for one, before in zip(versions, earlier, strict=False)
    ]


def list_changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Shown]:
    """Return each part of a book that became different."""
    return [
        {"label": say_part_of_book(part), "was": say_worth(was), "now": say_worth(now)}
        for part, (was, now) in compare_books(before, after).items()
    ]


def axis_names() -> dict[Axis, str]:
    """Return what each axis is called."""
    return {"severity": _("Severity"), "level": _("Level"), "team": _("Team")}


def show_trial_of_signs(trial: SignTrial, desk: Desk) -> Shown:
    """Return what another book would have suggested."""
    teams = dict(Team.objects.filter(desk=desk).values_list("pk", "name"))
    looked = ngettext(
        "%(count)s request was looked at", "%(count)s requests were looked at", trial.looked
    )
    changed = ngettext(
        "For %(count)s of them something else would be suggested.",
        "For %(count)s of them something else would be suggested.",
        len(trial.changed),
    )
    return {
        "looked": looked % {"count": trial.looked},
        "changed": changed % {"count": len(trial.changed)},
        "rows": [show_tried(one, teams) for one in trial.changed],
        "right": [
            {
                "label": name,
                "before": trial.right[axis][0],
                "after": trial.right[axis][1],
                "judged": trial.right[axis][2],
            }
            for axis, name in axis_names().items()
        ],
    }


def show_tried(one: Tried, teams: Mapping[int, str]) -> Shown:
    """Return one request for which something else would be suggested."""
    return {
        "reference": speak_reference(one.ticket.reference),
        "url": reverse("desk:ticket", args=[one.ticket.reference]),
        "subject": one.ticket.subject,
        "before": say_values(one.before, teams),
        "after": say_values(one.after, teams),
        "judged": say_values(one.judged, teams),
    }


def say_values(values: Values, teams: Mapping[int, str]) -> str:
    """Return what is suggested, or was judged, in one line; nothing is a dash."""
    said = [
        f"{name}: {teams.get(values[axis], '?') if axis == 'team' else values[axis]}"
        for axis, name in axis_names().items()
        if axis in values
    ]
    return " · ".join(said) or "—"
