"""Passkeys open the desk alone: only those of this place, once each question, never a copy."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from permanence.world.accounts.models import Passkey, RecoveryCode
from tests.cast import PASSWORD, World, post
from tests.faces.desk.device import PRESENT, Device
from tests.faces.desk.second import (
    acts,
    ask_for_more,
    is_in,
    set_up_app,
    show_code,
    take_first_step,
    ways_in,
)
from tests.faces.desk.test_second import news_to

NEW, ASK_NEW = "/desk/account/passkeys/new", "/desk/account/passkeys/ask"
ENTER, ASK = "/desk/login/passkey", "/desk/login/passkey/ask"
MAKE_AT_DOOR, ASK_AT_DOOR = "/desk/login/setup/passkey", "/desk/login/setup/passkey/ask"


def add(client: Client, device: Device, *, name: str = "My phone") -> Any:
    """Make a passkey on the account page, and return the answer."""
    question = post(client, ASK_NEW).json()
    return post(client, NEW, {"name": name, "credential": device.make(question)})


def enter(device: Device, client: Client | None = None) -> tuple[Client, Any]:
    """Return a browser in which a device was asked who is there, and what was answered."""
    client = client or Client()
    question = client.post(ASK).json()
    told = {"credential": device.show(question), "next": "/desk/tickets?view=mine"}
    return client, client.post(ENTER, told)


@pytest.fixture
def device(world: World) -> Device:
    """Sam's phone, with a passkey for the desk."""
    made = Device()
    assert add(world.log_in(world.sam), made).status_code == 200
    return made


def test_a_passkey_opens_the_desk_alone(world: World, device: Device) -> None:
    client, answer = enter(device)

    assert answer["Location"] == "/desk/tickets?view=mine"
    assert is_in(client)
    assert client.get("/desk/account").context["shell"]["person"]["email"] == world.sam.user.email
    assert ways_in() == ["passkey"]
    assert Passkey.objects.get().used_at is not None


def test_a_new_passkey_is_told_and_comes_with_recovery_codes(world: World) -> None:
    client, elsewhere = world.log_in(world.sam), world.log_in(world.sam)

    answer = add(client, Device(), name="The key on my ring")

    assert answer.content.decode().count("<li><code>") == 10
    assert is_in(client)
    assert not is_in(elsewhere)
    assert acts() == ["passkey_added"]
    assert "a passkey was added" in news_to(world.sam.user.email)[0]
    assert "The key on my ring" in client.get("/desk/account/second").content.decode()
    assert "“The key on my ring” added" in client.get("/desk/account").content.decode()


def test_several_passkeys_open_the_same_log_in(world: World, device: Device) -> None:
    other = Device(counts=False)
    client, _ = enter(device)

    answer = client.post(
        NEW, {"name": "Key", "credential": other.make(client.post(ASK_NEW).json())}
    )

    assert answer["Location"] == "/desk/account/second"
    assert RecoveryCode.objects.count() == 10
    for one in (device, other, other):
        assert is_in(enter(one)[0])


def test_whoever_has_a_passkey_needs_more_than_the_password(world: World, device: Device) -> None:
    client, answer = take_first_step(world.sam)

    assert answer["Location"] == "/desk/login/second"
    assert 'data-passkey="show"' in client.get("/desk/login/second").content.decode()
    assert not is_in(client)
    _client, entered = enter(device, client)
    assert entered.status_code == 302
    assert is_in(client)


@pytest.mark.parametrize(
    "device_",
    [
        Device(place="https://desk.phishing.example"),
        Device(place="http://localhost:8001"),
        Device(flags=PRESENT),
    ],
    ids=["of another site", "of another port", "that did not ask its owner"],
)
def test_no_passkey_is_made_by_a_device(world: World, device_: Device) -> None:
    answer = add(world.log_in(world.sam), device_)

    assert answer.status_code == 409
    assert not Passkey.objects.exists()


def test_an_answer_given_elsewhere_opens_nothing(world: World, device: Device) -> None:
    device.place = "https://desk.phishing.example"

    client, answer = enter(device)

    assert answer.status_code == 422
    assert not is_in(client)
    assert acts()[-1] == "passkey_refused"


def test_a_device_that_did_not_ask_its_owner_opens_nothing(world: World, device: Device) -> None:
    device.flags = PRESENT

    client, answer = enter(device)

    assert answer.status_code == 422
    assert not is_in(client)


def test_an_answer_is_good_for_its_question_and_once(world: World, device: Device) -> None:
    client = Client()
    credential = device.show(client.post(ASK).json())

    other = Client()
    other.post(ASK)
    assert other.post(ENTER, {"credential": credential}).status_code == 422
    assert client.post(ENTER, {"credential": credential}).status_code == 302
    client.post("/desk/logout")
    assert client.post(ENTER, {"credential": credential}).status_code == 422
    assert Client().post(ENTER, {"credential": credential}).status_code == 422


def test_a_question_waits_five_minutes(world: World, device: Device) -> None:
    client = Client()
    credential = device.show(client.post(ASK).json())

    world.pass_time(minutes=5)

    assert client.post(ENTER, {"credential": credential}).status_code == 422


def test_another_key_under_the_same_name_opens_nothing(world: World, device: Device) -> None:
    forged = Device(credential=device.credential, handle=device.handle, counter=50)

    assert enter(forged)[1].status_code == 422


def test_a_passkey_says_whose_it_is_and_that_must_fit(world: World, device: Device) -> None:
    device.handle = b"somebody else"

    assert enter(device)[1].status_code == 422


def test_a_copy_gives_itself_away_and_then_neither_opens(world: World, device: Device) -> None:
    copy = Device(credential=device.credential, handle=device.handle, key=device.key)
    enter(device)
    enter(device)

    client, answer = enter(copy)

    assert answer.status_code == 422
    assert not is_in(client)
    assert acts()[-1] == "passkey_doubted"
    assert "as if somebody had copied it" in news_to(world.sam.user.email)[0]
    assert enter(device)[1].status_code == 422
    _client, step = take_first_step(world.sam)
    assert step["Location"] == "/desk/login/second"


@pytest.mark.parametrize(
    "credential",
    [
        "",
        "{}",
        "[]",
        "null",
        "nonsense",
        '{"rawId": 1}',
        '{"rawId": "AA", "response": {}}',
        "[" * 19000,
    ],
)
def test_nonsense_opens_nothing(world: World, device: Device, credential: str) -> None:
    client = Client()
    client.post(ASK)

    assert client.post(ENTER, {"credential": credential}).status_code == 422
    assert not is_in(client)


def test_broken_answers_open_nothing(world: World, device: Device) -> None:
    for part in ("clientDataJSON", "authenticatorData", "signature", "userHandle"):
        for broken in ("", "AAAA", None, 7, "%%%"):
            client = Client()
            told = json.loads(device.show(client.post(ASK).json()))
            told["response"][part] = broken

            answer = client.post(ENTER, {"credential": json.dumps(told)})

            assert answer.status_code == 422, (part, broken)


def test_broken_passkeys_are_not_kept(world: World) -> None:
    client = world.log_in(world.sam)
    for part in ("clientDataJSON", "attestationObject"):
        for broken in ("", "AAAA", None, 7, "%%%", "oWNmb28"):
            told = json.loads(Device().make(post(client, ASK_NEW).json()))
            told["response"][part] = broken

            answer = post(client, NEW, {"name": "x", "credential": json.dumps(told)})

            assert answer.status_code == 409, (part, broken)
    assert not Passkey.objects.exists()


def test_the_same_passkey_is_kept_once(world: World, device: Device) -> None:
    answer = add(world.log_in(world.lena), Device(credential=device.credential, key=device.key))

    assert answer.status_code == 409
    assert Passkey.objects.get().user_id == world.sam.user_id


def test_a_passkey_is_removed_by_who_proves_who_they_are(world: World, device: Device) -> None:
    client = world.log_in(world.sam)
    address = f"/desk/account/passkeys/{Passkey.objects.get().pk}/remove"

    assert post(client, address, {"proof": "guess"}).status_code == 422
    assert post(client, address, {"proof": PASSWORD})["Location"] == "/desk/account/second"

    assert not Passkey.objects.exists()
    assert not RecoveryCode.objects.exists()
    assert acts()[-1] == "passkey_removed"
    assert enter(device)[1].status_code == 422
    assert is_in(take_first_step(world.sam)[0])


def test_nobody_removes_a_colleagues_passkey(world: World, device: Device) -> None:
    client = world.log_in(world.lena)
    address = f"/desk/account/passkeys/{Passkey.objects.get().pk}/remove"

    assert post(client, address, {"proof": PASSWORD}).status_code == 404


def test_whose_role_asks_for_more_keeps_one_of_two(world: World, device: Device) -> None:
    ask_for_more(world.messaging, "specialist")
    client, _ = enter(device)
    address = f"/desk/account/passkeys/{Passkey.objects.get().pk}/remove"
    assert client.post(address, {"proof": PASSWORD}).status_code == 409

    set_up_app(world.sam)

    assert client.post(address, {"proof": PASSWORD}).status_code == 302
    assert is_in(client)


def test_a_passkey_at_the_door_is_enough_for_the_rule(world: World) -> None:
    ask_for_more(world.messaging, "specialist")
    device = Device()
    client, answer = take_first_step(world.sam, back="/desk/tickets?view=mine")
    assert 'data-passkey="make"' in client.get("/desk/login/setup").content.decode()

    wrong = client.post(MAKE_AT_DOOR, {"name": "Phone", "credential": "{}"})
    question = client.post(ASK_AT_DOOR).json()
    done = client.post(MAKE_AT_DOOR, {"name": "Phone", "credential": device.make(question)})

    assert answer["Location"] == wrong["Location"] == "/desk/login/setup"
    assert done.content.decode().count("<li><code>") == 10
    assert is_in(client)
    assert ways_in() == ["password+passkey"]
    assert is_in(enter(device)[0])


def test_nobody_makes_a_passkey_before_the_password(world: World, client: Client) -> None:
    assert client.post(ASK_AT_DOOR).status_code == 403
    assert client.post(ASK_NEW).status_code == 302
    told = {"name": "Phone", "credential": "{}"}
    assert client.post(MAKE_AT_DOOR, told)["Location"] == "/desk/login"


def test_who_has_an_app_makes_no_passkey_at_the_door(world: World) -> None:
    set_up_app(world.sam)
    device = Device()
    client, _ = take_first_step(world.sam)
    question = client.post(ASK_AT_DOOR).json()

    answer = client.post(MAKE_AT_DOOR, {"name": "Phone", "credential": device.make(question)})

    assert answer["Location"] == "/desk/login/second"
    assert not Passkey.objects.exists()
    assert client.post("/desk/login/second", {"code": show_code(steps=1)}).status_code == 302


def test_ten_passkeys_are_enough(world: World) -> None:
    client = world.log_in(world.sam)
    for number in range(10):
        add(client, Device(), name=f"Device {number}")

    answer = add(client, Device())

    assert answer.status_code == 409
    assert "remove one first" in answer.content.decode()


def test_without_script_the_log_in_says_what_passkeys_need(world: World, client: Client) -> None:
    page = client.get("/desk/login").content.decode()

    assert "<noscript>" in page
    assert "Passkeys need JavaScript" in page
