"""The shipped document of desk A says exactly what production messaging promises, and no more."""

from datetime import timedelta

import pytest

from permanence.promises.policies.rules import desk_addresses, offers_for, page_of
from permanence.world.calendars.rules import BusinessDays, OpenTime
from tests.promises.policies.shipped import HOUR, MESSAGING, MINUTE, said


@pytest.mark.parametrize(
    ("severity", "response", "resolution"),
    [
        (1, OpenTime(30 * MINUTE), OpenTime(2 * HOUR)),
        (2, OpenTime(1 * HOUR), OpenTime(3 * HOUR)),
        (3, OpenTime(2 * HOUR), OpenTime(12 * HOUR)),
        (4, OpenTime(24 * HOUR), BusinessDays(3)),
    ],
)
def test_messaging_promises_these_times(
    severity: int, response: OpenTime, resolution: OpenTime | BusinessDays
) -> None:
    [first] = offers_for(MESSAGING, promise="response", level=1, severity=severity)
    [last] = offers_for(MESSAGING, promise="resolution", level=1, severity=severity)

    assert (first.target, first.nature, first.clause.published) == (response, "guarantee", True)
    assert (last.target, last.nature, last.clause.published) == (resolution, "target", True)
    assert first.calendar.always
    assert last.calendar.always == (severity < 4)
    assert all(term.bound == "under" for term in MESSAGING.targets if term.clause.published)


@pytest.mark.parametrize(
    ("severity", "definition"),
    [
        (1, "Degradation that touches all platforms and applications."),
        (
            2,
            "Degradation for several customers, or an interruption for one customer that can "
            "affect its processes (it cannot connect to send or receive mission-critical "
            "documents).",
        ),
        (3, "Degradation of a single platform or application."),
        (4, "An account service request, or the processing of one transaction."),
    ],
)
def test_messaging_defines_its_severities(severity: int, definition: str) -> None:
    assert MESSAGING.severities[severity - 1].definition["en"] == definition


def test_the_table_of_severities_reads_as_it_was_published() -> None:
    page = page_of(MESSAGING, "en")
    [section] = [section for section in page.promised if section.key == "severities"]
    [table] = [item for item in section.items if item.kind == "table"]

    assert table.columns == (
        "Severity",
        "Definition",
        "First response, or else escalation",
        "Resolution",
    )
    assert [row.cells[2:] for row in table.rows] == [
        ("under 30 minutes", "under 2 hours (target)"),
        ("under 1 hour", "under 3 hours (target)"),
        ("under 2 hours", "under 12 hours (target)"),
        ("under 24 hours", "under 3 business days (target)"),
    ]


def test_messaging_is_always_there_by_five_lines_and_three_mailboxes() -> None:
    assert MESSAGING.calendars[MESSAGING.coverage.calendar_key].always
    assert "24 hours a day, 7 days a week, 365 days a year" in said(MESSAGING, "coverage.text")
    assert [phone.regions for phone in MESSAGING.phones] == [
        ("uk-apac",),
        ("germany",),
        ("france",),
        ("italy",),
        ("spain",),
    ]
    assert [(box.address, box.regions) for box in desk_addresses(MESSAGING)] == [
        ("support@messaging.example.com", ("uk-apac",)),
        ("hilfe@messaging.example.com", ("germany",)),
        ("assistance@messaging.example.com", ("france", "italy", "spain")),
    ]
    assert MESSAGING.ordered_by == "severity"
    assert MESSAGING.default_language == "en"


def test_a_report_to_messaging_carries_eight_facts() -> None:
    assert [fact.label["en"] for fact in MESSAGING.facts] == [
        "Company and contact name",
        "Contact's phone",
        "Contact's e-mail",
        "User ID",
        "Submission method",
        "Job number or transaction identifiers",
        "Date and time of the event or of the data's submission, as exactly as possible",
        "Detailed description",
    ]
    assert all(fact.clause.published for fact in MESSAGING.facts)


def test_the_ladder_of_messaging_is_climbed_in_order() -> None:
    ladder = MESSAGING.ladder

    assert ladder.published
    assert [rung.key for rung in ladder.rungs] == [
        "support",
        "supervisor",
        "senior-manager",
        "director",
        "senior-director",
    ]
    assert len(ladder.rungs[0].contacts) == 5
    offices = [bool(rung.contacts[0].office) for rung in ladder.rungs]
    mobiles = [bool(rung.contacts[0].mobile) for rung in ladder.rungs]
    assert offices == [True] * 5
    assert mobiles == [False, False, True, True, True]
    assert all(contact.mail for rung in ladder.rungs for contact in rung.contacts)
    assert ladder.rungs[0].contact_for("italy").mail == "assistance@messaging.example.com"
    assert ladder.rungs[1].contact_for("italy").mail == "supervisor.emea@messaging.example.com"
    assert ladder.manager in {rung.key for rung in ladder.rungs}


def test_incidents_are_assessed_and_notified_from_their_occurrence() -> None:
    incidents = MESSAGING.incidents
    assert incidents is not None
    published = [mark for mark in incidents.marks if mark.clause.published]
    own = [mark for mark in incidents.marks if not mark.clause.published]

    assert [(mark.key, mark.goal, mark.limit, mark.since) for mark in published] == [
        ("assess", timedelta(minutes=10), timedelta(minutes=15), "occurrence"),
        ("notify", timedelta(minutes=20), timedelta(minutes=30), "occurrence"),
    ]
    assert [mark.since for mark in own] == ["detection", "detection", "suspicion"]
    assert [team.key for team in incidents.teams] == [
        "notification",
        "investigation",
        "post-mortem",
    ]
    assert incidents.published


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("channels.text", "central number and the central address"),
        ("channels.text", "only then is handling by this policy assured"),
        ("channels.ladder-calls", "legitimate escalation"),
        ("channels.portal", "whenever you can; our staff are glad to help you"),
        ("services.online-tickets", "Online tickets"),
        ("services.portal", "customer portal with self-help"),
        ("services.account-administration", "Account administration"),
        ("services.message-tracing", "Message tracing"),
        ("services.outage-notification", "Notification of outages"),
        ("services.training", "on the service and on the self-help tools"),
        ("services.problems", "Analysis and resolution of problems"),
        ("services.expertise", "development, IT operations and management"),
        ("services.expertise", "always within reach"),
        ("services.questions", "point you to the right documentation"),
        ("scope.operational-problems", "Specific operational problems with our services"),
        ("requests.reference", "by any channel, gets a reference number"),
        ("requests.reference", "found at once"),
        ("requests.confirmation", "automatic confirmation is no answer: a response is a person's"),
        ("requests.same-subject", "same subject stays in the file"),
        ("requests.validation", "validates your request and assigns it"),
        ("requests.best-effort", "does their best from the first answer"),
        ("requests.passing-on", "the department or the person with the expertise"),
        ("checklist.text", "gather error messages, notices and alerts"),
        ("checklist.text", "eight facts, the same on every channel"),
        ("checklist.missing-facts", "kindly, in your language"),
        ("severities.text", "the gravest requests are worked on first"),
        ("ladder.text", "at any time"),
        ("ladder.manager", "policies, practices or commitments are not kept"),
        ("ladder.manager", "or that the help is not suitable"),
        ("ladder.manager", "right to speak to the manager. We record the ground"),
        ("ladder.fast-attention", "fast attention at the right place"),
        ("training.standard-session", "One standard session by phone"),
        ("training.standard-session", "costs no hours"),
        ("duties.cross-training", "cross-train your people against sudden absence"),
        ("duties.newcomers", "using the portal, and how to ask for help"),
        ("duties.technical-contacts", "know your operational environment"),
        ("duties.infrastructure", "configure, watch and maintain"),
        ("exclusions.third-party-software", "Once we have found"),
        ("exclusions.third-party-software", "refer you to the distributor"),
        ("exclusions.infrastructure", "computers, operating systems, network, printers"),
        ("exclusions.infrastructure", "back-end integration"),
        ("exclusions.configuration-help", "log files and network traces"),
        ("incidents.text", "starts immediately at a security breach"),
        ("incidents.text", "a disruption of several customers"),
        ("incidents.team-notification", "a written notice"),
        ("incidents.team-investigation", "Scope and plan are records of their own"),
        ("incidents.team-post-mortem", "Gathers at resolution; its analysis follows closure"),
        ("incidents.in-step", "at the same time and in step"),
        ("incidents.situation-reports", "periodic situation reports"),
        ("incidents.post-mortem-people", "Everyone who took part"),
        ("incidents.post-mortem-people", "right the first time, with the time it needs"),
        ("incidents.post-mortem-handling", "in how the incident was handled"),
        ("incidents.post-mortem-failures", "causes of those failures"),
        ("incidents.post-mortem-sources", "sources of the problem"),
        ("incidents.post-mortem-measures", "against recurrence, each tied to a source"),
        ("summary.contents", "an overview and the measures against recurrence"),
        ("summary.on-request", "on request, by phone or by e-mail"),
    ],
)
def test_messaging_publishes(key: str, words: str) -> None:
    clause = MESSAGING.clause(key)

    assert clause is not None
    assert words in clause.text["en"]
    assert clause.published


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("operator.languages.text", "English, French, German, Italian and Spanish"),
        ("operator.home.text", "United Kingdom and Asia-Pacific"),
        ("operator.readings.personal-line", "from the instant it arrived"),
        ("operator.readings.under", "exactly 30:00 minutes of 30 is late"),
        ("operator.readings.response-or-escalation", "the climb starts before the limit"),
        ("operator.readings.graver", "the graver holds"),
        ("operator.readings.receipt", "Clocks run from receipt"),
        ("operator.readings.quoting", "never quotes a promise that triage could worsen"),
        ("operator.requests.confirmation-everywhere", "by any channel gets a confirmation"),
        ("operator.requests.threading", "only suggested to a person"),
        ("operator.provisional.text", "runs on severity 2"),
        ("operator.targets.triage", "15 minutes"),
        ("operator.coverage.business-days", "time zone of London"),
        ("operator.coverage.business-days", "public holidays of England"),
        ("operator.coverage.business-days", "counts from the start of the next business day"),
        ("operator.ladder.text", "support after 5 minutes"),
        ("operator.ladder.the-manager", "Senior manager"),
        ("operator.incidents.text", "every 60 minutes; each notice says when the next one comes"),
        ("operator.incidents.mark-assess", "runs from detection"),
        ("operator.incidents.suspicion", "climbs the ladder"),
        ("operator.summary.text", "in the portal"),
        ("operator.duties.text", "each customer's environment"),
        ("operator.openers.text", "not only the named contacts"),
        ("operator.targets.attention", "fast attention in under 4 hours"),
    ],
)
def test_messaging_shows_as_its_operators_default(key: str, words: str) -> None:
    clause = MESSAGING.clause(key)

    assert clause is not None
    assert words in clause.text["en"]
    assert not clause.published


def test_messaging_publishes_neither_levels_nor_plans_nor_a_guarantee() -> None:
    published = {chapter.key for chapter in MESSAGING.chapters if chapter.published}

    assert not published & {"levels", "plans", "guarantee", "agreements", "help"}
    assert not MESSAGING.most_favourable
    assert MESSAGING.summary_on_request
    assert not MESSAGING.only_named_contacts
    assert [level.number for level in MESSAGING.levels] == [1, 2, 3]


def test_a_breach_is_reported_by_the_clocks_of_the_law() -> None:
    assert MESSAGING.incidents is not None
    rows = [(one.key, one.within, one.months, one.after) for one in MESSAGING.incidents.regulatory]

    assert rows == [
        ("nis2-early-warning", timedelta(hours=24), 0, ""),
        ("nis2-notification", timedelta(hours=72), 0, ""),
        ("nis2-final-report", timedelta(), 1, "nis2-notification"),
        ("gdpr-authority", timedelta(hours=72), 0, ""),
        ("gdpr-controller", timedelta(hours=24), 0, ""),
    ]
    assert not any(one.clause.published for one in MESSAGING.incidents.regulatory)
