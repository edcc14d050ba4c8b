"""What people in a war room type: notes, decisions, tasks, facts, records, who comes and leads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import tzinfo
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from permanence.faces.desk.forms.shape import DeskForm, MomentField, PlainSelect
from permanence.faces.desk.presenting.incident_room_words import part_names, team_names
from permanence.service.incidents.rules.deciding import Decision
from permanence.service.incidents.rules.records import LONGEST_PART, PARTS
from permanence.service.incidents.rules.summoning import Wanted
from permanence.service.incidents.rules.tasks import TaskCard

LONGEST_WORDS = 20_000
LONGEST_TITLE = 300


def area(rows: int, **told: str) -> forms.Textarea:
    """Return a field of so many lines."""
    return forms.Textarea(attrs={"rows": rows, **told})


MINE = "mine"


class RoomForm(DeskForm):
    """A form that names one of the three teams; with `team` "mine" also that of who sends it."""

    team = forms.ChoiceField(label=_("Team"), widget=PlainSelect)

    def __init__(self, *args: Any, team: str = "", prefix_id: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"auto_id": f"{prefix_id or 'room'}-%s"})
        mine = [(MINE, _("My team"))] if team == MINE else []
        self.let_choose("team", [*mine, *team_names().items()])
        self.fields["team"].initial = team or "investigation"


class EarlierForm(RoomForm):
    """Something that may have happened before it is written down."""

    happened_at = MomentField(label=_("It was at"), required=False)

    def __init__(self, *args: Any, zone: tzinfo, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(MomentField, self.fields["happened_at"]).offer(zone)


class NoteForm(EarlierForm):
    """A note for the timeline."""

    text = forms.CharField(label=_("Note"), max_length=LONGEST_WORDS, widget=area(3))
    field_order = ("text", "team", "happened_at")


class DecisionForm(EarlierForm):
    """What was decided, by whom, why, and what else was thought of."""

    what = forms.CharField(label=_("Decided"), max_length=LONGEST_WORDS, widget=area(2))
    why = forms.CharField(label=_("Why"), max_length=LONGEST_WORDS, widget=area(2))
    alternatives = forms.CharField(
        label=_("What else was thought of"),
        max_length=LONGEST_WORDS,
        required=False,
        widget=area(2),
    )
    who = forms.CharField(label=_("Decided by"), max_length=200, required=False)
    field_order = ("what", "why", "alternatives", "who", "team", "happened_at")

    @property
    def decision(self) -> Decision:
        """The decision that was typed."""
        told = self.cleaned_data
        return Decision(told["what"], told["why"], told["alternatives"], told["who"])


class TaskForm(RoomForm):
    """What is to be done, by which team and person, until when."""

    title = forms.CharField(label=_("Task"), max_length=LONGEST_TITLE)
    owner = forms.TypedChoiceField(
        label=_("Owner"), coerce=int, empty_value=None, required=False, widget=PlainSelect
    )
    due_at = MomentField(label=_("Due"), required=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    field_order = ("title", "team", "owner", "due_at", "version")

    def __init__(self, *args: Any, zone: tzinfo, people: Mapping[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.let_choose("owner", [("", _("Nobody yet")), *people.items()])
        cast(MomentField, self.fields["due_at"]).offer(zone)

    def card_for(self, team: str) -> TaskCard:
        """Return the task that was typed; `team` is that of who typed it."""
        told = self.cleaned_data
        own = team if told["team"] == MINE else told["team"]
        return TaskCard(told["title"].strip(), own, told["owner"], told["due_at"])


class SettleForm(DeskForm):
    """What came of a task, or why it is dropped."""

    said = forms.CharField(label=_("What came of it"), max_length=2000, required=False)


class StepsForm(RoomForm):
    """The steps of a plan that become tasks."""

    steps = forms.MultipleChoiceField(
        label=_("Steps"), widget=forms.CheckboxSelectMultiple, required=True
    )
    field_order = ("steps", "team")

    def __init__(self, *args: Any, steps: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.let_choose("steps", [(step, step) for step in steps])


class FactForm(DeskForm):
    """A fact that stands at the top."""

    text = forms.CharField(label=_("Fact"), max_length=500)


class ComerForm(RoomForm):
    """Who comes into which team."""

    specialist = forms.TypedChoiceField(label=_("Who"), coerce=int, widget=PlainSelect)
    field_order = ("specialist", "team")

    def __init__(self, *args: Any, people: Mapping[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.let_choose("specialist", people.items())


class OfferForm(DeskForm):
    """To whom a lead is offered, and what they have to know."""

    to = forms.TypedChoiceField(label=_("To"), coerce=int, widget=PlainSelect)
    note = forms.CharField(
        label=_("What they have to know"),
        help_text=_("How it stands, what is next, what was tried."),
        max_length=LONGEST_WORDS,
        widget=area(4),
    )

    def __init__(self, *args: Any, people: Mapping[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"auto_id": "offer-%s"})
        self.let_choose("to", people.items())


class WantedForm(DeskForm):
    """What an expert has to bring."""

    skill = forms.ChoiceField(label=_("Service"), required=False, widget=PlainSelect)
    language = forms.ChoiceField(label=_("Language"), required=False, widget=PlainSelect)
    level = forms.TypedChoiceField(
        label=_("Up to level"), coerce=int, empty_value=None, required=False, widget=PlainSelect
    )
    on_call = forms.BooleanField(label=_("On call now"), required=False)

    def __init__(
        self,
        *args: Any,
        skills: Mapping[str, str],
        languages: Mapping[str, str],
        begin: Wanted | None = None,
        **kwargs: Any,
    ) -> None:
        self.begin = begin or Wanted()
        super().__init__(*args, **kwargs | {"auto_id": "wanted-%s", "initial": asdict(self.begin)})
        anyone = ("", _("Any"))
        self.let_choose("skill", [anyone, *skills.items()])
        self.let_choose("language", [anyone, *languages.items()])
        levels = [("1", "1"), ("2", "2"), ("3", "3")]
        self.let_choose("level", levels)

    @property
    def wanted(self) -> Wanted:
        """What was asked for, at first what the form begins with; what cannot be read is any."""
        if not self.is_bound:
            return self.begin
        told = self.cleaned_data if self.is_valid() else {}
        return Wanted(
            skill=told.get("skill", ""),
            language=told.get("language", ""),
            level=told.get("level") or 1,
            on_call=told.get("on_call", False),
        )


class SummonForm(RoomForm):
    """Whom to call, in the order in which they stand, and what for."""

    targets = forms.MultipleChoiceField(
        label=_("Call, in this order"), widget=forms.CheckboxSelectMultiple
    )
    reason = forms.CharField(
        label=_("What are they needed for?"),
        help_text=_("Whoever is called reads it."),
        max_length=2000,
        widget=area(3),
    )
    field_order = ("targets", "reason", "team")

    def __init__(self, *args: Any, targets: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.let_choose("targets", targets)


class RecordForm(DeskForm):
    """The parts of a scope assessment or a resolution plan, and the version it began from."""

    base = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, kind: str, draft: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"auto_id": f"{kind}-%s"})
        self.kind = kind
        labels, helps = part_names(kind)
        for part in PARTS[kind]:
            self.fields[part] = forms.CharField(
                label=labels[part],
                help_text=helps[part],
                required=False,
                max_length=LONGEST_PART,
                widget=area(5, **{"data-draft": f"{draft}-{part}"}),
            )
