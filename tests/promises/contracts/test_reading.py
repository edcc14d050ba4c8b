"""Reading a contract: what is understood, and how each fault is named."""

from datetime import date, timedelta

import pytest

from permanence.promises.contracts.rules import read_contract, read_names
from permanence.promises.terms.rules import Faults
from permanence.world.calendars.rules import OpenTime
from tests.promises.contracts.documents import FREIGHT, PLAIN, change, read
from tests.promises.policies.shipped import CONTENT, FOLDER, MESSAGING

SAMPLES = {"canal-vert": CONTENT, "harbourline": MESSAGING}

# What is written in place of what, the line that is blamed, and what is said about it.
BROKEN = [
    (
        ('number = "M-7"\n', ""),
        "[contract]",
        "contract.number: is missing; write a text in quotes",
    ),
    (
        ('title = "Freight', 'titel = "Freight'),
        "titel",
        'contract.titel: unknown key; did you mean "title"?',
    ),
    (
        ('desk = "messaging"', 'desk = "content"'),
        'desk = "content"',
        'contract.desk: "content" is not the desk of this policy; '
        'write "messaging", or name the policy of that desk',
    ),
    (
        ('languages = ["en"]\nstarts', "languages = []\nstarts"),
        "languages = []",
        "contract.languages: names no language; use some of: en, fr, de, it, es",
    ),
    (
        ("starts = 2026-01-01", 'starts = "2026-01-01"'),
        'starts = "2026-01-01"',
        "contract.starts: is a text in quotes; write a date such as 2026-01-31, without quotes",
    ),
    (
        ("starts = 2026-01-01\n", ""),
        "[contract]",
        "contract.starts: is missing; write a date such as 2026-01-31, without quotes",
    ),
    (
        ("ends = 2026-12-31", "ends = 2025-12-31"),
        "ends = 2025-12-31",
        "contract.ends: 2025-12-31 comes before the start; write 2026-01-01 or later",
    ),
    (
        ('zone = "Europe/London"\nrenewal', 'zone = "Europe/Londn"\nrenewal'),
        'zone = "Europe/Londn"',
        'contract.zone: unknown "Europe/Londn"; did you mean "Europe/London"?',
    ),
    (
        ('renewal = "tacit"', 'renewal = "silent"'),
        'renewal = "silent"',
        'contract.renewal: unknown "silent"; use one of: none, tacit',
    ),
    (
        ("renewal_months = 12\n", ""),
        "[contract]",
        "contract.renewal_months: is missing; write a whole number",
    ),
    (
        ("renewal_months = 12", "renewal_months = 0"),
        "renewal_months = 0",
        "contract.renewal_months: 0 is too small; write 1 or more",
    ),
    (
        ('renewal = "tacit"\n', ""),
        "renewal_months = 12",
        'contract.renewal_months: is not renewed; write renewal = "tacit" beside it',
    ),
    (
        ("ends = 2026-12-31\n", ""),
        'renewal = "tacit"',
        "contract.renewal: has no end to be renewed at; write ends, or leave this out",
    ),
    (
        ('notice = "90 days"', 'notice = "3 months"'),
        'notice = "3 months"',
        'contract.notice: cannot read "3 months"; '
        'write a number and a unit, such as "30 minutes", "2 hours"',
    ),
    (
        ('services = ["portal", "problems"]', 'services = ["portal", "problem"]'),
        "services",
        'contract.services[2]: unknown "problem"; did you mean "problems"?',
    ),
    (
        ('notice = "90 days"', 'notice = "90 days"\nplan = "base-plus"'),
        'plan = "base-plus"',
        "contract.plan: the desk's policy has no plans; leave it out",
    ),
    (
        ('technical = ["ada.lindqvist@', 'technical = ["Ada@'),
        "technical",
        'contacts.technical[1]: "Ada@brightwater.example" is no e-mail address; '
        "write it in small letters, such as ada@customer.example",
    ),
    (
        ('technical = ["ada.lindqvist@brightwater.example"]\n', ""),
        "only_named = true",
        'contacts.only_named: names nobody who may open requests; write technical = ["…"]',
    ),
    (
        ('hours = "port"\ntext', 'hours = "prt"\ntext'),
        'hours = "prt"',
        'coverage.hours: unknown "prt"; did you mean "port"?',
    ),
    (
        ('tue = [["06:00", "22:00"]]', 'tue = [["06:00", "25:00"]]'),
        "tue",
        "coverage.calendar[1].week.tue[1][2]: ",
    ),
    (
        ("severity = 1\nunder", "severity = 7\nunder"),
        "severity = 7",
        "targets.target[1].severity: there is no severity 7; use one of: 1, 2, 3, 4",
    ),
    (
        ('under = "15 minutes"', 'under = "soon"'),
        'under = "soon"',
        'targets.target[1].under: cannot read "soon"; write a number and a unit, '
        'such as "30 minutes", "2 hours" or "3 business days"',
    ),
    (
        ('text.en = "News {time}."', 'text.fr = "Nouvelles {time}."'),
        "text.fr",
        "targets.target[2].text.en: is missing; write a text in quotes",
    ),
    (
        ("at = 0.6", "at = 6"),
        "at = 6",
        "climb.at: 6 is no share; write a number between 0 and 1, such as 0.7",
    ),
    (
        ('promises = ["triage"]', 'promises = ["triage"]\nplan = "more"'),
        'plan = "more"',
        'readings.reading[1].plan: unknown "more"; use one of: ',
    ),
    (
        ('state = "waiting_customer"', 'state = "lunch"'),
        'state = "lunch"',
        'pauses.pause[1].state: unknown "lunch"; '
        "use one of: waiting_customer, waiting_third_party, out_of_scope",
    ),
    (
        ('duty = "10 minutes"\n', ""),
        "[ladder.allowed]",
        "ladder.allowed.duty: is missing; write a text in quotes",
    ),
    (
        ('manager = "duty"', 'manager = "boss"'),
        'manager = "boss"',
        'ladder.manager: unknown "boss"; use one of: line, duty',
    ),
    (
        ('key = "notify"', 'key = "notfy"'),
        'key = "notfy"',
        'incidents.mark[1].key: unknown "notfy"; did you mean "notify"?',
    ),
    (
        ('number = "+44 20 7946 0155"', 'number = "020 7946"'),
        'number = "020 7946"',
        'channels.phone[1].number: "020 7946" is no telephone number; '
        "write + and the country's code, such as +44 20 7946 0000",
    ),
    (
        ('period = "quarter"', 'period = "decade"'),
        'period = "decade"',
        'hours.period: unknown "decade"; use one of: month, quarter, year',
    ),
    (
        ('amount = "20 hours"', "amount = 20"),
        "amount = 20",
        "hours.amount: is a whole number; write a text in quotes",
    ),
    (
        ('at_zero = "refuse"', 'at_zero = "shout"'),
        'at_zero = "shout"',
        'hours.at_zero: unknown "shout"; use one of: warn, ask, refuse',
    ),
    (
        ('key = "rehearsal"\n', ""),
        "[[inclusions.clause]]",
        "inclusions.clause[1].key: is missing; write a text in quotes",
    ),
    (
        ("[[inclusions.clause]]", "[[inclusion.clause]]"),
        "[[inclusion.clause]]",
        'inclusion: unknown key; did you mean "inclusions"?',
    ),
]


def line_of(text: str, start: str) -> int:
    lines = [number for number, line in enumerate(text.splitlines(), 1) if line.startswith(start)]
    return lines[0]


@pytest.mark.parametrize(("changed", "blamed", "said"), BROKEN, ids=[said for *_, said in BROKEN])
def test_each_fault_is_named_with_its_line(
    changed: tuple[str, str], blamed: str, said: str
) -> None:
    text = change(*changed)

    with pytest.raises(Faults) as faults:
        read(text)

    told = f"contract.toml:{line_of(text, blamed)}: {said}"
    assert [str(fault) for fault in faults.value.faults if str(fault).startswith(told)]
    # A key with a slip of the pen is also missing, and a text in another language too much.
    assert len(faults.value.faults) <= 2


def test_every_fault_is_told_at_once() -> None:
    text = FREIGHT
    for old, new in (('"tacit"', '"loud"'), ("at = 0.6", "at = 6"), ('"quarter"', '"decade"')):
        text = change(old, new, text)

    with pytest.raises(Faults) as faults:
        read(text)

    keys = [fault.key for fault in faults.value.faults]
    assert keys == ["contract.renewal", "climb.at", "hours.period"]


def test_what_is_no_toml_is_a_fault() -> None:
    with pytest.raises(Faults, match="not TOML"):
        read("[contract")


def test_every_chapter_is_understood() -> None:
    terms = read()

    assert (terms.contract, terms.version, terms.source) == (3, 2, "contract:3:2")
    assert (terms.number, terms.desk, terms.customer) == (
        "M-7",
        "messaging",
        "Brightwater Insurance",
    )
    assert (terms.starts_on, terms.ends_on) == (date(2026, 1, 1), date(2026, 12, 31))
    assert (terms.renewal, terms.renewal_months) == ("tacit", 12)
    assert terms.notice == timedelta(days=90)
    assert terms.services == ("portal", "problems")
    assert terms.covers("portal")
    assert not terms.covers("training")
    assert terms.only_named_contacts
    assert terms.contacts == ("ada.lindqvist@brightwater.example",)
    assert [rung.allowed for rung in terms.ladder.rungs] == [  # type: ignore[union-attr]
        timedelta(minutes=5),
        timedelta(minutes=10),
    ]
    assert terms.marks[0].limit == timedelta(minutes=15)
    assert terms.phones[0].languages == ("fr",)
    assert terms.hours is not None
    assert (terms.hours.amount, terms.hours.period) == (timedelta(hours=20), "quarter")
    assert terms.bank is not None
    assert (terms.bank.at_zero, terms.bank.alert_used) == ("refuse", (0.5,))
    assert terms.bank.pays == ("troubleshooting", "training")


def test_every_clause_has_a_stable_key_and_the_contract_as_its_source() -> None:
    clauses = {clause.key: clause for part in read().chapters for clause in part.clauses}

    assert list(clauses) == [
        "coverage.port",
        "coverage.text",
        "channels.phone-port",
        "channels.mailbox-port",
        "targets.response.severity-1",
        "targets.update",
        "readings.night",
        "pauses.customer",
        "ladder.line",
        "ladder.duty",
        "ladder.text",
        "incidents.mark-notify",
        "hours.text",
        "inclusions.rehearsal",
    ]
    assert {clause.source for clause in clauses.values()} == {"contract:3:2"}
    assert all(clause.published for clause in clauses.values())


def test_a_time_words_itself_where_the_contract_does_not() -> None:
    french = change(
        'languages = ["en"]\nstarts',
        'languages = ["fr", "en"]\nstarts',
        FREIGHT[: FREIGHT.index("[contacts]")],
    )
    target = FREIGHT[FREIGHT.index("[[targets.target]]") : FREIGHT.rindex("[[targets.target]]")]

    (term,) = read(french + target).targets

    assert term.clause.text == {
        "en": "First response, severity 1: under 15 minutes.",
        "fr": "Première réponse, gravité 1\N{NO-BREAK SPACE}: moins de 15 minutes.",
    }


def test_the_watch_acts_as_the_contract_says_or_else_as_the_policy_does() -> None:
    own, update = read().targets
    policys = read(
        FREIGHT.replace(FREIGHT[FREIGHT.index("[climb]") : FREIGHT.index("[[readings")], "")
    )

    assert (own.climb_at, own.warn_at) == (0.6, 0.4)
    assert update.climb_at == timedelta(minutes=10)
    response = next(
        one for one in MESSAGING.targets if (one.promise, one.severity) == ("response", 1)
    )
    assert policys.targets[0].climb_at == response.climb_at
    assert policys.targets[1].warn_at == MESSAGING.warn_at


def test_coverage_is_a_clock_for_every_promise() -> None:
    coverage, night = read().readings

    assert coverage.clause.key == "coverage.text"
    assert coverage.clause.text["en"] == "We are there 06:00–22:00."
    assert {"triage", "response", "follow-up", "resolution"} <= set(coverage.promises)
    assert (night.promises, night.calendar_key) == (("triage",), "always")


def test_coverage_without_words_speaks_as_its_calendar() -> None:
    terms = read(PLAIN + '[coverage]\nhours = "always"\n')

    (reading,) = terms.readings
    published = MESSAGING.clause("coverage.always")
    assert published is not None
    assert reading.clause.text == {"en": published.text["en"]}


def test_a_contract_may_say_next_to_nothing() -> None:
    terms = read(PLAIN)

    assert terms.targets == terms.readings == terms.inclusions == ()
    assert terms.pauses is terms.ladder is terms.hours is terms.bank is None
    assert terms.calendars == MESSAGING.calendars
    assert terms.covers("anything")


def test_modules_are_those_of_a_negotiated_plan() -> None:
    text = change('desk = "messaging"', 'desk = "content"', PLAIN)
    tailored = change("starts", 'plan = "tailored"\nmodules = ["teleconference"]\nstarts', text)
    fixed = change('"tailored"', '"base-plus"', tailored)

    assert read(tailored, policy=CONTENT).modules == ("teleconference",)
    with pytest.raises(Faults, match='the plan "base-plus" has no modules'):
        read(fixed, policy=CONTENT)


def test_names_are_read_before_anything_else() -> None:
    names = read_names(FREIGHT, file="contract.toml")

    assert (names.number, names.desk, names.customer) == (
        "M-7",
        "messaging",
        "Brightwater Insurance",
    )
    with pytest.raises(Faults, match=r"contract\.customer: is missing"):
        read_names('[contract]\nnumber = "1"\ndesk = "messaging"', file="contract.toml")


@pytest.mark.parametrize("name", SAMPLES)
def test_the_samples_are_right(name: str) -> None:
    file = FOLDER.parent / "contracts" / f"{name}.toml"

    terms = read_contract(file.read_text(encoding="utf-8"), file=file.name, policy=SAMPLES[name])

    assert terms.targets
    assert isinstance(terms.targets[0].target, OpenTime)
