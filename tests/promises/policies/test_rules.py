"""Reading a document: what is understood, and how each fault is named."""

from datetime import timedelta
from pathlib import Path

import pytest

from permanence.promises.policies.rules import (
    Policy,
    desk_addresses,
    differences,
    offers_for,
    page_of,
    provisional_axes,
    read_policy,
)
from permanence.promises.terms.rules import Faults
from permanence.world.calendars.rules import BusinessDays, OpenTime

SMALL = (Path(__file__).parent / "small.toml").read_text(encoding="utf-8")

# What is written in place of what, the line that is blamed, and what is said about it.
BROKEN = [
    (
        ("ordered_by =", "orderd_by ="),
        'orderd_by = "severity"',
        'desk.orderd_by: unknown key; did you mean "ordered_by"?',
    ),
    (
        ('ordered_by = "severity"', 'ordered_by = "severty"'),
        'ordered_by = "severty"',
        'desk.ordered_by: unknown "severty"; did you mean "severity"?',
    ),
    (
        ('name = "Small desk"\n', ""),
        "[desk]",
        "desk.name: is missing; write a text in quotes",
    ),
    (
        ('name = "Small desk"', "name = 7"),
        "name = 7",
        "desk.name: is a whole number; write a text in quotes",
    ),
    (
        ('key = "small"', 'key = "Small Desk"'),
        'key = "Small Desk"',
        'desk.key: "Small Desk" is no key; use small letters, digits and single hyphens',
    ),
    (
        ("[checklist]", "[checklst]\n[checklist]"),
        "[checklst]",
        'checklst: unknown key; did you mean "checklist"?',
    ),
    (
        ('zone = "Europe/Paris"\nweek', 'zone = "Europe/Pariss"\nweek'),
        'zone = "Europe/Pariss"',
        "coverage.calendar[1].zone: 'Europe/Pariss' is no zone; "
        'write a name ("Europe/Paris") or an offset ("-05:00")',
    ),
    (
        ('mon = [["09:00", "12:00"], ["14:00"', 'mon = [["09:00", "15:00"], ["14:00"'),
        'mon = [["09:00", "15:00"]',
        "coverage.calendar[1].week.mon: 14:00–18:00 begins before 09:00–15:00 has ended; "
        "write windows that do not overlap",
    ),
    (
        ('hours = "office"', 'hours = "ofice"'),
        'hours = "ofice"',
        'coverage.hours: unknown "ofice"; did you mean "office"?',
    ),
    (
        ('under = "30 minutes"\ncalendar = "office"', 'under = "30 minutes"\ncalendar = "night"'),
        'calendar = "night"',
        'targets.target[1].calendar: unknown "night"; use one of: office',
    ),
    (
        ('under = "30 minutes"', 'under = "half an hour"'),
        'under = "half an hour"',
        'targets.target[1].under: cannot read "half an hour"; '
        'write a number and a unit, such as "30 minutes", "2 hours" or "3 business days"',
    ),
    (
        ('under = "30 minutes"\n', ""),
        '[[targets.target]]\npromise = "response"\nseverity = 1',
        'targets.target[1]: has no time; write either under = "30 minutes" or within = "1 hour"',
    ),
    (
        ("severity = 2\nwithin", "severity = 3\nwithin"),
        "severity = 3",
        "targets.target[2].severity: there is no severity 3; use one of: 1, 2",
    ),
    (
        ("level = 1\nseverity = 2", "level = 4\nseverity = 2"),
        "level = 4",
        "operator.provisional.level: there is no level 4; use one of: 1",
    ),
    (
        ("level = 1\nseverity = 2", "level = 1"),
        "[operator.provisional]",
        "operator.provisional.severity: is missing; write a whole number",
    ),
    (
        ('[operator.provisional]\ntitle = { en = "Before triage" }\nlevel = 1\nseverity = 2\n', ""),
        "[operator]",
        "operator.provisional: is missing; write a table [operator.provisional]",
    ),
    (
        ('text = { en = "Everything is down." }', 'text = { fr = "Tout est en panne." }'),
        'text = { fr = "Tout est en panne." }',
        "severities.severity[1].text.en: is missing; write a text in quotes",
    ),
    (
        ('label = { en = "Phone" }', 'label = { en = " " }'),
        'label = { en = " " }',
        "checklist.fact[1].label.en: is empty; write a text",
    ),
    (
        ('offered = ["en"]', 'offered = ["en", "nl"]'),
        'offered = ["en", "nl"]',
        'operator.languages.offered[2]: unknown "nl"; use one of: en, fr, de, it, es',
    ),
    (
        ('address = "help@small.example.com"', 'address = "help at small"'),
        'address = "help at small"',
        'channels.mailbox[1].address: "help at small" is no e-mail address; '
        "write it in small letters, such as support@desk.example.com",
    ),
    (
        ('address = "south@small', 'address = "help@small'),
        'address = "help@small.example.com"\ntext = { en = "South" }',
        'channels.mailbox[2].address: "help@small.example.com" stands here twice; '
        "list each address once",
    ),
    (
        ('number = "+44 20 7946 0001"', 'number = "020 7946 0001"'),
        'number = "020 7946 0001"',
        'channels.phone[1].number: "020 7946 0001" is no telephone number; '
        "write + and the country's code, such as +44 20 7946 0000",
    ),
    (
        ('0001"\nregions = ["north"]', '0001"\nregions = ["nort"]'),
        'regions = ["nort"]',
        'channels.phone[1].regions[1]: unknown "nort"; did you mean "north"?',
    ),
    (
        ("at = 0.7", "at = 70"),
        "at = 70",
        "operator.climb.at: 70 is no share; write a number between 0 and 1, such as 0.7",
    ),
    (
        ("warn = 0.5", "warn = 0.9"),
        "warn = 0.9",
        "operator.climb.warn: 0.9 comes after the climb at 0.7; write 0.7 or less",
    ),
    (
        ('manager = "lead"', 'manager = "leader"'),
        'manager = "leader"',
        'operator.ladder.manager: unknown "leader"; did you mean "lead"?',
    ),
    (
        ('lead = "10 minutes"', 'lead = "3 business days"'),
        'lead = "3 business days"',
        'operator.ladder.allowed.lead: cannot read "3 business days"; '
        'write a number and a unit, such as "30 minutes", "2 hours"',
    ),
    (
        ('plan = "more"', 'plan = "mor"'),
        'plan = "mor"',
        'operator.readings.reading[1].plan: unknown "mor"; did you mean "more"?',
    ),
    (
        ('period = { more = "year" }', 'period = { more = "decade" }'),
        'period = { more = "decade" }',
        'operator.plans.period.more: unknown "decade"; use one of: month, quarter, year',
    ),
    (
        ('limit = "15 minutes"', 'limit = "5 minutes"'),
        'limit = "5 minutes"',
        "incidents.mark[1].limit: comes before the goal; write a limit that is not below the goal",
    ),
    (
        ('text = { en = "{hours} hours." }', 'text = { en = "{ours} hours." }'),
        'text = { en = "{ours} hours." }',
        "plans.plan[1].text.en: nothing fills {ours}; known here: {hours}, {windows}",
    ),
    (
        ('message = "25 MB"', 'message = "25 megabytes"'),
        'message = "25 megabytes"',
        'operator.limits.message: cannot read "25 megabytes"; '
        'write a number and a unit, such as "25 MB"',
    ),
    (
        ("only_named_contacts = false", 'only_named_contacts = "no"'),
        'only_named_contacts = "no"',
        "operator.openers.only_named_contacts: is a text in quotes; write true or false",
    ),
    (
        ("number = 2\nname", "number = 3\nname"),
        "number = 3",
        "severities.severity[2].number: 3 is out of order; write 2",
    ),
    (
        ('accent = "teal"', "accent = "),
        "accent = ",
        "desk.accent: not TOML: Invalid value; write valid TOML 1.0 here",
    ),
]


@pytest.fixture(scope="module")
def small() -> Policy:
    return read_policy(SMALL, file="small.toml")


@pytest.mark.parametrize(("change", "place", "said"), BROKEN, ids=[case[2] for case in BROKEN])
def test_a_fault_names_its_line_its_key_what_is_wrong_and_what_would_be_right(
    change: tuple[str, str], place: str, said: str
) -> None:
    assert SMALL.count(change[0]) == 1
    broken = SMALL.replace(*change)
    line = broken[: broken.index(place)].count("\n") + 1

    with pytest.raises(Faults) as caught:
        read_policy(broken, file="small.toml")

    told = [str(fault) for fault in caught.value.faults]
    assert f"small.toml:{line}: {said}" in told


def test_all_faults_are_found_at_once_in_the_order_of_their_lines() -> None:
    broken = (
        SMALL.replace('accent = "teal"', 'accent = "beige"')
        .replace('zone = "Europe/Paris"\nweek', 'zone = "Mars"\nweek')
        .replace('manager = "lead"', 'manager = "nobody"')
        .replace('reply = "20 MB"', 'reply = "20 MB"\nsurprise = 1')
    )

    with pytest.raises(Faults) as caught:
        read_policy(broken, file="small.toml")

    assert [fault.key for fault in caught.value.faults] == [
        "desk.accent",
        "coverage.calendar[1].zone",
        "operator.ladder.manager",
        "operator.limits.surprise",
    ]
    assert caught.value.faults == tuple(sorted(caught.value.faults, key=lambda fault: fault.line))


def test_a_missing_response_time_is_named() -> None:
    broken = SMALL.replace(
        'promise = "response"\nseverity = 2', 'promise = "resolution"\nseverity = 2'
    )

    with pytest.raises(Faults) as caught:
        read_policy(broken)

    assert [(fault.key, fault.wrong) for fault in caught.value.faults] == [
        ("targets", "no response time for severity 2")
    ]


def test_a_small_document_is_understood(small: Policy) -> None:
    assert (small.desk, small.name, small.languages) == ("small", "Small desk", ("en",))
    assert [address.address for address in desk_addresses(small)] == [
        "help@small.example.com",
        "south@small.example.com",
    ]
    assert provisional_axes(small) == (1, 2)
    assert small.ladder.rungs[0].allowed == timedelta(minutes=10)
    assert not small.ladder.published
    assert small.source == "policy:small:0"
    assert read_policy(SMALL, version=3).targets[0].clause.source == "policy:small:3"


def test_words_are_filled_with_the_values_that_run(small: Policy) -> None:
    said = {
        clause.key: clause.text["en"] for chapter in small.chapters for clause in chapter.clauses
    }

    assert said["coverage.text"] == "We answer 09:00–12:00 and 14:00–18:00."
    assert said["targets.response.severity-1"] == "Response under 30 minutes."
    assert said["targets.response.severity-2"] == "Response within 2 business days."
    assert said["plans.more"] == "10 hours."
    assert said["incidents.mark-assess"] == "In 10 minutes to 15 minutes."


def test_a_promise_is_offered_by_its_target_and_by_each_reading_that_applies(small: Policy) -> None:
    plain = offers_for(small, promise="response", level=1, severity=1)
    with_plan = offers_for(small, promise="response", level=1, severity=1, plan="more")

    assert [offer.clause.key for offer in plain] == ["targets.response.severity-1"]
    assert plain[0].target == OpenTime(1800)
    assert [offer.clause.key for offer in with_plan] == [
        "targets.response.severity-1",
        "operator.readings.plan",
    ]
    assert offers_for(small, promise="response", level=1, severity=2)[0].target == BusinessDays(2)


def test_what_is_not_promised_is_not_offered(small: Policy) -> None:
    assert offers_for(small, promise="resolution", level=1, severity=1) == ()


def test_shares_may_differ_by_promise() -> None:
    exception = '\n[[operator.climb.exception]]\npromise = "triage"\nat = 0.9\nwarn = 0.8\n'
    policy = read_policy(SMALL.replace("warn = 0.5\n", f"warn = 0.5\n{exception}"))

    leads = {term.clause.key: (term.climb_at, term.warn_at) for term in policy.targets}
    assert (policy.climb_at, policy.warn_at) == (0.7, 0.5)
    assert leads["operator.targets.triage"] == (0.9, 0.8)
    assert leads["targets.response.severity-1"] == (0.7, 0.5)


def test_a_warning_may_be_so_long_before_the_limit() -> None:
    policy = read_policy(
        SMALL.replace("at = 0.7\nwarn = 0.5\n", 'at = "10 minutes"\nwarn = "20 minutes"\n')
    )

    assert policy.climb_at == timedelta(minutes=10)
    assert policy.warn_at == timedelta(minutes=20)


def test_a_difference_names_each_clause_that_changed(small: Policy) -> None:
    newer = (
        SMALL.replace('under = "30 minutes"', 'under = "20 minutes"')
        .replace('[[checklist.fact]]\nkey = "phone"', '[[checklist.fact]]\nkey = "call"')
        .replace("at = 0.7", "at = 0.6")
    )

    found = {one.key: one for one in differences(small, read_policy(newer))}

    changed = found["targets.response.severity-1"]
    assert (changed.change, changed.before, changed.after) == (
        "changed",
        "Response under 30 minutes.",
        "Response under 20 minutes.",
    )
    assert found["checklist.call"].change == "added"
    assert found["checklist.phone"].change == "removed"
    assert found["targets.response.severity-2: runs"].after.endswith("60%, 50%")
    assert differences(small, small) == ()


def test_a_text_that_a_language_lacks_is_shown_in_another_with_a_mark(small: Policy) -> None:
    page = page_of(small, "fr")

    assert page.title == "[en] A small policy"


def test_a_desk_may_not_take_an_address_of_the_product() -> None:
    with pytest.raises(Faults) as caught:
        read_policy(SMALL.replace('key = "small"', 'key = "desk"', 1))

    assert [fault.key for fault in caught.value.faults] == ["desk.key"]
