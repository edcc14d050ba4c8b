"""The questions of a view of one's own: those of every sieve, and what stands beside a request."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from permanence.faces.desk.forms.shape import PlainSelect
from permanence.faces.desk.forms.sieve import Choices, Day, SieveForm, Ticked
from permanence.faces.desk.presenting.services import services_of
from permanence.faces.desk.presenting.solving_words import source_names
from permanence.faces.desk.presenting.words import say_words, state_names
from permanence.overview.worklists.rules import NO_PLAN, UNSAID
from permanence.promises.policies.queries import policy_of_version
from permanence.promises.policies.rules import Policy
from permanence.service.tickets.queries.escalations import ground_names

RARE = (
    "contact", "plan", "last_word_by", "outside", "triaged", "answered", "snoozed", "watched",
    "confidential", "escalation", "grounds", "sources", "cause", "due_since", "due_until",
)  # fmt: skip
FIRST = ("desk", "view", "text", "customer", "installation", "states", "over")
YES_OR_NO = ("triaged", "snoozed", "watched", "confidential")


class Pick(forms.ChoiceField):
    """One answer, or any."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, widget=PlainSelect, **kwargs)


@dataclass(frozen=True)
class Frame:
    """What the questions offer to choose from, beside the words of the language."""

    version: int
    teams: tuple[tuple[int, str], ...]
    people: tuple[tuple[int, str], ...]
    orders: tuple[tuple[str, str], ...]
    language: str | None


class ViewForm(SieveForm):
    """All questions by which a view is narrowed; those asked seldom stand folded."""

    over = Pick(label=_("What is over"))
    contact = forms.CharField(label=_("Contact, name or address"), required=False, max_length=100)
    plan = Pick(label=_("Plan of the customer"))
    last_word_by = Pick(label=_("Last word by"))
    outside = Pick(label=_("Third parties"))
    triaged = Pick(label=_("Judged"))
    answered = Pick(label=_("First answer"))
    snoozed = Pick(label=_("Out of sight"))
    watched = Pick(label=_("Watched by who looks"))
    confidential = Pick(label=_("Confidential"))
    escalation = Pick(label=_("Escalated by the customer"))
    grounds = Ticked(label=_("Ground of the escalation"))
    sources = Ticked(label=_("Cause"))
    cause = forms.CharField(
        label=_("Words in the cause"),
        required=False,
        max_length=100,
        help_text=_("As it was written down so far; also where it did not hold."),
    )
    due_since = Day(label=_("Next due since"))
    due_until = Day(label=_("Next due until"))

    def __init__(self, *args: Any, policy: Policy, **kwargs: Any) -> None:
        super().__init__(*args, policy=policy, **kwargs)
        offered = choices_beside() | {"plan": choose_plan(policy)}
        for name, choices in offered.items():
            self.let_choose(name, choices)
        if not policy.plans:
            del self.fields["plan"]
        self.order_fields(FIRST)

    @property
    def usual(self) -> Iterator[BoundField]:
        """The questions that stand open."""
        return (self[name] for name in self.fields if name not in RARE)

    @property
    def rare(self) -> list[BoundField]:
        """The questions that stand folded until one of them is answered."""
        return [self[name] for name in self.fields if name in RARE]

    @property
    def asks_rarely(self) -> bool:
        """Whether one of the folded questions is answered, or wrongly so."""
        return any(field.errors or field.value() not in (None, "", []) for field in self.rare)

    @cached_property
    def questions(self) -> SafeString:
        """The questions with their answers, drawn."""
        return render_to_string("desk/parts/sieve_questions.html", {"form": self})


@lru_cache(maxsize=64)
def read_questions(query: str, frame: Frame) -> ViewForm:
    """Return the questions that an address answers, judged; who asks the same again waits for none.

    A list is asked for again whenever something changes on it, and page after page. What is
    returned is shared: nobody may change it.
    """
    policy = policy_of_version(frame.version)
    form = ViewForm(
        QueryDict(query),
        policy=policy,
        teams=dict(frame.teams),
        people=dict(frame.people),
        services=services_of(policy),
        orders=frame.orders,
    )
    form.full_clean()
    return form


def choices_beside() -> dict[str, Choices]:
    """Return what may be answered to the questions that every desk asks."""
    anything = ("", gettext("Any"))
    yes_no = [anything, ("yes", gettext("Yes")), ("no", gettext("No"))]
    yes_or_no: dict[str, Choices] = dict.fromkeys(YES_OR_NO, yes_no)
    return yes_or_no | {
        "over": [
            ("", gettext("Is left out")),
            ("also", gettext("Also, behind what is not over")),
            ("only", gettext("Nothing else")),
        ],
        "states": list(state_names().items()),
        "last_word_by": [
            anything,
            ("customer", gettext("The customer")),
            ("desk", gettext("The desk")),
        ],
        "outside": [
            anything,
            ("asked", gettext("Asked, no answer yet")),
            ("answered", gettext("Have answered")),
        ],
        "answered": [
            anything,
            ("yes", pgettext("the first answer", "Given")),
            ("no", pgettext("the first answer", "Not given yet")),
        ],
        "escalation": [
            anything,
            ("going", gettext("Escalated, not over")),
            ("open", gettext("Waits for the ruling")),
            ("upheld", gettext("Upheld, attention is owed")),
            ("over", gettext("Was escalated, over")),
            ("never", gettext("Not escalated")),
        ],
        "grounds": [*ground_names().items(), (UNSAID, gettext("Ground not said"))],
        "sources": list(source_names().items()),
    }


def choose_plan(policy: Policy) -> Choices:
    """Return the plans of a desk by the policy's own names."""
    plans = [(one.key, say_words(one.name, policy.default_language)) for one in policy.plans]
    return [("", gettext("Any")), (NO_PLAN, gettext("None")), *plans]
