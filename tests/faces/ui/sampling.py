"""Sample contexts: `samples/*.json`, with shared parts, forms and clean HTML put in."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.safestring import mark_safe

from permanence.faces.desk.forms.contact_merging import Offer
from permanence.faces.desk.presenting.automation_words import Names
from permanence.ground.ways.rules import Way
from permanence.promises.policies.rules import read_policy
from permanence.service.alerts.rules.sources import Kind
from permanence.service.notices.rules import Text
from permanence.service.tickets.rules.secrecy import Circle
from permanence.service.tickets.rules.sign_editing import SignDraft
from permanence.world.accounts.rules import ContactCard
from permanence.world.attention.rules.channels import FIRST_CHANNELS
from permanence.world.attention.rules.reaching import QuietHours
from permanence.world.catalogue.models import Component
from tests.cast import POLICIES

FOLDER = Path(__file__).parent / "samples"
CLEAN = frozenset({"html", "words", "quoted", "solution"})


class LoginForm(forms.Form):
    username = forms.EmailField(label="E-mail")
    password = forms.CharField(widget=forms.PasswordInput)


class WordsForm(forms.Form):
    body = forms.CharField(label="Your answer", widget=forms.Textarea)
    attachments = forms.FileField(required=False)


class ReplyForm(WordsForm):
    later = forms.CharField(label="Send at", required=False)


class NoteForm(forms.Form):
    body = forms.CharField(widget=forms.Textarea)


class TriageForm(forms.Form):
    severity = forms.ChoiceField(choices=[("2", "2 · several customers")])
    level = forms.ChoiceField(choices=[("1", "1 · use of the software")])
    team = forms.ChoiceField(choices=[("net", "Network")])
    assignee = forms.ChoiceField(choices=[("", "Nobody yet"), ("sam", "Sam Okoro")], required=False)


class PassingForm(forms.Form):
    level = forms.ChoiceField(choices=[("2", "Level 2 · an anomaly is suspected")])
    team = forms.ChoiceField(choices=[("net", "Network")])
    assignee = forms.ChoiceField(choices=[("", "Nobody yet"), ("sam", "Sam Okoro")], required=False)
    tried = forms.CharField(label="What was tried", widget=forms.Textarea(attrs={"rows": 3}))
    wanted = forms.CharField(label="What is wanted of them", required=False)


class NamingForm(forms.Form):
    installation = forms.ChoiceField(choices=[("1", "Production, Europe")], required=False)


class ForwardForm(forms.Form):
    to = forms.CharField(label="To", help_text="Addresses, with commas between them.")
    subject = forms.CharField()
    language = forms.ChoiceField(choices=[("en", "English")])
    body = forms.CharField(label="Your words", widget=forms.Textarea)
    wait = forms.BooleanField(label="Let the request wait for them", required=False)
    reason = forms.CharField(label="Why it waits", required=False)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)


class LatenessForm(forms.Form):
    reason = forms.CharField(label="Why was it late?", widget=forms.Textarea)


class AttachForm(forms.Form):
    reference = forms.CharField(help_text="Ten digits; gaps do not matter.")


class AccountForm(forms.Form):
    name = forms.CharField(initial="Sam Okoro")
    language = forms.ChoiceField(choices=[("en", "English"), ("fr", "français")])
    zone = forms.ChoiceField(choices=[("Europe/Paris", "Europe/Paris")])
    theme = forms.ChoiceField(
        choices=[("auto", "As the system"), ("light", "Light"), ("dark", "Dark")],
        widget=forms.RadioSelect,
        initial="auto",
    )
    keys = forms.BooleanField(required=False, label="Single keys act", help_text="j, k, r, x …")


class RequestForm(forms.Form):
    company = forms.CharField()
    contact = forms.CharField(label="Your name")
    phone = forms.CharField(required=False, help_text="With the country: +44 20 7946 0018")
    email = forms.EmailField(label="E-mail")
    user_id = forms.CharField(required=False, label="User ID")
    method = forms.CharField(required=False, label="How it was submitted")
    job = forms.CharField(required=False, label="Job number or transaction identifiers")
    when = forms.CharField(required=False, label="When it happened, as exactly as possible")
    subject = forms.CharField()
    description = forms.CharField(
        widget=forms.Textarea, help_text="What happens, and what you expected. Copy error messages."
    )
    attachments = forms.FileField(required=False)


AT = datetime(2026, 11, 25, 9, tzinfo=UTC)
POLICY = POLICIES / "messaging.toml"
COMPONENTS = [
    Component(id=1, key="fax", names={"en": "Fax lines"}),
    Component(id=2, key="mail", names={"en": "Mail gateway"}),
]
CIRCLE = {
    "people": {1: "Lena Vos", 2: "Noor Haddad", 3: "Sam Okoro"},
    "teams": {1: "Experts", 2: "First line"},
    "chosen": Circle(frozenset({1, 3})),
}
IN_ROOM: dict[str, Any] = {"zone": ZoneInfo("Europe/London"), "team": "mine"}
GIVEN: dict[str, dict[str, Any]] = {
    "SpentForm": {"at": datetime(2026, 3, 2, 15, tzinfo=UTC)},
    "TextForm": {
        "language": "en",
        "marks": "article-KB-12-en",
        "initial": {"title": "Faxes rejected", "body": "The **page size** was refused.", "seen": 1},
    },
    "CardForm": {
        "topics": {1: "Sending"},
        "owners": {1: "Sam Okoro"},
        "components": {"fax-out": "Outgoing fax", "portal": "Portal"},
        "initial": {"audience": "customers", "owner": 1},
    },
    "TextsForm": {
        "texts": {"en": Text("I-1042: disruption", "Dear Ada, …")},
        "seen": 1,
        "words": {"en": "We changed the disk."},
        "notes": {
            "en": {
                "count": 2,
                "name": "Ada Lindqvist",
                "organisation": "Brightwater Insurance",
                "subject": "I-1042: disruption",
                "text": "Dear Ada Lindqvist, …",
                "language": "en",
            },
            "fr": {
                "count": 1,
                "name": "Claire Aubin",
                "organisation": "Maison Verdier",
                "subject": "I-1042: disruption",
                "text": "Dear Claire Aubin, …",
                "language": "en",
                "other": "English",
                "lacking": "resolved",
            },
        },
    },
    "NoteForm": IN_ROOM,
    "DecisionForm": IN_ROOM,
    "TaskForm": IN_ROOM | {"people": {1: "Sam Okoro", 2: "Lena Vos"}},
    "OfferForm": {"people": {1: "Sam Okoro", 2: "Lena Vos"}},
    "RecordForm": {"kind": "scope", "draft": "incident-1042-scope"},
    "WantedForm": {"skills": {"fax": "Fax to mail"}, "languages": {"de": "Deutsch"}},
    "SummonForm": {
        "targets": [
            ("specialist:1", "Mira Holm · level 3 · Deutsch · on call: Nights"),
            ("rota:nights", "Whoever is on call: Nights"),
        ]
    },
    "RedactForm": {"files": [(1, "keys.txt")]},
    "ChannelsForm": {"wishes": FIRST_CHANNELS},
    "ProposalForm": {"zone": "America/Toronto"},
    "DelegationForm": {"people": {1: "Lena Vos"}},
    "ExtendForm": {"steps": {"summary": "Incident summary"}},
    "AskForm": {"people": {1: "Lena Vos"}},
    "StatementForm": {"kinds": {"technique": "Technique"}},
    "MeasureForm": {
        "kinds": {"detect": "Detect sooner"},
        "known": [(1, "Source: The disk was full")],
        "people": {1: "Lena Vos"},
        "zone": UTC,
    },
    "MoveForm": {"people": {1: "Lena Vos"}, "zone": UTC},
    "SummaryForm": {"languages": {"en": "English", "fr": "français", "de": "Deutsch"}},
    "TimeForm": {
        "people": {1: "Lena Vos"},
        "reader": 1,
        "zone": ZoneInfo("Europe/London"),
        "at": datetime(2026, 11, 25, 9, tzinfo=UTC),
    },
    "SamlForm": {"desks": ["messaging", "content"]},
    "OidcForm": {"desks": ["messaging", "content"]},
    "GatewayForm": {"way": Way.SMS, "desks": []},
    "WayTrialForm": {"way": Way.SMS},
    "SourceForm": {"kind": Kind.ALERTMANAGER},
    "AlertPlaceForm": {"components": {1: "Fax lines"}, "sources": {1: "Prometheus"}},
    "SilenceForm": {"zone": ZoneInfo("Europe/London"), "at": AT, "labels": {"rack": "3"}},
    "TraceSearchForm": {
        "states": {"failed": "Failed", "deferred": "Deferred"},
        "zone": ZoneInfo("Europe/London"),
    },
    "ResolvingForm": {
        "words": {"en": ("English", "It is over."), "fr": ("Français", "C'est fini.")},
        "tickets": {1: "472 918 305 6 · Fax lines are dead"},
    },
    "ComponentNamingForm": {"components": {1: "Fax lines"}},
    "ReachForm": {"offered": ["push", "mail", "sms", "voice"]},
    "QuietForm": {"quiet": QuietHours()},
    "PauseForm": {"state": "open"},
    "AwayForm": {"zone": ZoneInfo("Europe/London"), "at": AT},
    "OutForm": {"zone": ZoneInfo("Europe/London"), "at": AT, "people": {1: "Lena Vos"}},
    "HandOverForm": {"tickets": [1, 2], "people": {1: "Lena Vos"}},
    "CorrectionForm": {"zone": ZoneInfo("Europe/London"), "at": AT},
    "ValidationForm": {"zone": ZoneInfo("Europe/London"), "at": AT},
    "CallForm": {"zone": ZoneInfo("Europe/London"), "at": AT},
    "TakenCallForm": {
        "policy": read_policy(POLICY.read_text(encoding="utf-8"), file=POLICY.name),
        "zone": ZoneInfo("Europe/London"),
        "at": AT,
    },
    "RulingForm": {
        "is_ground_known": False,
        "policy": read_policy(POLICY.read_text(encoding="utf-8"), file=POLICY.name),
        "teams": {1: "Network"},
        "specialists": {1: "Lena Vos"},
    },
    "TemplateForm": {
        "policy": read_policy(POLICY.read_text(encoding="utf-8"), file=POLICY.name),
        "teams": {1: "First line"},
    },
    "WordingForm": {"teams": {1: "First line"}, "limit": 20_000_000},
    "BulkForm": {
        "grades": {"severity": [(1, "1 · all platforms")], "level": [(1, "1 · use")]},
        "teams": {1: "First line"},
        "people": {1: "Sam Okoro"},
        "incidents": {1042: "I-1042 · Faxes are not sent"},
        "macros": {1: "Finish"},
    },
    "SignForm": {
        "policy": read_policy(POLICY.read_text(encoding="utf-8"), file=POLICY.name),
        "services": {"portal": "A customer portal with self-help."},
        "sign": SignDraft("cannot-connect", 4, 2, 1, "", {"en": ("cannot connect",)}),
        "number": 1,
    },
    "MailTextForm": {"texts": {"en": "Our offices moved."}, "number": 1},
    "MergeContactsForm": {
        "cards": (
            ContactCard("Ada Lindqvist", "ada@b.example", "", "en", "", "", is_technical=True),
            ContactCard("Lindqvist", "ada@b.test", "", "de", "", "", is_technical=True),
        ),
        "offer": Offer(
            {"name": "Name", "language": "Language"},
            {"name": ("Ada Lindqvist", "Lindqvist, Ada"), "language": ("English", "Deutsch")},
            "I know this person and mean that they belong to Brightwater Insurance",
        ),
    },
    "AnswerForm": {"colleagues": {1: "Sam Okoro", 2: "Lena Vos"}},
    "RuleForm": {
        "names": Names(read_policy(POLICY.read_text(encoding="utf-8"), file=POLICY.name)),
        "teams": {1: "First line"},
        "people": {1: "Sam Okoro", 2: "Lena Vos"},
    },
    "DuplicatesForm": {
        "tickets": [(1, "472 918 305 6 · Bea Marlow")],
        "languages": {"en": "English"},
    },
    "PublicWordsForm": {"stages": {"investigating": "Looking into it"}, "first": "en"},
    "SubscribeForm": {"components": [("1", "Fax to mail")]},
    "ChoiceForm": {"components": [("1", "Fax to mail")]},
    "WindowForm": {
        "components": {1: "Fax to mail", 2: "Customer portal"},
        "zones": ["Europe/London"],
        "first": "en",
    },
    "DeclareForm": {
        "components": COMPONENTS,
        "language": "en",
        "zone": ZoneInfo("Europe/London"),
        "at": AT,
    },
    "ComponentsForm": {"components": COMPONENTS, "language": "en", "touched": {1: "down"}},
    "OccurrenceForm": {"zone": ZoneInfo("Europe/London"), "at": AT},
    "RegulatoryForm": {"zone": ZoneInfo("Europe/London"), "at": AT},
    "NewRotaForm": {"reader_zone": ZoneInfo("Europe/London"), "at": AT},
    "LayerForm": {"people": {1: "Sam Okoro", 2: "Lena Vos"}},
    "CalendarForm": {"whats": [("absence", "times out of office")], "people": {1: "Sam Okoro"}},
    "NeedForm": {"languages": [("de", "Deutsch")], "services": [("portal", "The portal")]},
    "LooksForm": {"people": {1: "Lena Vos", 2: "Sam Okoro"}},
    "KeepForm": CIRCLE,
    "CircleForm": CIRCLE,
    "SnoozeForm": {
        "zone": ZoneInfo("Europe/London"),
        "there": ZoneInfo("America/Toronto"),
        "at": AT,
    },
    "SimulatorForm": {
        "policy": read_policy(POLICY.read_text(encoding="utf-8"), file=POLICY.name),
        "zones": ["Europe/London"],
        "versions": {1: "Version 1"},
        "services": {"portal": "A customer portal with self-help."},
        "at": AT,
    },
    "LogInsForm": {"people": {1: "Sam Okoro"}},
    "PolicyForm": {"zone": ZoneInfo("Europe/London"), "at": datetime(2026, 11, 25, 9, tzinfo=UTC)},
}


def find_real_form(place: str, name: str) -> Callable[..., forms.Form]:
    """Return what makes a form of the product itself, under identifiers of its own."""

    def make(prefix: str | None = None) -> forms.Form:
        form = getattr(import_module(f"permanence.faces.{place}"), name)
        made: forms.Form = form(prefix=prefix, **GIVEN.get(name, {}))
        made.auto_id = f"{name}-%s"
        return made

    return make


FORMS: dict[str, Callable[..., forms.Form]] = {
    form.__name__: form
    for form in (
        ForwardForm,
        NamingForm,
        LatenessForm,
        LoginForm,
        WordsForm,
        NoteForm,
        ReplyForm,
        TriageForm,
        PassingForm,
        AttachForm,
        AccountForm,
        RequestForm,
    )
}
FORMS |= {
    name: find_real_form(place, name)
    for place, name in (
        ("desk.forms.agreements", "ProposalForm"),
        ("desk.forms.log_ins", "LogInsForm"),
        ("desk.forms.retention", "ScheduleForm"),
        ("desk.forms.calls", "CallerForm"),
        ("desk.forms.calls", "TakenCallForm"),
        ("desk.forms.request_templates", "TemplateForm"),
        ("desk.forms.wording", "WordingForm"),
        ("desk.forms.time", "SpentForm"),
        ("desk.forms.sign_on", "OidcForm"),
        ("desk.forms.sign_on", "SamlForm"),
        ("desk.forms.ways", "GatewayForm"),
        ("desk.forms.ways", "WayTrialForm"),
        ("desk.forms.incident_requests", "JoinForm"),
        ("desk.forms.incident_requests", "ResolvingForm"),
        ("desk.forms.incident_requests", "ComponentNamingForm"),
        *(
            ("desk.forms.articles", name)
            for name in (
                "TextForm",
                "CardForm",
                "RetireForm",
                "StillRightForm",
                "TopicForm",
                "PracticeForm",
            )
        ),
        ("desk.forms.alerts", "SourceForm"),
        ("desk.forms.alerts", "AlertPlaceForm"),
        ("desk.forms.alerts", "SilenceForm"),
        ("desk.forms.traces", "TraceSearchForm"),
        ("desk.forms.traces", "TraceSourceForm"),
        ("desk.forms.traces", "TraceAddForm"),
        ("desk.forms.reaching", "ReachForm"),
        ("desk.forms.reaching", "QuietForm"),
        ("desk.forms.notices", "ChannelsForm"),
        ("desk.forms.agreements", "EndingForm"),
        ("desk.forms.agreements", "DelegationForm"),
        *(
            ("desk.forms.reviews", name)
            for name in (
                "AnalysisForm",
                "HeldForm",
                "ExtendForm",
                "ContributionForm",
                "AskForm",
                "StatementForm",
                "MeasureForm",
                "MoveForm",
                "EvidenceForm",
                "WhyForm",
                "RecurrenceForm",
                "SummaryForm",
            )
        ),
        ("portal.views.contribute", "PartForm"),
        ("desk.forms.bulk", "BulkForm"),
        ("desk.forms.automation", "RuleForm"),
        ("desk.forms.automation", "TrialForm"),
        ("desk.forms.snoozing", "SnoozeForm"),
        ("desk.forms.climbing", "AnswerForm"),
        ("desk.forms.climbing", "ClimbForm"),
        ("desk.forms.incident_room", "OfferForm"),
        ("desk.forms.incident_room", "RecordForm"),
        ("desk.forms.incident_room", "SettleForm"),
        ("desk.forms.incident_room", "SummonForm"),
        ("desk.forms.incident_room", "WantedForm"),
        ("desk.forms.secrecy", "KeepForm"),
        ("desk.forms.secrecy", "CircleForm"),
        ("desk.forms.secrecy", "GlassForm"),
        ("desk.forms.looks", "LooksForm"),
        ("desk.forms.linking", "LinkForm"),
        ("desk.forms.linking", "SplitForm"),
        ("desk.forms.linking", "DuplicatesForm"),
        ("desk.forms.contact_merging", "OtherContactForm"),
        ("desk.forms.policy_changes", "ExceptionForm"),
        ("desk.forms.mail_texts", "MailTextForm"),
        ("desk.forms.written_notices", "TextsForm"),
        ("desk.forms.written_notices", "CallBackForm"),
        ("desk.forms.written_notices", "WithdrawForm"),
        ("desk.forms.signs", "SignForm"),
        ("desk.forms.contact_merging", "MergeContactsForm"),
        ("desk.forms.redacting", "RedactForm"),
        ("desk.forms.retention", "ScheduleForm"),
        ("desk.forms.retention", "HoldForm"),
        ("desk.forms.erasing", "EraseForm"),
        ("desk.forms.policies", "PolicyForm"),
        ("desk.forms.pauses", "PauseForm"),
        ("desk.forms.pauses", "CorrectionForm"),
        ("desk.forms.pauses", "CallForm"),
        ("desk.forms.second", "CodeForm"),
        ("desk.forms.second", "FirstCodeForm"),
        ("desk.forms.second", "LossForm"),
        ("desk.forms.second", "PasskeyForm"),
        ("desk.forms.second", "ProofForm"),
        ("desk.forms.findings", "ValidationForm"),
        ("desk.forms.findings", "OutsideForm"),
        ("desk.forms.findings", "InsideForm"),
        ("desk.forms.escalating", "EscalatingForm"),
        ("desk.forms.escalating", "RulingForm"),
        ("portal.escalating", "EscalationForm"),
        ("desk.forms.solving", "SolutionForm"),
        ("desk.forms.asking", "AskingForm"),
        ("desk.forms.simulator", "SimulatorForm"),
        ("desk.forms.time", "TimeForm"),
        ("desk.forms.time", "TimerForm"),
        ("desk.forms.time", "ExtraTimeForm"),
        ("desk.forms.time", "BackForm"),
        ("desk.forms.service_state", "WindowForm"),
        ("desk.forms.service_state", "PublicWordsForm"),
        ("portal.views.subscriptions", "SubscribeForm"),
        ("portal.views.subscriptions", "ChoiceForm"),
        ("desk.forms.incidents", "DeclareForm"),
        ("desk.forms.incidents", "ComponentsForm"),
        ("desk.forms.incidents", "OccurrenceForm"),
        ("desk.forms.incidents", "RegulatoryForm"),
        ("desk.forms.incidents", "CauseForm"),
        ("desk.forms.incidents", "DismissalForm"),
        ("desk.forms.incidents", "KindForm"),
        ("desk.forms.incidents", "EraseEventForm"),
        ("desk.forms.rotas", "NewRotaForm"),
        ("desk.forms.rotas", "LayerForm"),
        ("desk.forms.rotas", "CalendarForm"),
        ("desk.forms.rotas", "NeedForm"),
        ("desk.forms.rotas", "HandOffForm"),
        ("desk.forms.presence", "AwayForm"),
        ("desk.forms.presence", "OutForm"),
        ("desk.forms.presence", "HandOverForm"),
        ("portal.agreeing", "AcceptForm"),
        ("portal.agreeing", "DeclineForm"),
        ("portal.agreeing", "WishForm"),
    )
}
# Of these names there are others above.
FORMS |= {
    f"Room{name}": find_real_form("desk.forms.incident_room", name)
    for name in ("NoteForm", "DecisionForm", "TaskForm")
}
WRONG = {"company": "Brightwater Insurance", "email": "ada@", "contact": "Ada Lindqvist"}


@cache
def read_screens() -> dict[str, tuple[str, dict[str, Any]]]:
    """Return each screen's name with its template and a context that fills it."""
    screens = {}
    for file in sorted(FOLDER.glob("*.json")):
        sample = json.loads(file.read_text(encoding="utf-8"))
        screens[file.stem] = (sample["template"], fill_in(sample["context"]))
    return screens


def fill_in(value: Any, key: str = "") -> Any:
    """Return a sample with what JSON cannot hold put in its place."""
    if isinstance(value, dict):
        return {name: fill_in(part, name) for name, part in value.items()}
    if isinstance(value, list):
        return [fill_in(part, key) for part in value]
    return find_part(value, key) if isinstance(value, str) else value


def find_part(text: str, key: str) -> Any:
    kind, _colon, name = text.partition(":")
    if kind == "shared":
        return fill_in(json.loads((FOLDER / "shared" / f"{name}.json").read_text(encoding="utf-8")))
    if kind == "form":
        name, _colon, prefix = name.partition(":")
        return make_form(FORMS[name], prefix)
    if kind == "field":
        return RequestForm()[name]
    return mark_safe(text) if key in CLEAN else text


def make_form(form: Callable[..., forms.Form], prefix: str) -> forms.Form:
    if prefix != "wrong":
        return form(prefix=prefix or None)
    wrong = form(WRONG)
    wrong.is_valid()
    return wrong
