"""A second factor of one's own, the rule that asks for it, and help for who has lost it."""

from __future__ import annotations

import io
from argparse import Namespace
from typing import Any

import pytest
from django.test import Client

from permanence.ground.journal.models import Act
from permanence.ground.lib.db import door, house
from permanence.ground.outbox.models import Message
from permanence.runtime.staff import remove_second_factor
from permanence.world.accounts.models import (
    Authenticator,
    Desk,
    LogInEvent,
    RecoveryCode,
)
from tests.cast import PASSWORD, World, post
from tests.faces.desk.second import (
    acts,
    administer,
    ask_for_more,
    code_for,
    is_in,
    read_secret,
    set_up_app,
    show_code,
    take_first_step,
)

APP = "/desk/account/second/app"
REMOVE = "/desk/account/second/app/remove"
CODES = "/desk/account/second/codes"
RULE = "/desk/roles/second-factors?desk=messaging"


def enrol(client: Client) -> Any:
    """Set up an app as the page tells, and return the answer."""
    secret = read_secret(client.get(APP).content.decode())
    return post(client, APP, {"code": code_for(secret)})


def news_to(address: str) -> list[str]:
    """Return the mails on second factors that somebody got, the last first."""
    with house():
        sent = Message.objects.filter(kind="second_factor", recipients=[address])
        return list(sent.order_by("-pk").values_list("text", flat=True))


@pytest.fixture
def administrator(world: World) -> Client:
    """The browser of Lena, who also administers the messaging desk."""
    return administer(world)


def test_an_app_counts_after_its_first_code(world: World) -> None:
    client, elsewhere = world.log_in(world.sam), world.log_in(world.sam)
    client.get(APP)
    assert not Authenticator.objects.exists()

    answer = enrol(client)

    assert answer.status_code == 200
    assert answer.content.decode().count("<li><code>") == 10
    assert "no-store" in answer["Cache-Control"]
    assert is_in(client)
    assert not is_in(elsewhere)
    assert acts() == ["app_added"]
    assert "an authenticator app was set up" in news_to(world.sam.user.email)[0]
    _client, step = take_first_step(world.sam)
    assert step["Location"] == "/desk/login/second"


def test_a_wrong_first_code_keeps_the_secret_that_the_phone_has(world: World) -> None:
    client = world.log_in(world.sam)
    before = read_secret(client.get(APP).content.decode())

    answer = post(client, APP, {"code": "000000" if code_for(before) != "000000" else "000001"})

    assert answer.status_code == 422
    assert read_secret(answer.content.decode()) == before
    assert not Authenticator.objects.exists()


def test_the_secret_on_its_way_is_of_no_use_in_the_database(world: World) -> None:
    client = world.log_in(world.sam)

    secret = read_secret(client.get(APP).content.decode())

    assert secret not in str(dict(client.session))


def test_the_recovery_codes_are_shown_once(world: World) -> None:
    client = world.log_in(world.sam)
    page = enrol(client).content.decode()
    code = page.split("<li><code>")[1].split("<")[0]

    assert code not in client.get("/desk/account/second").content.decode()
    assert client.get(APP)["Location"] == "/desk/account/second"
    assert post(client, APP, {"code": "123456"})["Location"] == "/desk/account/second"


@pytest.mark.parametrize("proof", ["password", "code", "recovery"])
def test_the_app_is_removed_by_who_proves_who_they_are(world: World, proof: str) -> None:
    codes = set_up_app(world.sam)
    client = world.log_in(world.sam)
    told = {"password": PASSWORD, "code": show_code(steps=1), "recovery": codes[0]}

    answer = post(client, REMOVE, {"proof": told[proof]})

    assert answer["Location"] == "/desk/account/second"
    assert not Authenticator.objects.exists()
    assert not RecoveryCode.objects.exists()
    assert acts()[-1] == "app_removed"
    assert "was removed" in news_to(world.sam.user.email)[0]
    assert is_in(take_first_step(world.sam)[0])


def test_the_app_is_not_removed_by_who_finds_a_browser_open(world: World) -> None:
    set_up_app(world.sam)
    client = world.log_in(world.sam)

    assert post(client, REMOVE, {"proof": "guess"}).status_code == 422
    for _number in range(5):
        last = post(client, REMOVE, {"proof": "guess"})

    assert last.status_code == 429
    assert Authenticator.objects.exists()


def test_whose_role_asks_for_it_keeps_the_last_one(world: World) -> None:
    codes = set_up_app(world.lena)
    ask_for_more(world.messaging, "supervisor")
    client, _ = take_first_step(world.lena)
    client.post("/desk/login/second", {"code": codes[0]})

    answer = client.post(REMOVE, {"proof": PASSWORD})

    assert answer.status_code == 409
    assert "Your role asks for a second factor" in answer.content.decode()
    assert Authenticator.objects.exists()


def test_new_recovery_codes_void_the_old_ones(world: World) -> None:
    old = set_up_app(world.sam)
    client = world.log_in(world.sam)

    answer = post(client, CODES, {"proof": PASSWORD})

    assert answer.content.decode().count("<li><code>") == 10
    assert acts() == ["codes_renewed"]
    other, _ = take_first_step(world.sam)
    assert other.post("/desk/login/second", {"code": old[0]}).status_code == 422


def test_without_a_second_factor_there_are_no_recovery_codes(world: World) -> None:
    client = world.log_in(world.sam)

    assert post(client, CODES, {"proof": PASSWORD})["Location"] == "/desk/account/second"
    assert not RecoveryCode.objects.exists()


def test_the_account_tells_how_well_it_is_locked(world: World) -> None:
    client = world.log_in(world.sam)
    assert "Your password alone opens your log-in" in client.get("/desk/account").content.decode()

    set_up_app(world.sam)

    assert "authenticator app" in client.get("/desk/account").content.decode()
    assert "10 codes are left" in client.get("/desk/account/second").content.decode()


def test_an_administrator_makes_the_rule_and_is_bound_by_it(
    world: World, administrator: Client
) -> None:
    sam = world.log_in(world.sam)

    answer = post(administrator, RULE, {"roles": ["administrator", "supervisor"]})

    assert answer["Location"] == "/desk/roles?desk=messaging#second"
    with house():
        assert Desk.objects.get(key="messaging").strict_roles == ["supervisor", "administrator"]
        assert Desk.objects.get(key="content").strict_roles == []
        act = Act.objects.get(act="desk.changed")
    assert act.facts["changes"] == {"strict_roles": [[], ["supervisor", "administrator"]]}
    assert administrator.get("/desk/roles")["Location"] == "/desk/login/setup"
    assert is_in(sam)


def test_a_rule_on_a_role_that_is_none_changes_nothing(world: World, administrator: Client) -> None:
    post(administrator, RULE, {"roles": ["emperor"]})

    with house():
        assert Desk.objects.get(key="messaging").strict_roles == []


def test_the_rule_of_another_desk_is_not_the_administrators(
    world: World, administrator: Client
) -> None:
    answer = post(administrator, "/desk/roles/second-factors?desk=content", {"roles": ["auditor"]})

    assert answer.status_code == 404


def test_the_rule_can_be_taken_back(world: World, administrator: Client) -> None:
    ask_for_more(world.messaging, "auditor")

    post(administrator, RULE, {})

    with house():
        assert Desk.objects.get(key="messaging").strict_roles == []


def test_an_administrator_sees_who_is_without(world: World, administrator: Client) -> None:
    set_up_app(world.sam)
    ask_for_more(world.messaging, "auditor")

    page = administrator.get("/desk/second-factors?desk=messaging").content.decode()

    assert "authenticator app" in page
    assert page.count("none, and the role asks for one") == 1


def test_a_lost_phone_is_no_end(world: World, administrator: Client) -> None:
    codes = set_up_app(world.sam)
    elsewhere = world.log_in(world.sam)
    address = f"/desk/second-factors/{world.sam.pk}?desk=messaging"

    nothing = post(administrator, address, {"reason": ""})
    answer = post(administrator, address, {"reason": "Phone fell into the lake"})

    assert nothing.status_code == 422
    assert answer["Location"] == "/desk/second-factors?desk=messaging"
    assert not is_in(elsewhere)
    assert is_in(take_first_step(world.sam)[0])
    assert not RecoveryCode.objects.exists()
    (news,) = news_to(world.sam.user.email)
    assert world.lena.name in news
    assert "Phone fell into the lake" in news
    assert codes[0] not in news
    with house():
        act = Act.objects.get(act="staff.second_factor_removed")
    assert act.facts["reason"] == "Phone fell into the lake"
    page = administrator.get("/desk/log-ins?desk=messaging").content.decode()
    assert "Second factor removed: Phone fell into the lake" in page


def test_nobody_removes_their_own_like_this_or_one_of_another_desk(
    world: World, administrator: Client
) -> None:
    set_up_app(world.lena)
    set_up_app(world.noor)

    for who in (world.lena, world.noor):
        address = f"/desk/second-factors/{who.pk}?desk=messaging"
        assert post(administrator, address, {"reason": "Why not"}).status_code == 404
    assert Authenticator.objects.count() == 2


def test_a_supervisor_removes_nobodys(world: World) -> None:
    set_up_app(world.sam)
    client = world.log_in(world.lena)

    address = f"/desk/second-factors/{world.sam.pk}?desk=messaging"
    assert post(client, address, {"reason": "Why not"}).status_code == 403
    assert client.get("/desk/second-factors").status_code == 403
    assert "second-factors" not in client.get("/desk/roles").content.decode()


def test_who_runs_the_machine_takes_an_administrators_lost_factor_away(world: World) -> None:
    set_up_app(world.lena)
    browser = world.log_in(world.lena)
    told = Namespace(email="LENA@desk.example.com", reason="Phone lost, nobody else is there.")
    out, err = io.StringIO(), io.StringIO()

    assert remove_second_factor(told, out=out, err=err) == 0

    client, answer = take_first_step(world.lena)
    assert answer.status_code == 302
    assert is_in(client)
    assert not is_in(browser)
    with house():
        act = Act.objects.get(act="staff.second_factor_removed")
        assert act.facts["reason"] == "Phone lost, nobody else is there."
        mail = Message.objects.get(recipients=["lena@desk.example.com"])
        assert "Phone lost, nobody else is there." in mail.text
    with door():
        event = LogInEvent.objects.get(user=world.lena.user_id, act="factors_removed")
        assert event.by == "permanence user remove-factor"
    assert remove_second_factor(told, out=out, err=err) == 2
    assert "has no second factor" in err.getvalue()


@pytest.mark.parametrize(
    ("email", "reason", "said"),
    [("nobody@desk.example.com", "Lost.", "No member of staff"), ("sam@x.example", " ", "Say why")],
)
def test_the_command_says_why_it_takes_nothing_away(
    world: World, email: str, reason: str, said: str
) -> None:
    err = io.StringIO()

    told = Namespace(email=email, reason=reason)

    assert remove_second_factor(told, out=io.StringIO(), err=err) == 2
    assert said in err.getvalue()
