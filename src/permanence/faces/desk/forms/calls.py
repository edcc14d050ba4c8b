"""Writing down what a customer says on the phone, or sent by fax."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo
from typing import Any, cast

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from permanence.faces.desk.forms.shape import DeskForm, MomentField, PlainSelect
from permanence.faces.desk.forms.words import LONGEST_TEXT
from permanence.faces.desk.presenting.kinds import name_kinds
from permanence.faces.desk.presenting.words import say_words
from permanence.promises.policies.rules import Fact, Policy
from permanence.service.tickets.actions.telling import LONGEST_FACT
from permanence.service.tickets.models import Ticket
from permanence.service.tickets.queries.escalations import ground_names
from permanence.service.tickets.rules.opening import SUBJECT_LIMIT
from permanence.world.accounts.models import Contact
from permanence.world.wording.models import RequestTemplate

UNSAID = "unsaid"
# What the contact and the text tell: it is not asked again.
TOLD = frozenset({"company-and-contact", "contact", "phone", "mail", "description"})


class CallerForm(DeskForm):
    """Who calls and nobody knows yet."""

    name = forms.CharField(label=_("Name"), max_length=200)
    email = forms.EmailField(
        label=_("E-mail"), help_text=_("The reference is confirmed to this address.")
    )
    phone = forms.CharField(label=_("Phone"), max_length=60, required=False)


class TakenCallForm(DeskForm):
    """What was said, from when on, and what was answered at once."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    template = forms.IntegerField(required=False, widget=forms.HiddenInput)
    channel = forms.ChoiceField(label=_("How it came"), widget=PlainSelect)
    began_at = MomentField(label=_("Since when"), required=False)
    check = forms.ChoiceField(
        label=_("Who it is"),
        widget=PlainSelect,
        help_text=_("A name that is claimed on the phone proves nothing."),
    )
    subject = forms.CharField(label=_("Subject"), max_length=SUBJECT_LIMIT)
    text = forms.CharField(
        label=_("What the customer says"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    kind = forms.ChoiceField(label=_("Kind of request"), required=False, widget=PlainSelect)
    language = forms.ChoiceField(
        label=_("Language"), choices=settings.LANGUAGES, widget=PlainSelect
    )
    escalates = forms.ChoiceField(
        label=_("The customer escalates"),
        required=False,
        widget=PlainSelect,
        help_text=_("The manager is called at once and the customer is told."),
    )
    answer = forms.CharField(
        label=_("What you answered at once"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(
        self,
        *args: Any,
        policy: Policy,
        zone: tzinfo,
        at: datetime,
        contact: Contact | None = None,
        ticket: Ticket | None = None,
        template: RequestTemplate | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs | {"auto_id": "call-%s"})
        cast(MomentField, self.fields["began_at"]).offer(zone, at)
        offered = {
            "channel": [("call", gettext("Phone")), ("fax", gettext("Fax"))],
            "check": [
                ("none", gettext("Not made sure: nothing is disclosed or changed")),
                ("called-back", gettext("Called back at the number that is kept")),
            ],
            "kind": [("", gettext("Not said")), *name_kinds(policy).items()],
            "escalates": [
                ("", gettext("No")),
                *ground_names().items(),
                (UNSAID, gettext("Yes, on no ground that was said")),
            ],
        }
        for name, choices in offered.items():
            self.let_choose(name, choices)
        self.fields["language"].initial = contact.language if contact else policy.default_language
        if ticket is not None:
            del self.fields["subject"], self.fields["kind"]
        self.begun_with = template
        self.keys = self.ask_facts(policy, policy.facts) if ticket is None else []

    def ask_facts(self, policy: Policy, facts: Sequence[Fact]) -> list[str]:
        """Offer a field for each fact that neither the contact nor the text tells (SPEC A5)."""
        asked = [fact for fact in facts if fact.key not in TOLD]
        for fact in asked:
            self.fields[f"fact-{fact.key}"] = forms.CharField(
                label=say_words(fact.label, policy.default_language),
                required=False,
                max_length=LONGEST_FACT,
            )
        return [fact.key for fact in asked]

    @property
    def ground(self) -> str | None:
        """The ground on which the caller escalates, empty when none was said; None for no."""
        chosen = str(self.cleaned_data["escalates"])
        return "" if chosen == UNSAID else chosen or None

    @property
    def facts(self) -> dict[str, str]:
        """What was told of the facts."""
        told = {key: self.cleaned_data.get(f"fact-{key}", "").strip() for key in self.keys}
        return {key: text for key, text in told.items() if text}

    @property
    def said(self) -> list[forms.BoundField]:
        """The fields of the call itself."""
        return [field for field in self if not field.name.startswith("fact-")]

    @property
    def asked(self) -> list[forms.BoundField]:
        """The fields of the facts that nobody has to ask for."""
        return [one for one in self if one.name.startswith("fact-") and not self.must_ask(one)]

    @property
    def required(self) -> list[forms.BoundField]:
        """The fields of the facts that the template wants asked."""
        return [one for one in self if one.name.startswith("fact-") and self.must_ask(one)]

    def must_ask(self, field: forms.BoundField) -> bool:
        """Say whether the template wants a fact asked."""
        if self.begun_with is None:
            return False
        wanted = self.begun_with.facts
        return wanted is None or field.name.removeprefix("fact-") in wanted

    @property
    def waived(self) -> dict[str, str]:
        """The facts that the template does not ask for, with the reason; told ones apply."""
        if self.begun_with is None or self.begun_with.facts is None:
            return {}
        why = gettext("“%(title)s” does not ask for it") % {"title": self.begun_with.title}
        left = set(self.keys) - set(self.begun_with.facts) - self.facts.keys()
        return dict.fromkeys(sorted(left), why)
