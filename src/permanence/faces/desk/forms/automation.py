"""The shape of a rule: when, if, then; the questions of *if* are those of a view."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from permanence.faces.desk.forms.macros import choose_number
from permanence.faces.desk.forms.shape import DeskForm, PlainSelect
from permanence.faces.desk.forms.sieve import SieveForm, Ticked
from permanence.faces.desk.forms.triage import grades_of
from permanence.faces.desk.presenting.automation_words import (
    Names,
    end_names,
    event_names,
    hours_names,
    since_names,
)
from permanence.faces.desk.presenting.words import state_names
from permanence.overview.automation.rules.instructions import (
    LONGEST_WAIT,
    Asked,
    Instruction,
    Then,
    When,
)
from permanence.overview.worklists.rules import NOBODY
from permanence.promises.policies.rules import Policy
from permanence.world.wording.rules import LONGEST_TEXT

BEST = -1
WHEN = ("when", "hours", "is_working")
THEN = (
    "give_team", "give_to", "pass_level", "tried", "wanted", "note", "climb", "macro", "answer",
    "end", "tells_owner", "tell", "watch", "snooze", "reason", "stops", "seen",
)  # fmt: skip
# A rule is tried on what tickets were like in the past, which does not tell of the last three.
NOT_ASKED = (
    "desk", "view", "order", "hidden", "added",
    "opened_since", "opened_until", "word_since", "word_until",
    "installation", "incident", "incident_number",
)  # fmt: skip


class RuleForm(SieveForm):
    """What a rule is called, what sets it off, on which tickets it acts, and what it does."""

    name = forms.CharField(label=_("Name of the rule"), max_length=80)
    when = forms.ChoiceField(label=_("What sets it off"))
    hours = forms.IntegerField(
        label=_("Hours"),
        required=False,
        min_value=1,
        max_value=LONGEST_WAIT,
        help_text=_("How long “some time” is. 24 hours are a day; an event needs none."),
    )
    is_working = forms.BooleanField(
        label=_("Count only hours in which the desk is open"), required=False
    )
    words = forms.CharField(
        label=_("Words in the subject or the last message"),
        required=False,
        max_length=500,
        help_text=_("With commas between them; one of them is enough."),
    )
    during = forms.ChoiceField(label=_("The desk is"), required=False, widget=PlainSelect)
    give_team = choose_number(_("Give it to the team"))
    give_to = choose_number(_("Give it to"))
    pass_level = choose_number(
        _("Hand it over to the level"),
        help_text=_(
            "What was judged goes to more expertise; to the team or person above, or else to a team"
            " of that level. Never where a promise would be due later by it."
        ),
    )
    tried = forms.CharField(
        label=_("What was tried"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("A note for colleagues; who takes over gets it by mail."),
    )
    wanted = forms.CharField(
        label=_("What is wanted of them"), required=False, max_length=LONGEST_TEXT
    )
    macro = choose_number(
        _("Run a macro"),
        help_text=_("What it sends is marked as automatic; one that judges or waits is refused."),
    )
    note = forms.CharField(
        label=_("Leave a note for colleagues"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("@name calls somebody; the variables of canned answers are filled in."),
    )
    climb = forms.CharField(
        label=_("Climb the ladder, because"),
        required=False,
        max_length=LONGEST_TEXT,
        help_text=_("Whoever is called reads it. Empty, nobody is called."),
    )
    answer = forms.ChoiceField(
        label=_("Send a canned answer to the customer"),
        required=False,
        widget=PlainSelect,
        help_text=_(
            "In the customer's language, marked as automatic. It is no answer of a person: every"
            " promise runs on."
        ),
    )
    end = forms.ChoiceField(label=_("State"), required=False, widget=PlainSelect)
    tells_owner = forms.BooleanField(label=_("Tell who has it, or else its team"), required=False)
    tell = Ticked(label=_("Tell these colleagues"), coerce=int)
    watch = Ticked(label=_("Let these colleagues watch it"), coerce=int)
    snooze = forms.IntegerField(
        label=_("Put it out of sight for so many hours"),
        required=False,
        min_value=1,
        max_value=LONGEST_WAIT,
    )
    reason = forms.CharField(label=_("Why nobody needs to look at it"), required=False)
    stops = forms.BooleanField(
        label=_("No later rule acts on the same occasion"),
        required=False,
        help_text=_("Rules have their turn in the order of the list."),
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, names: Names, teams: Mapping[int, str], people: Mapping[int, str],
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(
            *args,
            policy=names.policy,
            teams=teams,
            people=people,
            services=names.services,
            orders=[],
            **kwargs,
        )
        for name in NOT_ASKED:
            del self.fields[name]
        self.offer(names, teams, people)

    def offer(self, names: Names, teams: Mapping[int, str], people: Mapping[int, str]) -> None:
        """Offer what a rule may name."""
        as_it_is = ("", gettext("As it is"))
        nobody = (NOBODY, gettext("Nobody"))
        best = (BEST, gettext("Whoever of the team fits best"))
        choices: dict[str, Sequence[tuple[Any, Any]]] = {
            "when": choose_when(),
            "during": [("", gettext("open or closed")), *hours_names().items()],
            "states": [(key, name) for key, name in state_names().items() if key != "merged"],
            "assignee": [("", gettext("Any")), nobody, *people.items()],
            "give_team": [as_it_is, nobody, *teams.items()],
            "give_to": [as_it_is, nobody, best, *people.items()],
            "pass_level": [as_it_is, *levels_above(names.policy)],
            "macro": [("", gettext("None")), *((pk, one[0]) for pk, one in names.macros.items())],
            "answer": [("", gettext("None")), *names.answers.items()],
            "end": [as_it_is, *end_names().items()],
            "tell": list(people.items()),
            "watch": list(people.items()),
        }
        for name, offered in choices.items():
            self.let_choose(name, offered)

    @property
    def parts(self) -> list[dict[str, Any]]:
        """The fields as the sentence has them: when, if, then."""
        asked = [name for name in self.fields if name not in {"name", *WHEN, *THEN}]
        return [
            {"key": "when", "title": gettext("When"), "fields": [self[name] for name in WHEN]},
            {"key": "if", "title": gettext("If"), "fields": [self[name] for name in asked]},
            {"key": "then", "title": gettext("Then"), "fields": [self[name] for name in THEN]},
        ]

    @property
    def instruction(self) -> Instruction:
        """What the rule says."""
        told = self.cleaned_data
        words = tuple(one.strip() for one in told["words"].split(",") if one.strip())
        return Instruction(
            when=read_when(told),
            asked=Asked(self.sieve, words, told["during"]),
            then=read_then(told),
            stops=told["stops"],
        )


class TrialForm(DeskForm):
    """How far back a rule is tried out."""

    days = forms.IntegerField(label=_("Days back"), min_value=1, max_value=365, initial=30)


def levels_above(policy: Policy) -> list[tuple[int, str]]:
    """Return the levels of more expertise than the first."""
    return [(number, name) for number, name in grades_of(policy, "levels") if number > 1]


def choose_when() -> list[tuple[str, Any]]:
    """Return what may set a rule off: what happens, or time that passes."""
    return [
        ("", gettext("Choose")),
        (
            gettext("Something happens"),
            [(f"event:{key}", name) for key, name in event_names().items()],
        ),
        (
            gettext("Some time has passed"),
            [(f"since:{key}", name) for key, name in since_names().items()],
        ),
    ]


def read_when(told: Mapping[str, Any]) -> When:
    """Return what sets the rule off; hours belong to a time alone."""
    kind, _colon, key = told["when"].partition(":")
    if kind == "event":
        return When(event=key)
    return When(since=key, hours=told["hours"] or 0, is_working=told["is_working"])


def read_then(told: Mapping[str, Any]) -> Then:
    """Return what the rule does."""
    is_best = told["give_to"] == BEST
    return Then(
        end=told["end"],
        team=told["give_team"],
        assignee=None if is_best else told["give_to"],
        is_best=is_best,
        level=told["pass_level"] or 0,
        tried=told["tried"].strip() if told["pass_level"] else "",
        wanted=told["wanted"].strip() if told["pass_level"] else "",
        climb=told["climb"].strip(),
        macro=told["macro"],
        note=told["note"].strip(),
        answer=told["answer"],
        tell=tuple(told["tell"]),
        tells_owner=told["tells_owner"],
        watch=tuple(told["watch"]),
        snooze=told["snooze"] or 0,
        reason=told["reason"].strip(),
    )


def fill_form(name: str, said: Instruction, *, number: int) -> dict[str, Any]:
    """Return a rule as its form shows it first."""
    when, asked, then = said.when, said.asked, said.then
    kind, key = ("event", when.event) if when.event else ("since", when.since)
    return {
        **{one: getattr(asked.sieve, one) for one in asked.sieve.__dataclass_fields__},
        "name": name,
        "when": f"{kind}:{key}",
        "hours": when.hours or None,
        "is_working": when.is_working,
        "words": ", ".join(asked.words),
        "during": asked.hours,
        "give_team": then.team,
        "give_to": BEST if then.is_best else then.assignee,
        "pass_level": then.level or None,
        "tried": then.tried,
        "climb": then.climb,
        "wanted": then.wanted,
        "macro": then.macro,
        "note": then.note,
        "answer": then.answer,
        "end": then.end,
        "tells_owner": then.tells_owner,
        "tell": list(then.tell),
        "watch": list(then.watch),
        "snooze": then.snooze or None,
        "reason": then.reason,
        "stops": said.stops,
        "seen": number,
    }
