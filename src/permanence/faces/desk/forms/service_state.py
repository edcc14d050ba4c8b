"""Planned work, conditions said by hand, the words for everybody, and how a page is set up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, cast

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from permanence.faces.desk.forms.shape import DeskForm, MomentField, PlainSelect
from permanence.service.status.actions.conditions import PageWish
from permanence.service.status.actions.publishing import LONGEST_TEXT, LONGEST_TITLE, Words
from permanence.service.status.models import Page
from permanence.world.calendars.rules.zones import find_zone
from permanence.world.maintenance.actions import NewWindow
from permanence.world.maintenance.models import Window

LANGUAGES = tuple(settings.LANGUAGES)
TITLE, TEXT = "title-", "text-"


def add_words(form: forms.Form, *, titles: bool, first: str) -> None:
    """Add a title and a text in each language, the desk's own language first."""
    ordered = sorted(LANGUAGES, key=lambda one: one[0] != first)
    for code, name in ordered:
        told = {"language": str(name)}
        if titles:
            form.fields[f"{TITLE}{code}"] = forms.CharField(
                label=gettext("Title (%(language)s)") % told,
                required=False,
                max_length=LONGEST_TITLE,
                widget=forms.TextInput(attrs={"lang": code}),
            )
        form.fields[f"{TEXT}{code}"] = forms.CharField(
            label=gettext("Text (%(language)s)") % told,
            required=False,
            max_length=LONGEST_TEXT,
            widget=forms.Textarea(attrs={"rows": 3, "lang": code}),
        )


def words_typed(form: forms.Form, prefix: str) -> dict[str, str]:
    """Return what was typed in each language."""
    return {code: form.cleaned_data.get(f"{prefix}{code}", "") for code, _name in LANGUAGES}


def words_given(prefix: str, words: Mapping[str, str]) -> dict[str, str]:
    """Return words as a form begins with them."""
    return {f"{prefix}{code}": text for code, text in words.items()}


class WindowForm(DeskForm):
    """Planned work: when it is, what it touches, and what people read of it."""

    components = forms.MultipleChoiceField(
        label=_("What it may disturb"), widget=forms.CheckboxSelectMultiple, required=False
    )
    zone = forms.ChoiceField(label=_("Zone of these times"), widget=PlainSelect)
    starts_at = MomentField(label=_("Begins"))
    ends_at = MomentField(label=_("Ends"))
    warned_before = forms.IntegerField(
        label=_("Remind so many hours before"), min_value=0, max_value=14 * 24, initial=24
    )
    ends_by_itself = forms.BooleanField(
        label=_("It is over at its planned end without anybody saying so"), required=False
    )

    def __init__(
        self,
        *args: Any,
        components: Mapping[int, str],
        zones: Sequence[str],
        first: str,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.let_choose("components", [(str(key), name) for key, name in components.items()])
        self.let_choose("zone", [(one, one.replace("_", " ")) for one in zones])
        add_words(self, titles=True, first=first)
        told = self.data.get("zone") if self.is_bound else self.initial.get("zone")
        zone = find_zone(told if told in zones else zones[0])
        for name in ("starts_at", "ends_at"):
            began = self.initial.get(name)
            cast(MomentField, self.fields[name]).offer(zone)
            if isinstance(began, datetime):
                self.initial[name] = f"{began.astimezone(zone):%Y-%m-%dT%H:%M}"

    @property
    def wish(self) -> NewWindow:
        """The work as it was typed."""
        told = self.cleaned_data
        return NewWindow(
            titles=words_typed(self, TITLE),
            texts=words_typed(self, TEXT),
            zone=told["zone"],
            starts_at=told["starts_at"],
            ends_at=told["ends_at"],
            components=[int(one) for one in told["components"]],
            warned_before=timedelta(hours=told["warned_before"]),
            ends_by_itself=told["ends_by_itself"],
        )


def begin_window(window: Window) -> dict[str, Any]:
    """Return what a form begins with for work that is changed."""
    return {
        "components": [str(one.pk) for one in window.components.all()],
        "zone": window.zone,
        "starts_at": window.starts_at,
        "ends_at": window.ends_at,
        "warned_before": int(window.warned_before.total_seconds() // 3600),
        "ends_by_itself": window.ends_by_itself,
        **words_given(TITLE, window.titles),
        **words_given(TEXT, window.texts),
    }


class ConditionForm(DeskForm):
    """How a component is, and why."""

    condition = forms.ChoiceField(label=_("It is"), widget=PlainSelect)
    reason = forms.CharField(
        label=_("Reason"), max_length=500, help_text=_("Only the desk reads it.")
    )

    def __init__(self, *args: Any, conditions: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.let_choose("condition", conditions.items())


class WhyForm(DeskForm):
    """Why something is taken back."""

    reason = forms.CharField(label=_("Reason"), max_length=500)


class PublicWordsForm(DeskForm):
    """What everybody reads of an incident, in each language."""

    stage = forms.ChoiceField(label=_("How far the work is"), widget=PlainSelect)

    def __init__(self, *args: Any, stages: Mapping[str, str], first: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.let_choose("stage", stages.items())
        add_words(self, titles=True, first=first)

    @property
    def words(self) -> Words:
        """The words as they were typed."""
        stage = self.cleaned_data["stage"]
        return Words(stage, words_typed(self, TEXT), words_typed(self, TITLE))


class CorrectionOfWordsForm(DeskForm):
    """Other words in the place of published ones, and what was wrong with these."""

    reason = forms.CharField(label=_("What was wrong"), max_length=500)

    def __init__(self, *args: Any, first: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        add_words(self, titles=False, first=first)

    @property
    def texts(self) -> dict[str, str]:
        """The words as they were typed."""
        return words_typed(self, TEXT)


class PageForm(DeskForm):
    """How a desk shows its state, and how fast people are told of it."""

    is_open = forms.BooleanField(label=_("Everybody may read the page"), required=False)
    address = forms.CharField(
        label=_("Where a copy of the page is served"),
        required=False,
        max_length=300,
        help_text=_(
            "The address that serves the files of the page when the product is down. Feeds, mails"
            " and calls lead there; empty, they lead to the page here."
        ),
    )
    is_automatic = forms.BooleanField(
        label=_("A disruption appears by itself, with the least words"),
        required=False,
        help_text=_("Breaches of security and drills never do."),
    )
    stands = forms.IntegerField(
        label=_("A change has to stand for so many minutes before people are told"),
        min_value=0,
        max_value=120,
    )
    most = forms.IntegerField(
        label=_("Mails an hour that one reader gets at the most"), min_value=1, max_value=30
    )
    warned_before = forms.IntegerField(
        label=_("Planned work is reminded of so many hours before"),
        min_value=0,
        max_value=14 * 24,
    )

    def __init__(self, *args: Any, first: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        add_words(self, titles=False, first=first)

    @property
    def wish(self) -> PageWish:
        """The page as it is wanted."""
        told = self.cleaned_data
        return PageWish(
            is_open=told["is_open"],
            address=told["address"],
            is_automatic=told["is_automatic"],
            introduction=words_typed(self, TEXT),
            stands=timedelta(minutes=told["stands"]),
            most=told["most"],
            warned_before=timedelta(hours=told["warned_before"]),
        )


def begin_page(page: Page) -> dict[str, Any]:
    """Return what a form begins with for a page."""
    return {
        "is_open": page.is_open,
        "address": page.address,
        "is_automatic": page.is_automatic,
        "stands": int(page.stands.total_seconds() // 60),
        "most": page.most,
        "warned_before": int(page.warned_before.total_seconds() // 3600),
        **words_given(TEXT, page.introduction),
    }
