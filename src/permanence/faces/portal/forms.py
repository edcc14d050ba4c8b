"""What a customer fills in: a new request, an answer, and where a new link goes."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any
from uuid import uuid4

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.forms.boundfield import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from permanence.faces.portal.access import Guest
from permanence.faces.portal.fields import FilesField, ReadField, Told, Trap
from permanence.service.intake.actions.forms import Answers
from permanence.service.tickets.rules.opening import SUBJECT_LIMIT, Part
from permanence.service.tickets.rules.suggesting import STATED_FACT
from permanence.world.catalogue.queries import installations_of

LONGEST_TEXT = 100_000
LONGEST_FACT = 500

# Facts of a checklist that the form asks for in its own way, by the keys of the documents.
COMPANY_FACTS = ("company-and-contact", "contact")
MAIL_FACTS = ("mail",)
PHONE_FACTS = ("phone",)
DESCRIPTION_FACTS = ("description",)
SAID = ("kind", "installation", "subject", "description", "severity")


class KeyedForm(forms.Form):
    """What every form that is sent has: a key and a trap.

    The key is made when the form is shown: sending it twice makes one request.
    """

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    website = forms.CharField(required=False, widget=Trap)

    def clean_website(self) -> str:
        """Refuse what a program filled in, in words a person can act on."""
        if self.cleaned_data["website"]:
            self.data = {**self.data.dict(), self.add_prefix("website"): ""}  # type: ignore[attr-defined]
            raise forms.ValidationError(
                gettext("This looked as if a program had sent it. Please send it once more.")
            )
        return ""

    def renew(self) -> None:
        """Give a form that was refused a fresh key, so that it can be sent again."""
        self.data = {**self.data.dict(), "key": str(uuid4())}  # type: ignore[attr-defined]


class SentForm(KeyedForm):
    """What every form that reaches the desk has: files beside a key and a trap."""

    def __init__(self, *args: Any, guest: Guest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.guest = guest
        self.fields["files"] = FilesField(limit=guest.policy.limits.attachments)

    def parts(self) -> list[Part]:
        """Return the files with their bytes."""
        return [read_part(file) for file in self.cleaned_data["files"]]


def read_part(file: UploadedFile[Any]) -> Part:
    """Return one file as it is kept; its name is only a name, never a way to a place."""
    name = PurePath((file.name or "").replace("\\", "/")).name or "file"
    return Part(name, file.content_type or "application/octet-stream", file.read())


class RequestForm(SentForm):
    """A new request with the facts that the desk's checklist asks for (SPEC A5)."""

    subject = forms.CharField(label=_("In a few words"), max_length=SUBJECT_LIMIT)
    description = forms.CharField(
        label=_("What happens?"),
        help_text=_("As exactly as you can, with any error messages."),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 8}),
    )

    def __init__(self, *args: Any, guest: Guest, **kwargs: Any) -> None:
        super().__init__(*args, guest=guest, **kwargs)
        asked = {fact.key: fact for fact in guest.policy.facts}
        self.fields["read"] = ReadField(guest=guest)
        self.fields["looked"] = forms.BooleanField(required=False, widget=Told)
        self.keep_typed()
        self.offer_kinds()
        self.offer_severities()
        if guest.contact is None:
            self.add_person()
        self.offer_installations()
        for key, fact in asked.items():
            if key in (*MAIL_FACTS, *DESCRIPTION_FACTS) or (key in COMPANY_FACTS and guest.contact):
                continue
            label = _("Company") if key in COMPANY_FACTS else guest.say(fact.label)
            self.fields[f"fact-{key}"] = forms.CharField(
                required=False, label=label, max_length=LONGEST_FACT
            )
            if key in PHONE_FACTS and guest.contact:
                self.initial[f"fact-{key}"] = guest.contact.phone

    def keep_typed(self) -> None:
        """Let this window keep what is typed until it is sent."""
        contact = self.guest.contact
        whose = f"{self.guest.desk.key}-{contact.pk if contact else 0}"
        for name in ("subject", "description"):
            self.fields[name].widget.attrs["data-draft"] = f"new-{whose}-{name}"

    def offer_kinds(self) -> None:
        """Ask what kind of request it is, where the policy names some; nobody has to say it."""
        kinds = self.guest.policy.kinds
        if kinds:
            named = [(term.key, self.guest.say(term.name)) for term in kinds]
            self.fields["kind"] = forms.ChoiceField(
                label=_("What kind of request is it?"),
                required=False,
                choices=[("", gettext("I cannot say")), *named],
            )

    def offer_severities(self) -> None:
        """Ask how grave it is, where the desk publishes what that means; nobody has to say it."""
        published = self.guest.policy.chapter("severities")
        if published is None or not published.published:
            return
        named = [
            (str(one.number), f"{self.guest.say(one.name)}: {self.guest.say(one.definition)}")
            for one in self.guest.policy.severities
        ]
        self.fields["severity"] = forms.ChoiceField(
            label=_("How grave is it for you?"),
            help_text=_("Our specialists decide; what you say helps them."),
            required=False,
            choices=[("", gettext("I cannot say")), *named],
        )

    def offer_installations(self) -> None:
        """Ask what of the organisation's it is about, where something is written down."""
        contact = self.guest.contact
        rows = installations_of(contact.organisation_id) if contact else []
        if rows:
            named = [(str(one.pk), one.name) for one in rows]
            self.fields["installation"] = forms.ChoiceField(
                label=_("What is it about?"),
                required=False,
                choices=[("", gettext("I cannot say")), *named],
            )

    def add_person(self) -> None:
        """Ask who is writing."""
        self.fields["name"] = forms.CharField(
            label=_("Your name"),
            max_length=200,
            widget=forms.TextInput(attrs={"autocomplete": "name"}),
        )
        self.fields["email"] = forms.EmailField(
            label=_("Your e-mail address"),
            help_text=_("The confirmation goes there, with a link to follow your request."),
            max_length=254,
            widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        )

    def groups(self) -> list[dict[str, Any]]:
        """Return the fields as the page groups them."""
        who = [name for name in ("name", "email") if name in self.fields]
        asked = [name for name in self.fields if name.startswith("fact-")]
        personal = [
            name for name in asked if name.removeprefix("fact-") in (*COMPANY_FACTS, *PHONE_FACTS)
        ]
        rest = [name for name in asked if name not in personal]
        said = [name for name in SAID if name in self.fields]
        return [
            {"title": gettext("What happened"), "fields": self.pick(*said)},
            {
                "title": gettext("What helps us to start at once"),
                "text": gettext("Leave out what you do not know: we begin all the same."),
                "fields": self.pick(*rest, "files"),
            },
            {"title": gettext("Who you are"), "fields": self.pick(*who, *personal)},
        ]

    def pick(self, *names: str) -> list[BoundField]:
        """Return fields by their names."""
        return [self[name] for name in names]

    def answers(self) -> Answers:
        """Return what was filled in, as intake takes it."""
        given, guest = self.cleaned_data, self.guest
        contact = guest.contact
        return Answers(
            key=given["key"],
            desk=guest.desk.pk,
            name=contact.name if contact else given["name"],
            email=contact.email if contact else given["email"],
            subject=given["subject"],
            text=given["description"],
            language=guest.language,
            facts=self.facts(),
            kind=given.get("kind", ""),
            installation=given.get("installation", ""),
            files=self.parts(),
            read=[one.reference for one in given["read"]],
        )

    def facts(self) -> dict[str, str]:
        """Return the facts of the checklist, those included that the form knows by itself."""
        given, contact = self.cleaned_data, self.guest.contact
        facts = {STATED_FACT: given["severity"]} if given.get("severity") else {}
        for fact in self.guest.policy.facts:
            value = given.get(f"fact-{fact.key}", "")
            if fact.key in MAIL_FACTS:
                value = contact.email if contact else given["email"]
            elif fact.key in DESCRIPTION_FACTS:
                value = given["description"][:LONGEST_FACT]
            elif fact.key in COMPANY_FACTS:
                value = name_person(contact.name if contact else given["name"], self.company(value))
            if value:
                facts[fact.key] = value
        return facts

    def company(self, typed: str) -> str:
        """Return the organisation that is known, or what was typed."""
        contact = self.guest.contact
        return contact.organisation.name if contact and contact.organisation else typed


def name_person(name: str, company: str) -> str:
    """Return a person with the organisation, if there is one."""
    return f"{company}, {name}" if company else name


class ReplyForm(SentForm):
    """An answer in one's own request."""

    text = forms.CharField(
        label=_("Your answer"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def __init__(self, *args: Any, guest: Guest, **kwargs: Any) -> None:
        super().__init__(*args, guest=guest, **kwargs)
        self.order_fields(["text", "files"])

    def answers(self, *, subject: str, reference: str) -> Answers:
        """Return the answer, as intake takes it."""
        contact = self.guest.contact
        return Answers(
            key=self.cleaned_data["key"],
            desk=self.guest.desk.pk,
            name=contact.name if contact else "",
            email=contact.email if contact else "",
            subject=subject,
            text=self.cleaned_data["text"],
            language=self.guest.language,
            facts={},
            reference=reference,
            files=self.parts(),
        )


class LinkForm(forms.Form):
    """Where a new link goes."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
