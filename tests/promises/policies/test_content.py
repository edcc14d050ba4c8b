"""The shipped document of desk B says exactly what content management promises, and no more."""

from datetime import UTC, datetime

import pytest

from permanence.promises.policies.rules import offers_for
from permanence.promises.policies.rules.policy import Promise
from permanence.promises.terms.rules import prevail, weigh_offers
from permanence.world.calendars.rules import OpenTime
from tests.promises.policies.shipped import CONTENT, HOUR, MINUTE, said


@pytest.mark.parametrize(
    ("level", "target"),
    [(1, OpenTime(1 * HOUR)), (2, OpenTime(5 * HOUR)), (3, OpenTime(1 * HOUR))],
)
def test_content_promises_these_first_answers(level: int, target: OpenTime) -> None:
    offers = offers_for(CONTENT, promise="response", level=level, severity=None)

    assert {offer.target for offer in offers} == {target}
    assert {offer.nature for offer in offers} == {"guarantee"}
    assert [(offer.clause.key, offer.calendar.zone) for offer in offers] == [
        (f"targets.response.level-{level}", "-05:00"),
        ("operator.readings.local-time", "America/Toronto"),
    ]


def test_under_base_extra_the_window_is_always_open() -> None:
    promises: tuple[Promise, ...] = ("triage", "response")
    for promise in promises:
        offers = offers_for(CONTENT, promise=promise, level=1, severity=None, plan="base-extra")
        assert offers[-1].clause.key == "operator.readings.base-extra"
        assert offers[-1].calendar.always
    assert (
        len(offers_for(CONTENT, promise="response", level=1, severity=None, plan="base-plus")) == 2
    )


@pytest.mark.parametrize(
    ("received", "due", "governs"),
    [
        # In winter both readings agree and the published clause stands.
        ("2026-01-12T14:30Z", "2026-01-12T15:30Z", "targets.response.level-1"),
        # In summer the local window opens an hour before the literal one,
        ("2026-07-13T12:00Z", "2026-07-13T13:00Z", "operator.readings.local-time"),
        # and the literal one closes an hour after it.
        ("2026-07-13T20:45Z", "2026-07-13T21:45Z", "targets.response.level-1"),
        # A Friday evening waits for Monday,
        ("2026-01-09T23:00Z", "2026-01-12T14:00Z", "targets.response.level-1"),
        # and an evening before Quebec's national day waits for the day after it.
        ("2026-06-23T22:30Z", "2026-06-25T13:00Z", "operator.readings.local-time"),
    ],
)
def test_the_better_reading_of_eastern_time_governs(received: str, due: str, governs: str) -> None:
    start, expected = (datetime.fromisoformat(text).astimezone(UTC) for text in (received, due))
    offers = offers_for(CONTENT, promise="response", level=1, severity=None)

    verdict = prevail(weigh_offers(offers, start=start), most_favourable=CONTENT.most_favourable)

    assert verdict.winner.due == expected
    assert verdict.winner.offer.clause.key == governs


def test_content_publishes_the_window_that_its_calendars_run() -> None:
    assert said(CONTENT, "coverage.text") == (
        "Requests are addressed 08:00–17:00, Eastern Standard Time."
    )
    eight_to_five = ((8 * HOUR, 17 * HOUR),)
    for key in ("eastern-standard", "eastern-local"):
        calendar = CONTENT.calendars[key]
        assert calendar.week == (eight_to_five,) * 5 + ((), ())
        assert calendar.public == (("CA", "QC"),)


def test_content_sells_these_plans() -> None:
    plans = {plan.key: plan for plan in CONTENT.plans}

    assert (plans["base-plus"].hours, plans["base-extra"].hours) == (10, 20)
    assert plans["tailored"].hours is None
    windows = ((8 * HOUR + 30 * MINUTE, 12 * HOUR + 30 * MINUTE), (13 * HOUR, 17 * HOUR))
    assert CONTENT.calendars["base-plus"].week == (windows,) * 5 + ((), ())
    assert CONTENT.calendars[plans["base-extra"].calendar_key or ""].always
    assert [module.clause.text["en"] for module in plans["tailored"].modules] == [
        "First-line support by teleconference.",
        "Online troubleshooting and programming sessions.",
        "A monthly technical bulletin.",
        "Tailored training.",
    ]
    assert said(CONTENT, "plans.base-plus") == (
        "10 hours of troubleshooting, 08:30–12:30 and 13:00–17:00, five days a week."
    )
    assert said(CONTENT, "plans.base-extra") == "20 hours of troubleshooting, 24 hours, seven days."


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("help.text", "from self-service to advanced"),
        ("help.troubleshooting-first", "First, please turn to the troubleshooting page"),
        ("help.documentation", "with scenarios"),
        ("help.guide", "kept constantly current, lists the most frequent needs"),
        ("help.guide", "the most consulted topics in an FAQ"),
        ("channels.text", "by phone, by e-mail or by fax, or ask for tailored training"),
        (
            "channels.on-the-spot",
            "on the spot where possible; that share is measured and published",
        ),
        ("training.depths", "the basics of content management, and the heart of the application"),
        ("training.place", "at your site or in our rooms"),
        ("levels.text", "assess fast"),
        ("levels.level-1", "layout, display, filing documents, lost data"),
        ("levels.level-1", "First line answers and offers a solution quickly"),
        ("levels.level-2", "although the publishing procedure was followed"),
        ("levels.level-2", "a message says to contact support"),
        ("levels.level-2", "analyses, keeps you along and corrects"),
        ("levels.level-3", "profile synchronisation, load balancing over servers"),
        ("levels.technician", "in touch with the technician assigned"),
        ("targets.text", "in writing or by phone, within one hour of the call or e-mail"),
        ("targets.response.level-1", "within 1 hour"),
        ("targets.response.level-2", "between 1 hour and 5 hours"),
        ("targets.response.level-3", "within 1 hour"),
        ("agreements.agreement", "the solution, the production calendar and the delivery date"),
        ("agreements.agreement", "head of development or a delegate"),
        ("agreements.agreed-date", "An earlier contractual date still wins, unless you waive it"),
        ("guarantee.convention", "itself the convention"),
        ("guarantee.licences", "support clauses of each licence agreement"),
        ("guarantee.most-favourable", "the version most favourable to the customer prevails"),
        ("plans.text", "added to the hours in your contract"),
        ("plans.text", "subscribe to them or negotiate them"),
    ],
)
def test_content_publishes(key: str, words: str) -> None:
    clause = CONTENT.clause(key)

    assert clause is not None
    assert words in clause.text["en"]
    assert clause.published


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("operator.help.text", "computed"),
        ("operator.readings.any-channel", "a fax or a request in the portal"),
        ("operator.readings.window", "outside it, the time runs from the next opening"),
        ("operator.readings.local-time", "local Eastern time"),
        ("operator.readings.working-days", "Monday to Friday, less public holidays"),
        ("operator.readings.base-extra", "always open"),
        ("operator.coverage.eastern-standard", "five hours behind universal time all year"),
        ("operator.plans.text", "one year"),
        ("operator.plans.troubleshooting-only", "troubleshooting only, unless a clause says more"),
        ("operator.plans.narrower-window", "never the published coverage"),
        ("operator.plans.modules", "booked, held, logged and debited"),
        ("operator.targets.triage", "within 30 minutes"),
        ("operator.provisional.text", "level 1"),
    ],
)
def test_content_shows_as_its_operators_default(key: str, words: str) -> None:
    clause = CONTENT.clause(key)

    assert clause is not None
    assert words in clause.text["en"]
    assert not clause.published


def test_content_publishes_no_severity_ladder_incident_procedure_resolution_or_exclusion() -> None:
    published = {chapter.key for chapter in CONTENT.chapters if chapter.published}

    assert not published & {"severities", "ladder", "incidents", "exclusions", "summary"}
    assert offers_for(CONTENT, promise="resolution", level=1, severity=1, plan="base-extra") == ()
    assert CONTENT.incidents is not None
    assert not CONTENT.incidents.published
    assert not any(mark.clause.published for mark in CONTENT.incidents.marks)
    assert not CONTENT.ladder.published
    assert CONTENT.most_favourable
    assert CONTENT.ordered_by == "level"
    assert CONTENT.default_language == "fr"
    assert [fax.number for fax in CONTENT.faxes] == ["+1 514 555 0121"]
