"""The rules of a desk: written as a sentence, switched on, ordered, and what each did."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from permanence.ground.journal.models import Act
from permanence.ground.lib.db import house
from permanence.overview.automation.models import Rule, RuleVersion
from permanence.overview.automation.rules.instructions import Then, When
from permanence.service.tickets.models import Entry
from permanence.world.wording.actions import save_macro
from permanence.world.wording.rules import Steps
from tests.cast import World, post
from tests.overview.automation.writing import LENA, add_rule, let_rules_act

SENT: dict[str, Any] = {
    "name": "Faxes to the experts",
    "when": "event:opened",
    "text": "fax",
    "states": ["new"],
    "words": "error 554, busy",
    "note": "A fax again: {{ subject }}",
}


@pytest.fixture
def browser(world: World) -> Client:
    """Lena, who manages the messaging desk."""
    with house():
        world.lena.roles.create(desk=world.messaging, role="manager")
    return world.log_in(world.lena)


def read_page(client: Client, address: str) -> str:
    return re.sub(r"\s+", " ", client.get(address).content.decode())


@pytest.mark.django_db(transaction=True)
def test_a_rule_is_written_switched_on_and_seen_to_act(world: World, browser: Client) -> None:
    sent = SENT | {"give_team": world.experts.pk, "tell": [world.sam.pk]}
    answer = post(browser, "/desk/automation/new?desk=messaging", sent)
    assert answer.status_code == 302, answer.content.decode()
    page = read_page(browser, answer["Location"])
    assert "When a request is received" in page
    assert "Words in the subject: “fax”" in page
    assert f"Give it to the team: {world.experts.name}" in page
    world.ticket()
    let_rules_act()
    assert "Nothing yet" in read_page(browser, answer["Location"])

    post(browser, f"{answer['Location']}/act", {"act": "on", "from": "rule"})
    world.pass_time(hours=1)
    ticket = world.ticket()
    let_rules_act()

    page = read_page(browser, answer["Location"])
    assert f'href="/desk/tickets/{ticket.reference}"' in page
    assert "Note: A fax again: Faxes come back with error 554" in page
    timeline = read_page(browser, f"/desk/tickets/{ticket.reference}")
    assert "The rule “Faxes to the experts” acted: When a request is received" in timeline
    assert f"Faxes to the experts gave it to {world.experts.name}" in timeline
    with house():
        assert Entry.objects.filter(kind="note").count() == 1


def test_a_change_stands_there_with_what_was_before(world: World, browser: Client) -> None:
    rule = add_rule(world, When("opened"), Then(note="Look."), name="Look")
    address = f"/desk/automation/{rule.pk}"
    form = browser.get(f"{address}/edit").content.decode()
    assert 'value="event:opened" selected' in form

    changed = {"name": "Look", "when": "event:noted", "note": "Look again.", "seen": 1}
    assert post(browser, f"{address}/edit", changed).status_code == 302
    late = post(browser, f"{address}/edit", changed | {"note": "Third."})

    assert late.status_code == 409
    page = read_page(browser, address)
    assert "When: <s>When a request is received</s> → <b>When somebody leaves a note</b>" in page
    with house():
        assert RuleVersion.objects.filter(rule=rule).count() == 2
        facts = Act.objects.filter(subject=f"rule:{rule.pk}", act="rule.saved").latest("pk").facts
    assert set(facts["changes"]) == {"when", "then"}


def test_rules_change_places_and_are_switched_and_deleted(world: World, browser: Client) -> None:
    first = add_rule(world, When("opened"), Then(note="1"), name="First")
    second = add_rule(world, When("opened"), Then(note="2"), name="Second")

    post(browser, f"/desk/automation/{second.pk}/act", {"act": "up"})
    post(browser, f"/desk/automation/{first.pk}/act", {"act": "off"})
    page = read_page(browser, "/desk/automation?desk=messaging")
    assert page.index("Second") < page.index("First")
    assert "Switch on: First" in page
    post(browser, f"/desk/automation/{first.pk}/act", {"act": "delete"})

    assert "First" not in read_page(browser, "/desk/automation?desk=messaging")
    assert "deleted" in read_page(browser, f"/desk/automation/{first.pk}")
    with house():
        told = Act.objects.filter(subject=f"rule:{first.pk}").order_by("pk")
        names = [one.act for one in told]
    assert names == ["rule.saved", "rule.on", "rule.off", "rule.deleted"]


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"note": ""}, "A rule that does nothing is none"),
        ({"when": ""}, "This field is required"),
        ({"end": "close"}, "A rule closes only what is resolved"),
        ({"snooze": 4}, "Say why nobody needs to look"),
        ({"name": "Look"}, "another rule of this name"),
    ],
)
def test_a_rule_without_sense_is_not_kept(
    world: World, browser: Client, sent: dict[str, Any], said: str
) -> None:
    add_rule(world, When("opened"), Then(note="Look."), name="Look")

    answer = post(browser, "/desk/automation/new?desk=messaging", SENT | sent)

    assert answer.status_code in {409, 422}
    assert said in answer.content.decode()
    with house():
        assert Rule.objects.count() == 1


def test_who_may_not_write_rules_reads_them(world: World, browser: Client) -> None:
    rule = add_rule(world, When("opened"), Then(note="Look."), name="Look")
    sam, noor = world.log_in(world.sam), world.log_in(world.noor)

    page = read_page(sam, f"/desk/automation/{rule.pk}")
    assert "Look" in page
    assert "Switch off" not in page
    assert sam.get(f"/desk/automation/{rule.pk}/edit").status_code == 403
    assert post(sam, f"/desk/automation/{rule.pk}/act", {"act": "off"}).status_code == 403
    assert noor.get(f"/desk/automation/{rule.pk}").status_code == 404


def test_a_rule_is_tried_on_past_requests_before_it_is_on(world: World, browser: Client) -> None:
    then = Then(team=world.experts.pk, note="Look.")
    rule = add_rule(world, When("opened"), then, name="Give", on=False)
    ticket = world.ticket()

    page = read_page(browser, f"/desk/automation/{rule.pk}/try?days=7")

    assert "It would have acted 1 time, on 1 of them." in page
    assert f"Team: – → {world.experts.name}" in page
    assert f'href="/desk/tickets/{ticket.reference}"' in page
    with house():
        assert not Entry.objects.filter(kind="note").exists()
    assert browser.get(f"/desk/automation/{rule.pk}/try?days=0").status_code == 422


def test_a_rule_that_hands_over_or_runs_a_macro_is_written_and_read(
    world: World, browser: Client
) -> None:
    with house():
        macro = save_macro(world.messaging, "Greet", Steps(note="Hi."), by=LENA, at=world.at)
    sent = {
        "name": "Rise",
        "when": "since:still",
        "hours": 4,
        "is_working": "on",
        "levels": ["1"],
        "pass_level": "2",
        "tried": "Nobody worked on it.",
        "macro": macro.pk,
    }
    lacking = post(browser, "/desk/automation/new?desk=messaging", sent | {"tried": ""})
    assert "Write the hand-over note" in lacking.content.decode()

    answer = post(browser, "/desk/automation/new?desk=messaging", sent)

    page = read_page(browser, answer["Location"])
    assert "4 working hours after anybody of the desk worked on it last" in page
    assert "Hand it over to level 2: “Nobody worked on it.”" in page
    assert "Run the macro: “Greet”" in page
    form = read_page(browser, f"{answer['Location']}/edit")
    assert f'<option value="{macro.pk}" selected' in form
    assert "Nobody worked on it." in form
