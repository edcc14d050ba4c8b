"""The ladder of a document: who speaks what and when, and how it is climbed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from permanence.promises.policies.rules import (
    LadderContact,
    Policy,
    differences,
    page_of,
    read_policy,
)
from permanence.promises.policies.rules.amending import CannotAmend, Wrong
from permanence.promises.policies.rules.amending_ladder import RungWish, amend_course, amend_rung
from permanence.promises.terms.rules import Faults
from tests.promises.policies.shipped import FOLDER, MESSAGING

SHIPPED = (FOLDER / "messaging.toml").read_text(encoding="utf-8")
SUPERVISOR = (
    'contact = [{ office = "+44 20 7946 0201", mail = "supervisor.emea@messaging.example.com" }]'
)


def with_supervisor(contact: str) -> str:
    """Return the shipped policy with another contact for the supervisor."""
    assert SUPERVISOR in SHIPPED
    return SHIPPED.replace(SUPERVISOR, f"contact = [{contact}]")


def supervisor_of(policy: Policy) -> list[LadderContact]:
    rung = next(one for one in policy.ladder.rungs if one.key == "supervisor")
    return list(rung.contacts)


def test_a_contact_tells_its_hours_languages_rota_and_people() -> None:
    told = (
        '{ mail = "a@desk.example.com", languages = ["fr", "it"], hours = "always",'
        ' rota = "emea", people = ["lena@desk.example.com"] }'
    )

    (contact,) = supervisor_of(read_policy(with_supervisor(told)))

    assert (contact.languages, contact.hours, contact.rota, contact.people) == (
        ("fr", "it"),
        "always",
        "emea",
        ("lena@desk.example.com",),
    )


@pytest.mark.parametrize(
    ("told", "wrong"),
    [
        ('hours = "never"', 'unknown "never"'),
        ('languages = ["xx"]', 'unknown "xx"'),
        ('people = ["Lena Vos"]', '"Lena Vos" is no log-in'),
    ],
)
def test_what_nobody_could_call_is_named(told: str, wrong: str) -> None:
    broken = with_supervisor('{ mail = "a@desk.example.com", ' + told + " }")

    with pytest.raises(Faults) as caught:
        read_policy(broken)

    assert wrong in str(caught.value.faults[0])


def test_of_several_contacts_the_one_who_speaks_the_language_is_called() -> None:
    told = (
        '{ mail = "a@desk.example.com", languages = ["en"] },'
        ' { mail = "b@desk.example.com", languages = ["fr"] }'
    )
    rung = read_policy(with_supervisor(told)).ladder.rungs[1]

    assert rung.contact_for("france", "fr").mail == "b@desk.example.com"
    assert rung.contact_for("france", "es").mail == "a@desk.example.com"
    assert MESSAGING.ladder.rungs[0].contact_for("germany").office == "+49 30 23125 100"


def test_the_page_says_hours_and_keeps_names_to_itself() -> None:
    told = '{ mail = "a@desk.example.com", hours = "always", people = ["lena@desk.example.com"] }'
    page = page_of(read_policy(with_supervisor(told)), "en")
    (ladder,) = [one for one in page.promised if one.key == "ladder"]
    table = next(item for item in ladder.items if item.kind == "table")

    assert table.columns[-1] == "Hours"
    row = next(row for row in table.rows if row.key == "ladder.supervisor")
    assert row.cells[-1] == "Around the clock: every hour of every day counts."
    assert "lena@desk.example.com" not in repr(page)


def test_how_the_ladder_is_climbed_has_its_usual_values() -> None:
    course = MESSAGING.ladder.course

    assert course.moves_within == timedelta(minutes=30)
    assert (course.closed, course.rings, course.rounds) == ("skip", (1,), 1)


def test_another_contact_and_time_make_another_document_and_nothing_else() -> None:
    contact = {"office": "+44 20 7946 0299", "mail": "a@desk.example.com", "languages": ["fr"]}

    text = amend_rung(SHIPPED, RungWish("supervisor", 0, contact, "12 minutes"))

    changed = {one.key for one in differences(MESSAGING, read_policy(text))}
    assert changed == {"ladder.supervisor", "ladder.supervisor: runs", "operator.ladder.text"}
    assert read_policy(text).ladder.rungs[1].allowed == timedelta(minutes=12)


def test_the_course_is_changed_by_itself() -> None:
    text = amend_course(SHIPPED, {"closed": "wait", "rounds": 2, "alarm": "duty@desk.example.com"})

    course = read_policy(text).ladder.course
    assert (course.closed, course.rounds, course.alarm) == ("wait", 2, "duty@desk.example.com")


def test_what_it_says_already_is_no_change() -> None:
    with pytest.raises(CannotAmend) as caught:
        amend_course(SHIPPED, {"moves_within": "1800 seconds", "rounds": 1})

    assert caught.value.wrong == Wrong.NOTHING
