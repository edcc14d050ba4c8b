"""One sample context for each template of both faces: invented people, reserved numbers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.safestring import mark_safe

from permanence.faces.ui.deadlines import ShownDeadline, show_deadline
from permanence.faces.ui.moments import say_instant, say_instant_fully

PARIS = ZoneInfo("Europe/Paris")
AT = datetime(2026, 11, 25, 13, 28, tzinfo=UTC)


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


def deadline(start: float, due: float | None, **facts: Any) -> ShownDeadline:
    """A deadline that began and ends so many minutes from now."""
    shown = show_deadline(
        start=AT + minutes(start),
        due=AT + minutes(due) if due is not None else None,
        at=AT,
        zone=PARIS,
        clock_zone=ZoneInfo("America/New_York"),
        **facts,
    )
    # A picture is always of the same instant: the page's own clock would walk on.
    return ShownDeadline(**{**vars(shown), "ticks": False})


def instant(offset: float) -> dict[str, str]:
    """The three forms in which templates ask for an instant."""
    moment = AT + minutes(offset)
    return {
        "at": say_instant(moment, at=AT, zone=PARIS),
        "at_iso": moment.isoformat(),
        "at_title": say_instant_fully(moment, zone=PARIS),
    }


class LoginForm(forms.Form):
    username = forms.EmailField(label="E-mail")
    password = forms.CharField(widget=forms.PasswordInput)


class WordsForm(forms.Form):
    body = forms.CharField(widget=forms.Textarea)
    attachments = forms.FileField(required=False)


class NoteForm(forms.Form):
    body = forms.CharField(widget=forms.Textarea)


class TriageForm(forms.Form):
    severity = forms.ChoiceField(choices=[("2", "2 · several customers")])
    level = forms.ChoiceField(choices=[("1", "1 · use of the software")])
    team = forms.ChoiceField(choices=[("net", "Network")])
    assignee = forms.ChoiceField(choices=[("", "Nobody yet"), ("sam", "Sam Okoro")], required=False)


class AttachForm(forms.Form):
    reference = forms.CharField(help_text="Ten digits; gaps do not matter.")


class AccountForm(forms.Form):
    name = forms.CharField()
    language = forms.ChoiceField(choices=[("en", "English"), ("fr", "français")])
    zone = forms.ChoiceField(choices=[("Europe/Paris", "Europe/Paris")])
    theme = forms.ChoiceField(
        choices=[("auto", "As the system"), ("light", "Light"), ("dark", "Dark")],
        widget=forms.RadioSelect,
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


def shell(accent: str = "azure") -> dict[str, Any]:
    desk = {"name": "Ostrelle Messaging", "initials": "OM", "accent": accent, "url": "/desk/m/"}
    other = {
        "name": "Cartouche Publishing",
        "initials": "CP",
        "accent": "violet",
        "url": "/desk/c/",
    }
    views = [
        ("Next due", 312, True, ""),
        ("Overdue", 3, False, "overdue"),
        ("To triage", 7, False, ""),
        ("Mine", 12, False, ""),
        ("Nobody's", 41, False, ""),
        ("Waiting for customers", 96, False, ""),
        ("Resolved", None, False, ""),
    ]
    return {
        "desk": desk,
        "desks": [{**desk, "current": True}, {**other, "current": False}],
        "views": [
            {"label": label, "url": "#", "count": count, "current": current, "tone": tone}
            for label, count, current, tone in views
        ],
        "places": [
            {"label": "Quarantine", "url": "#", "icon": "hold", "count": 2, "current": False},
            {"label": "Outgoing mail", "url": "#", "icon": "send", "count": 0, "current": False},
            {"label": "Policy", "url": "#", "icon": "book", "count": None, "current": False},
        ],
        "rail_url": "/rail",
        "topic": "ticket:",
        "person": {"name": "Sam Okoro", "initials": "SO", "email": "sam.okoro@example.com"},
        "account_url": "#",
        "logout_url": "#",
        "theme_url": "/theme",
        "search_url": "#",
        "query": "",
        "events_url": "/events",
    }


TICKETS = [
    # band, start, due, severity, level, reference, subject, organisation, state, assignee, last
    (
        "Overdue",
        -42,
        -12,
        "1",
        "3",
        "No faxes leave on any platform since this morning",
        "Northwind Freight",
        "open",
        "Sam O.",
        "customer",
    ),
    (
        "Overdue",
        -64,
        -3,
        "2",
        "2",
        "Cannot connect to submit the payroll batch",
        "Halden Clinics",
        "new",
        "",
        "customer",
    ),
    (
        "In the next hour",
        -25,
        5,
        "1",
        "2",
        "Bulk jobs stay queued for all recipients in Spain",
        "Ibarra y Asociados",
        "open",
        "Lena V.",
        "desk",
    ),
    (
        "In the next hour",
        -10,
        22,
        "2",
        "2",
        "E-mail to fax: error 554 after the certificate change",
        "Brightwater Insurance",
        "new",
        "",
        "customer",
    ),
    (
        "In the next hour",
        -70,
        50,
        "3",
        "1",
        "Kopfzeile fehlt auf eingehenden Faxen der Außenstelle",
        "Tannhof Logistik",
        "open",
        "Sam O.",
        "customer",
    ),
    (
        "Today",
        -30,
        92,
        "3",
        "1",
        "Les accusés de réception n’arrivent plus dans la boîte partagée",
        "Maison Verdier",
        "open",
        "Lena V.",
        "desk",
    ),
    (
        "Today",
        -200,
        240,
        "3",
        "2",
        "Portal shows yesterday’s totals",
        "Quillfeather Books",
        "open",
        "",
        "customer",
    ),
    (
        "Today",
        -300,
        420,
        "4",
        "1",
        "Two more users for the accounts department",
        "Halden Clinics",
        "new",
        "",
        "customer",
    ),
    (
        "Later",
        -400,
        1400,
        "4",
        "1",
        "Trace of one message, job 118 204",
        "Northwind Freight",
        "open",
        "Sam O.",
        "desk",
    ),
    (
        "Later",
        -400,
        2600,
        "4",
        "1",
        "Change of the billing address",
        "Corvino Trasporti",
        "open",
        "Ines M.",
        "machine",
    ),
    (
        "Paused",
        -900,
        None,
        "3",
        "1",
        "Duplicate delivery reports",
        "Brightwater Insurance",
        "waiting_customer",
        "Ines M.",
        "desk",
    ),
    (
        "Paused",
        -1900,
        None,
        "2",
        "2",
        "Log files asked for: gateway drops the third page",
        "Ibarra y Asociados",
        "waiting_customer",
        "Lena V.",
        "desk",
    ),
]
STATES = {"open": "Open", "new": "New", "waiting_customer": "Waiting for the customer"}


def ticket_rows() -> list[dict[str, Any]]:
    rows = []
    for number, (
        band,
        start,
        due,
        severity,
        level,
        subject,
        who,
        state,
        assignee,
        last,
    ) in enumerate(TICKETS):
        moment = instant(start / 3)
        rows.append(
            {
                "id": number,
                "url": "/ticket",
                "unread": last == "customer",
                "band": band,
                "deadline": deadline(start, due),
                "deadline_name": "First answer",
                "severity": severity,
                "severity_title": f"Severity {severity}",
                "level": "",
                "level_title": f"Level {level}",
                "provisional": state == "new",
                "reference": f"47291{number:02}{(number * 37) % 1000:03}",
                "subject": subject,
                "organisation": who,
                "state": state,
                "state_label": STATES[state],
                "assignee": assignee,
                "team": "Messaging",
                "last_side": last,
                "last_name": "Ada Lindqvist" if last == "customer" else assignee or "Permanence",
                "last_ago": f"{int(-start / 3)} min" if start > -180 else f"{int(-start / 180)} h",
                "last_iso": moment["at_iso"],
                "last_title": moment["at_title"],
            }
        )
    return rows


def promises() -> list[dict[str, Any]]:
    why = {
        "start": "Received Wed 25 Nov, 14:18",
        "target": "1 h of open time",
        "due": "Due Wed 25 Nov, 14:50",
        "steps": [
            {
                "day": "Wed 25 Nov",
                "from": "14:18",
                "to": "14:26",
                "spent": "8 min",
                "word": "open",
                "counts": True,
            },
            {
                "day": "Wed 25 Nov",
                "from": "14:26",
                "to": "14:31",
                "spent": "",
                "word": "paused: waiting for the customer",
                "counts": False,
            },
            {
                "day": "Wed 25 Nov",
                "from": "14:31",
                "to": "15:23",
                "spent": "52 min",
                "word": "open",
                "counts": True,
            },
        ],
        "losing": [
            {
                "clause": "Contract, § 4: first answer within 4 hours",
                "url": "",
                "due": "Wed 25 Nov, 18:18",
                "by": "3 h later",
            },
            {
                "clause": "Policy, level 2: within 5 hours",
                "url": "#",
                "due": "Wed 25 Nov, 19:18",
                "by": "4 h later",
            },
        ],
        "earlier": [],
    }
    base = {
        "clause_url": "#",
        "source": "Policy, version 2026-1, in force from 1 March 2026",
        "calendar": "24 hours, 7 days",
        "zone": "Europe/Paris",
        "elsewhere": "08:50 (America/New_York)",
        "why": why,
    }
    return [
        {
            **base,
            "id": "1",
            "name": "First answer",
            "nature": "guarantee",
            "deadline": deadline(-38, 22),
            "clause": "Severity 2: under 1 hour",
            "due": "Wed 25 Nov, 14:50",
        },
        {
            **base,
            "id": "2",
            "name": "Resolution",
            "nature": "target",
            "deadline": deadline(-38, 142),
            "clause": "Severity 2: under 3 hours",
            "due": "Wed 25 Nov, 16:50",
            "why": None,
        },
        {
            **base,
            "id": "3",
            "name": "Triage",
            "nature": "target",
            "deadline": deadline(-38, -23, met_at=AT - minutes(30)),
            "clause": "Triage within 15 minutes",
            "due": "Wed 25 Nov, 14:05",
            "why": None,
        },
    ]


def timeline() -> list[dict[str, Any]]:
    files = [
        {"name": "smtp-session.log", "size": 18_204, "url": "#", "kind": "text"},
        {
            "name": "Bildschirmfoto der Fehlermeldung vom Dienstag.png",
            "size": 482_113,
            "url": "#",
            "kind": "PNG",
        },
    ]
    return [
        {
            "id": "1",
            "kind": "in",
            "day": "Today",
            **instant(-38),
            "channel": "mail",
            "author": "Ada Lindqvist",
            "author_detail": "ada.lindqvist@example.com",
            "initials": "AL",
            "html": mark_safe(
                "<p>Good morning,</p><p>since we renewed our certificate at noon, every message to the fax gateway comes back with <b>554 5.7.5</b>. About forty dispatch notes are waiting. The log of one session is attached.</p><p>Kind regards<br>Ada Lindqvist</p>"
            ),
            "quoted": "",
            "attachments": files,
            "raw_url": "#",
        },
        {
            "id": "2",
            "kind": "events",
            **instant(-38),
            "count": 4,
            "summary": "Reference given, confirmation sent, 2 clocks started",
            "events": [
                {"text": "Reference given", "icon": "flag", **instant(-38)},
                {
                    "text": "Confirmation sent to ada.lindqvist@example.com",
                    "icon": "mail",
                    **instant(-38),
                },
                {"text": "First answer is due by 14:50", "icon": "clock", **instant(-38)},
                {"text": "Resolution is due by 16:50", "icon": "clock", **instant(-38)},
            ],
        },
        {
            "id": "3",
            "kind": "event",
            **instant(-30),
            "icon": "person",
            "text": "Lena Vos set severity 2, level 2, and took it",
            "tone": "",
        },
        {
            "id": "4",
            "kind": "note",
            **instant(-26),
            "channel": "desk",
            "author": "Lena Vos",
            "initials": "LV",
            "html": mark_safe(
                "<p>Their chain lacks the intermediate. Same as the case at Tannhof last week; ask the gateway team before touching the trust store.</p>"
            ),
        },
        {
            "id": "5",
            "kind": "out",
            **instant(-22),
            "channel": "mail",
            "author": "Lena Vos",
            "to": "to Ada Lindqvist",
            "delivery": "sent",
            "delivery_label": "sent",
            "html": mark_safe(
                "<p>Dear Ms Lindqvist,</p><p>your new certificate is sent without its intermediate certificate, so our gateway cannot check it. Could you send us the answer of <code>openssl s_client -connect mail.example.com:25</code>?</p>"
            ),
        },
        {
            "id": "6",
            "kind": "in",
            **instant(-14),
            "channel": "phone",
            "author": "Ada Lindqvist",
            "author_detail": "+44 20 7946 0018",
            "html": mark_safe(
                "<p>Called: the file is with their network people, answer expected within the hour.</p>"
            ),
        },
        {
            "id": "7",
            "kind": "event",
            **instant(-6),
            "icon": "climb",
            "text": "Climbed to the supervisor, not yet taken",
            "tone": "at_risk",
        },
        {
            "id": "8",
            "kind": "event",
            **instant(-2),
            "icon": "alarm",
            "text": "Half of the promised time is used",
            "tone": "",
        },
    ]


TICKET = {
    "reference": "4729183056",
    "subject": "E-mail to fax: error 554 after the certificate change",
    "url": "#",
    "topic": "ticket:1",
    "state": "open",
    "state_label": "Open",
    "organisation": "Brightwater Insurance",
    "severity": "2",
    "severity_title": "Severity 2",
    "level": "2",
    "level_title": "Level 2",
    "provisional": False,
    "opened": "today, 13:50",
    "back_url": "#",
    "act_url": "#",
    "timeline_url": "/ticket?part=timeline",
    "promises_url": "/ticket?part=promises",
}
CONTACT = {
    "name": "Ada Lindqvist",
    "email": "ada.lindqvist@example.com",
    "phone": "+44 20 7946 0018",
    "phone_url": "tel:+442079460018",
    "language_name": "English",
    "local_time": "13:28, London",
    "confirmed": True,
}


def ticket_page() -> dict[str, Any]:
    return {
        "shell": shell(),
        "ticket": TICKET,
        "acts": [
            {"label": "Take it", "icon": "person", "value": "take", "primary": False},
            {"label": "Resolve", "icon": "check", "value": "resolve", "primary": False},
        ],
        "timeline": timeline(),
        "timeline_order": "oldest",
        "reply": {
            "form": WordsForm(prefix="reply"),
            "url": "#",
            "language": "en",
            "language_name": "English",
            "recipients": "Ada Lindqvist <ada.lindqvist@example.com>",
            "after": [{"value": "resolve", "label": "Send and resolve"}],
        },
        "note": {"form": NoteForm(prefix="note"), "url": "#"},
        "promises": promises(),
        "triage": {
            "form": TriageForm(),
            "url": "#",
            "hint": "",
            "done": True,
            "summary": "Severity 2 · Level 2 · Network",
        },
        "missing": [{"label": "Job number or transaction identifiers"}, {"label": "User ID"}],
        "climb": {
            "sentence": "With the supervisor since 14:22, not yet taken.",
            "next": "The senior manager is next, at 14:37.",
        },
        "contact": CONTACT,
        "organisation": {
            "name": "Brightwater Insurance",
            "plan": "Base extra",
            "contract": "BW-2041",
            "contract_until": "31 Dec 2027",
            "guarantee": True,
            "hours_left": "12 h 30 of 20 h",
        },
    }


def centre(accent: str = "azure") -> dict[str, Any]:
    return {
        "name": "Ostrelle Messaging",
        "accent": accent,
        "initials": "OM",
        "home_url": "/messaging/",
        "new_url": "#",
        "policy_url": "#",
        "requests_url": "#",
        "lines": [
            {
                "region": "United Kingdom, Asia-Pacific",
                "number": "+44 20 7946 0110",
                "tel": "tel:+442079460110",
                "hours": "day and night",
            },
            {
                "region": "Deutschland",
                "number": "+49 30 23125 110",
                "tel": "tel:+493023125110",
                "hours": "Tag und Nacht",
            },
            {
                "region": "France",
                "number": "+33 1 99 00 11 10",
                "tel": "tel:+33199001110",
                "hours": "jour et nuit",
            },
        ],
        "addresses": [
            {"region": "United Kingdom, Asia-Pacific", "address": "support@ostrelle.example"},
            {"region": "Deutschland", "address": "support.de@ostrelle.example"},
        ],
    }


LANGUAGES = [
    {"code": "en", "name": "English", "url": "?lang=en", "current": True},
    {"code": "fr", "name": "français", "url": "?lang=fr", "current": False},
    {"code": "de", "name": "Deutsch", "url": "?lang=de", "current": False},
]


def public(place: str, **facts: Any) -> dict[str, Any]:
    return {
        "centre": centre(),
        "languages": LANGUAGES,
        "theme_url": "/theme",
        "place": place,
        **facts,
    }


def rows(prefix: str, *rows_: tuple[str, ...]) -> list[dict[str, Any]]:
    return [{"key": f"{prefix}.{number}", "cells": row} for number, row in enumerate(rows_, 1)]


def clause(key: str, text: str, heading: str = "") -> dict[str, Any]:
    return {"kind": "clause", "key": key, "heading": heading, "text": text}


def policy() -> dict[str, Any]:
    regions = rows(
        "region",
        ("United Kingdom, Asia-Pacific", "+44 20 7946 0110", "support@ostrelle.example"),
        ("Germany", "+49 30 23125 110", "support.de@ostrelle.example"),
    )
    facts = rows(
        "fact",
        *(
            (text,)
            for text in (
                "company and contact name",
                "the contact’s phone",
                "the contact’s e-mail",
                "user ID",
                "submission method",
                "job number or transaction identifiers",
                "date and time of the event, as exactly as possible",
                "a detailed description",
            )
        ),
    )
    severities = rows(
        "severity",
        (
            "1",
            "Degradation that touches all platforms and applications",
            "under 30 minutes",
            "under 2 hours",
        ),
        (
            "2",
            "Degradation for several customers, or an interruption for one that can affect its processes",
            "under 1 hour",
            "under 3 hours",
        ),
        ("3", "Degradation of a single platform or application", "under 2 hours", "under 12 hours"),
        (
            "4",
            "An account service request, or the processing of one transaction",
            "under 24 hours",
            "under 3 business days",
        ),
    )
    rungs = rows(
        "rung",
        ("1", "Support", "by region", ""),
        ("2", "Supervisor", "+44 20 7946 0120", "supervisor@ostrelle.example"),
    )
    page = {
        "title": "Support policy for production messaging",
        "language": "en",
        "promised": [
            {
                "key": "coverage",
                "heading": "When we are here",
                "items": [
                    clause(
                        "coverage.text",
                        "We give support by phone and by e-mail 24 hours a day, 7 days a week, 365 days a year.",
                    )
                ],
            },
            {
                "key": "channels",
                "heading": "How to reach us",
                "items": [
                    clause(
                        "channels.text",
                        "Please use the central number and the central address, not the line or mailbox of one person: only then is handling by this policy assured.",
                    ),
                    {
                        "kind": "table",
                        "key": "channels.regions",
                        "heading": "Numbers and addresses by region",
                        "columns": ["Region", "Phone", "E-mail"],
                        "rows": regions,
                    },
                ],
            },
            {
                "key": "checklist",
                "heading": "What a report carries",
                "items": [
                    clause(
                        "checklist.text",
                        "Before you contact us, describe the problem exactly and gather error messages, notices and alerts. With these eight facts we can start at once:",
                    ),
                    {"kind": "list", "key": "checklist.facts", "heading": "", "rows": facts},
                ],
            },
            {
                "key": "severities",
                "heading": "How fast we answer",
                "items": [
                    clause(
                        "severities.text",
                        "Severity is set with care by the specialist after analysing what you gave us. It decides priority: the gravest are worked on first.",
                    ),
                    {
                        "kind": "table",
                        "key": "severities.table",
                        "heading": "Response and resolution by severity",
                        "columns": [
                            "Severity",
                            "Definition",
                            "First response, else escalation",
                            "Resolution (target)",
                        ],
                        "rows": severities,
                    },
                ],
            },
            {
                "key": "ladder",
                "heading": "If the help does not suit you",
                "items": [
                    clause(
                        "ladder.text",
                        "You may escalate at any time. If you think that policies, practices or commitments are not kept, or that the help is not suitable, you have the right to speak to the manager.",
                        "Your right to the manager",
                    ),
                    {
                        "kind": "table",
                        "key": "ladder.rungs",
                        "heading": "Contacts, in order",
                        "columns": ["Order", "Contact", "Phone", "E-mail"],
                        "rows": rungs,
                    },
                ],
            },
        ],
        "operated": [
            {
                "key": "operator.provisional",
                "heading": "Before triage",
                "items": [
                    clause(
                        "operator.provisional.severity",
                        "Until a specialist has set the severity, a request runs as severity 2 and is triaged within 15 minutes.",
                    )
                ],
            }
        ],
    }
    version = {
        "number": "2026-1",
        "effective": "1 March 2026",
        "effective_iso": "2026-03-01",
        "notice": "",
        "url": "#",
        "current": True,
    }
    return {
        "page": page,
        "intro": "What we owe you as a customer of our fax-to-mail and bulk messaging services: how to reach us, how we handle your requests, and how fast.",
        "version": version,
        "versions": [
            version,
            {"number": "2025-2", "effective": "1 July 2025", "url": "#", "current": False},
        ],
    }


def wrong_request() -> RequestForm:
    form = RequestForm(
        {"company": "Brightwater Insurance", "email": "ada@", "contact": "Ada Lindqvist"}
    )
    form.is_valid()
    return form


def outgoing_rows() -> list[dict[str, Any]]:
    facts = [
        ("waiting", "waiting", "Reply", "[#4729183056] E-mail to fax: error 554", ""),
        ("failed", "failed", "Reply", "[#4729183131] Trace of one message", "550 mailbox unknown"),
        ("sent", "sent", "Confirmation", "[#4729183056] We have your request", ""),
        ("sent", "sent", "Ladder", "Please take: E-mail to fax: error 554", ""),
    ]
    return [
        {
            "id": number,
            "url": "#",
            "to": "ada.lindqvist@example.com",
            "subject": subject,
            "purpose_label": purpose,
            "reference": "4729183056",
            "state": state,
            "state_label": label,
            "detail": detail,
            **instant(-number * 9),
        }
        for number, (state, label, purpose, subject, detail) in enumerate(facts)
    ]


def letter_rows() -> list[dict[str, Any]]:
    moment = instant(-75)
    received = {
        "received": moment["at"],
        "received_iso": moment["at_iso"],
        "received_title": moment["at_title"],
    }
    return [
        {
            "id": 1,
            "url": "#",
            "sender": "Boris Krell",
            "address": "b.krell@tannhof.example",
            "subject": "Re: [#4729183056] E-mail to fax",
            "why": "Names a ticket of another organisation",
            "kind": "held",
            "kind_label": "held",
            "reference": "4729183056",
            "size": 4096,
            **received,
        },
        {
            "id": 2,
            "url": "#",
            "sender": "",
            "address": "scan@halden.example",
            "subject": "",
            "why": "The message breaks off in the middle of an attachment",
            "kind": "quarantined",
            "kind_label": "unreadable",
            "reference": "",
            "size": 2_400_000,
            **received,
        },
    ]


LETTER = {
    **letter_rows()[0],
    "to": "support@ostrelle.example",
    "why": "The sender is not of the organisation whose ticket the subject names.",
    "detail": "from b.krell@tannhof.example, ticket of Brightwater Insurance",
    "text": "Hello,\n\nwe see the same error since noon. Can you tell us what you found?\n\nBoris Krell",
    "attachments": [],
    "raw_url": "#",
    "back_url": "#",
    "headers": [{"name": "Message-ID", "value": "<a1@tannhof.example>"}],
    "settled": "",
}
MESSAGE = {
    **outgoing_rows()[1],
    "from": "Ostrelle Messaging <support@ostrelle.example>",
    "reply_to": "support+4729183056@ostrelle.example",
    "language": "en",
    "language_name": "English",
    "text": "Dear Ms Lindqvist,\n\nwe have your request and give it the reference 472 918 3056.",
    "html_url": "",
    "raw_url": "#",
    "back_url": "#",
    "ticket_url": "#",
    "tries": [{"text": "550 5.1.1 mailbox unknown", **instant(-9)}],
}
VERSIONS = [
    {
        "version": "2026-2",
        "title": "Support policy for production messaging",
        "effective": "1 January 2027",
        "effective_iso": "2027-01-01",
        "standing": "coming",
        "standing_label": "coming",
        "loaded": "20 Nov 2026, by Sam Okoro",
        "url": "#",
        "changes": 2,
    },
    {
        "version": "2026-1",
        "title": "Support policy for production messaging",
        "effective": "1 March 2026",
        "effective_iso": "2026-03-01",
        "standing": "in_force",
        "standing_label": "in force",
        "loaded": "15 Jan 2026",
        "url": "#",
        "changes": None,
    },
]
CHANGES = [
    {
        "kind": "changed",
        "kind_label": "changed",
        "key": "severities.2.response",
        "title": "Severity 2: first response",
        "before": "under 1 hour",
        "after": "under 45 minutes",
        "better": "customer",
        "better_label": "better for customers",
    },
    {
        "kind": "added",
        "kind_label": "added",
        "key": "channels.italy",
        "title": "Phone line for Italy",
        "before": "",
        "after": "+44 20 7946 0151",
        "better": "",
        "better_label": "",
    },
]
REQUESTS = [
    {
        "url": "#",
        "reference": "4729183056",
        "subject": "E-mail to fax: error 554 after the certificate change",
        "sentence": "You hear from us by 14:50",
        "tone": "at_risk",
        "opened": "today",
        "opened_iso": "2026-11-25",
        "deadline": deadline(-50, 10),
    },
    {
        "url": "#",
        "reference": "4729180147",
        "subject": "Duplicate delivery reports",
        "sentence": "It is your turn: we wait for your answer",
        "tone": "yours",
        "opened": "23 Nov",
        "opened_iso": "2026-11-23",
        "deadline": None,
    },
]
SAID = [
    {
        "id": "1",
        "side": "you",
        "author": "Ada Lindqvist",
        "channel": "mail",
        "html": mark_safe(
            "<p>Since we renewed our certificate at noon, every message comes back with 554 5.7.5.</p>"
        ),
        "attachments": timeline()[0]["attachments"],
        **instant(-38),
    },
    {
        "side": "event",
        "text": "We gave your request its reference and sent you a confirmation.",
        **instant(-38),
    },
    {
        "id": "2",
        "side": "desk",
        "author": "Lena Vos",
        "channel": "mail",
        "html": mark_safe(
            "<p>Your new certificate is sent without its intermediate certificate. Could you send us the chain?</p>"
        ),
        **instant(-22),
    },
]
FILE = {
    "reference": "4729183056",
    "subject": "E-mail to fax: error 554 after the certificate change",
    "state": "open",
    "state_label": "With us",
    "promise": "Solved by 16:50 (Europe/Paris) if we can",
    "deadline": deadline(-38, 142),
    "opened": "today, 13:50",
    "opened_iso": "2026-11-25",
    "requests_url": "#",
    "refresh_url": "#",
    "topic": "",
}
RUNGS = [
    {
        "rank": 1,
        "title": "Support",
        "number": "+44 20 7946 0110",
        "tel": "tel:+442079460110",
        "email": "support@ostrelle.example",
        "note": "",
    },
    {
        "rank": 2,
        "title": "Supervisor EMEA/APAC",
        "number": "+44 20 7946 0120",
        "tel": "tel:+442079460120",
        "email": "supervisor@ostrelle.example",
        "note": "office",
    },
    {
        "rank": 3,
        "title": "Senior manager EMEA/APAC",
        "number": "+44 20 7946 0130",
        "tel": "tel:+442079460130",
        "email": "manager@ostrelle.example",
        "note": "office and mobile",
    },
]
PLEDGES = [
    {
        "sentence": "A person answers you within 1 hour",
        "detail": "severity 2: several customers, or your processes stand still",
        "url": "#",
    },
    {"sentence": "We solve it within 3 hours", "detail": "our target for severity 2", "url": "#"},
    {"sentence": "You can call a manager at any time", "detail": "", "url": "#"},
]
EMPTY = {
    "icon": "check",
    "title": "Nothing is due",
    "text": "Requests that come in by mail, phone or the portal appear here by themselves, the most urgent first.",
}
LIST = {
    "title": "Next due",
    "summary": "312 open tickets",
    "refresh_url": "/tickets?part=rows",
    "topic": "ticket:",
    "shows": "severity",
    "filters": [
        {"label": "Everyone’s", "url": "#", "current": True},
        {"label": "Mine", "url": "#", "current": False},
    ],
}


def screens() -> dict[str, tuple[str, dict[str, Any]]]:
    """Return each screen's name with its template and a context that fills it."""
    pager = {"previous_url": "", "next_url": "#", "summary": ""}
    asked = RequestForm()
    groups = [
        {
            "title": "Who you are",
            "text": "",
            "fields": [asked[name] for name in ("company", "contact", "phone", "email", "user_id")],
        },
        {
            "title": "What happened",
            "text": "As exactly as you can: it saves us asking.",
            "fields": [
                asked[name]
                for name in ("subject", "description", "when", "method", "job", "attachments")
            ],
        },
    ]
    climb = {
        **TICKET,
        "why": "No person has answered yet; under 1 hour was promised.",
        "deadline": deadline(-38, 22),
        "rung": "Supervisor",
        "taken": "",
        "mine": False,
        "over": False,
        "next": "Unanswered, it climbs to the senior manager at 14:37.",
    }
    briefing = [
        {"term": "Organisation", "text": "Brightwater Insurance"},
        {"term": "Contact", "text": "Ada Lindqvist\n+44 20 7946 0018"},
        {"term": "Severity", "text": "2, several customers"},
    ]
    return {
        "login": (
            "desk/login.html",
            {
                "form": LoginForm(),
                "demo": [
                    {
                        "name": "Sam Okoro",
                        "email": "sam@example.com",
                        "password": "demo-demo",
                        "role": "specialist, messaging",
                    }
                ],
            },
        ),
        "tickets": (
            "desk/tickets.html",
            {"shell": shell(), "list": LIST, "rows": ticket_rows(), "pager": pager},
        ),
        "tickets-empty": (
            "desk/tickets.html",
            {"shell": shell("violet"), "list": LIST, "rows": [], "empty": EMPTY},
        ),
        "ticket": ("desk/ticket.html", ticket_page()),
        "quarantine": (
            "desk/quarantine.html",
            {
                "shell": shell(),
                "list": {**LIST, "summary": "2 letters wait"},
                "rows": letter_rows(),
                "pager": {},
            },
        ),
        "letter": (
            "desk/letter.html",
            {
                "shell": shell(),
                "letter": LETTER,
                "ticket": TICKET,
                "attach": {"form": AttachForm(), "url": "#"},
                "act_url": "#",
                "acts": [
                    {
                        "value": "open",
                        "label": "Open as a new ticket",
                        "icon": "open",
                        "explains": "The sender gets a confirmation.",
                    },
                    {
                        "value": "replay",
                        "label": "Read it again",
                        "icon": "again",
                        "explains": "After a correction of the rules or of the contact.",
                    },
                    {
                        "value": "discard",
                        "label": "Discard",
                        "icon": "discard",
                        "explains": "It is kept, but waits no longer.",
                    },
                ],
            },
        ),
        "outgoing": (
            "desk/outgoing.html",
            {
                "shell": shell(),
                "list": {
                    **LIST,
                    "summary": "1 waits, 1 failed",
                    "folder": "/var/lib/permanence/outgoing-mail",
                },
                "rows": outgoing_rows(),
                "pager": {},
            },
        ),
        "outgoing-message": (
            "desk/outgoing_message.html",
            {"shell": shell(), "message": MESSAGE, "retry_url": "#"},
        ),
        "policies": ("desk/policies.html", {"shell": shell(), "rows": VERSIONS, "public_url": "#"}),
        "policy-version": (
            "desk/policy_version.html",
            {
                "shell": shell(),
                "version": {
                    **VERSIONS[0],
                    "back_url": "#",
                    "public_url": "#",
                    "source_url": "#",
                    "before": "2026-1",
                },
                "changes": CHANGES,
            },
        ),
        "account": (
            "desk/account.html",
            {"shell": shell(), "form": AccountForm(initial={"theme": "auto"}), "password": None},
        ),
        "centres": (
            "portal/centres.html",
            {
                "centres": [
                    {
                        **centre(),
                        "summary": "Fax-to-mail and bulk messaging",
                        "open": True,
                        "hours": "Open now, day and night",
                    },
                    {
                        **centre("violet"),
                        "name": "Cartouche Publishing",
                        "initials": "CP",
                        "summary": "Content management",
                        "open": False,
                        "hours": "Opens tomorrow at 08:00 (UTC−05:00)",
                    },
                ],
                "languages": LANGUAGES,
                "theme_url": "/theme",
                "desk_url": "/desk/",
            },
        ),
        "home": (
            "portal/home.html",
            public(
                "home",
                intro="Fax-to-mail and bulk messaging.",
                hours={
                    "open": True,
                    "sentence": "Open now.",
                    "next": "We are here day and night.",
                    "note": "",
                },
                promises=PLEDGES,
                self_help=[],
                ladder=RUNGS,
                ladder_intro="You may call the next in order at any time.",
            ),
        ),
        "policy": ("portal/policy.html", public("policy", **policy())),
        "request-new": (
            "portal/request_new.html",
            public(
                "new",
                form=asked,
                groups=groups,
                promise="A person answers you within 1 hour.",
                self_help=[],
            ),
        ),
        "request-wrong": (
            "portal/request_new.html",
            public("new", form=wrong_request(), promise="", self_help=[]),
        ),
        "request-sent": (
            "portal/request_sent.html",
            public(
                "",
                reference="4729183056",
                promise="A person answers you by 14:50 (Europe/Paris).",
                email="ada.lindqvist@example.com",
                missing=[{"label": "User ID"}],
                request_url="#",
            ),
        ),
        "requests": (
            "portal/requests.html",
            public(
                "requests",
                who="Ada Lindqvist, Brightwater Insurance",
                open=REQUESTS,
                done=[{**REQUESTS[1], "sentence": "Solved on 20 Nov", "tone": ""}],
                pager={},
            ),
        ),
        "request": (
            "portal/request.html",
            public(
                "requests",
                file=FILE,
                entries=SAID,
                reply={"form": WordsForm(prefix="reply"), "url": "#", "note": ""},
                escalate="Not content? Call the supervisor: +44 20 7946 0120.",
            ),
        ),
        "link-expired": ("portal/link_expired.html", public("", form=AttachForm(), sent=False)),
        "take": (
            "portal/take.html",
            public(
                "",
                climb=climb,
                briefing=briefing,
                words=mark_safe("<p>Every message comes back with 554.</p>"),
                words_language="en",
                take_url="#",
                desk_url="#",
            ),
        ),
        "error-404": ("404.html", {}),
        "error-409": ("409.html", {}),
        "error-500": ("500.html", {}),
    }
