"""A log-in in two steps: the password alone opens nothing, and no code does so twice."""

from __future__ import annotations

import pytest
from django.test import Client

from permanence.ground.lib.db import house
from permanence.world.accounts.actions import choose_password
from permanence.world.accounts.models import Authenticator, RecoveryCode, Session, User
from tests.cast import PASSWORD, World
from tests.faces.desk.second import (
    APP,
    acts,
    ask_for_more,
    code_for,
    is_in,
    read_secret,
    set_up_app,
    show_code,
    take_first_step,
    ways_in,
)

STEP, SETUP = "/desk/login/second", "/desk/login/setup"


def test_without_a_second_factor_the_password_is_enough(world: World) -> None:
    client, answer = take_first_step(world.sam)

    assert answer["Location"] == "/desk/"
    assert is_in(client)
    assert ways_in() == ["password"]


def test_after_the_password_comes_the_code(world: World) -> None:
    set_up_app(world.sam)

    client, answer = take_first_step(world.sam, back="/desk/tickets?view=mine")
    done = client.post(STEP, {"code": show_code(steps=1)})

    assert answer["Location"] == STEP
    assert done["Location"] == "/desk/tickets?view=mine"
    assert is_in(client)
    assert ways_in() == ["password+totp"]


def test_between_the_steps_no_page_is_open(world: World) -> None:
    set_up_app(world.sam)
    reference = world.ticket().reference
    client, _ = take_first_step(world.sam)

    for page in ("/desk/account", "/desk/tickets", f"/desk/tickets/{reference}", "/desk/roles"):
        assert client.get(page)["Location"].startswith("/desk/login?"), page
    assert Session.objects.get(pk=client.session.session_key).user_id is None
    assert acts() == []


def test_who_is_logged_in_and_types_a_password_again_stands_between_the_steps(
    world: World,
) -> None:
    client, _ = take_first_step(world.lena)
    set_up_app(world.sam)

    client.post("/desk/login", {"username": world.sam.user.email, "password": PASSWORD})

    assert not is_in(client)


def test_a_wrong_code_is_refused_and_told(world: World) -> None:
    set_up_app(world.sam)
    client, _ = take_first_step(world.sam)
    wrong = f"{(int(show_code()) + 1) % 1000000:06d}"

    answer = client.post(STEP, {"code": wrong})

    assert answer.status_code == 422
    assert "wrong, too old, or was used already" in answer.content.decode()
    assert not is_in(client)
    assert acts() == ["code_refused"]


def test_a_code_is_taken_once(world: World) -> None:
    set_up_app(world.sam)
    code = show_code(steps=1)
    first, _ = take_first_step(world.sam)
    second, _ = take_first_step(world.sam)

    assert first.post(STEP, {"code": code}).status_code == 302
    assert second.post(STEP, {"code": code}).status_code == 422
    assert second.post(STEP, {"code": show_code()}).status_code == 422


def test_a_recovery_code_opens_once(world: World) -> None:
    codes = set_up_app(world.sam)
    first, _ = take_first_step(world.sam)
    second, _ = take_first_step(world.sam)

    assert first.post(STEP, {"code": codes[3].upper().replace("-", " ")}).status_code == 302
    assert second.post(STEP, {"code": codes[3]}).status_code == 422
    assert ways_in() == ["password+recovery"]
    assert acts() == ["code_spent", "logged_in", "code_refused"]
    assert "Recovery code used: 9 are left" in first.get("/desk/account").content.decode()


def test_nobodys_code_opens_anothers_log_in(world: World) -> None:
    codes = set_up_app(world.sam)
    set_up_app(world.lena)
    client, _ = take_first_step(world.lena)

    assert client.post(STEP, {"code": codes[0]}).status_code == 422


def test_who_guesses_codes_waits_even_with_the_right_one(world: World) -> None:
    set_up_app(world.sam)
    client, _ = take_first_step(world.sam)
    for _number in range(10):
        client.post(STEP, {"code": "000000"})

    assert client.post(STEP, {"code": show_code(steps=1)}).status_code == 429
    assert acts()[-1] == "held_up"
    world.pass_time(minutes=16)
    client, _ = take_first_step(world.sam)
    assert client.post(STEP, {"code": show_code()}).status_code == 302


def test_the_second_step_waits_ten_minutes(world: World) -> None:
    set_up_app(world.sam)
    client, _ = take_first_step(world.sam)

    world.pass_time(minutes=10)

    assert client.post(STEP, {"code": show_code()})["Location"] == "/desk/login"


def test_a_new_password_voids_the_first_step(world: World) -> None:
    set_up_app(world.sam)
    client, _ = take_first_step(world.sam)
    choose_password(User.objects.get(pk=world.sam.user_id), "seven green quokkas")

    assert client.post(STEP, {"code": show_code(steps=1)})["Location"] == "/desk/login"


def test_the_second_step_is_nothing_without_the_first(world: World, client: Client) -> None:
    set_up_app(world.sam)

    assert client.get(STEP)["Location"] == "/desk/login"
    assert client.post(STEP, {"code": show_code(steps=1)})["Location"] == "/desk/login"
    assert client.get(SETUP)["Location"] == "/desk/login"


def test_secret_and_codes_are_of_no_use_to_who_reads_the_database(world: World) -> None:
    codes = set_up_app(world.sam)
    kept = str([vars(row) for row in (*Authenticator.objects.all(), *RecoveryCode.objects.all())])

    assert APP not in kept
    assert not any(code in kept or code.replace("-", "") in kept for code in codes)


@pytest.mark.parametrize("role", ["supervisor", "administrator"])
def test_whose_role_asks_for_more_sets_it_up_before_anything_else(world: World, role: str) -> None:
    ask_for_more(world.messaging, "supervisor", role)

    client, answer = take_first_step(world.lena, back="/desk/tickets?view=mine")
    page = client.get(SETUP)

    assert answer["Location"] == SETUP
    assert page.status_code == 200
    assert "data:image/svg+xml" in page.content.decode()
    assert client.get("/desk/tickets").status_code == 302
    assert not is_in(client)


def test_who_sets_up_the_app_at_the_door_is_in_and_gets_ten_codes(world: World) -> None:
    ask_for_more(world.messaging, "supervisor")
    client, _ = take_first_step(world.lena, back="/desk/tickets?view=mine")
    secret = read_secret(client.get(SETUP).content.decode())

    wrong = client.post(SETUP, {"code": "12345"})
    done = client.post(SETUP, {"code": code_for(secret)})

    assert wrong.status_code == 422
    page = done.content.decode()
    assert page.count("<li><code>") == 10
    assert 'href="/desk/tickets?view=mine"' in page
    assert is_in(client)
    assert acts() == ["app_added", "logged_in"]
    assert ways_in() == ["password+totp"]
    _again, answer = take_first_step(world.lena)
    assert answer["Location"] == STEP


def test_a_session_of_before_the_rule_is_led_there_too(world: World) -> None:
    client, _ = take_first_step(world.lena)
    assert is_in(client)

    ask_for_more(world.content, "supervisor")

    part = client.get("/desk/rail", headers={"HX-Request": "true"})
    assert part["HX-Redirect"] == SETUP
    assert client.get(SETUP).status_code == 200
    assert not is_in(client)


def test_the_rule_of_one_desk_binds_nobody_of_another(world: World) -> None:
    ask_for_more(world.content, "specialist")

    client, answer = take_first_step(world.sam)

    assert answer["Location"] == "/desk/"
    assert is_in(client)


def test_a_role_without_the_rule_is_left_alone(world: World) -> None:
    ask_for_more(world.messaging, "supervisor")

    client, answer = take_first_step(world.sam)

    assert answer["Location"] == "/desk/"
    assert is_in(client)


def test_logging_out_between_the_steps_forgets_the_first(world: World) -> None:
    set_up_app(world.sam)
    client, _ = take_first_step(world.sam)

    client.post("/desk/logout")

    assert client.get(STEP)["Location"] == "/desk/login"


def test_a_form_of_the_second_step_needs_its_token(world: World) -> None:
    set_up_app(world.sam)
    client = Client(enforce_csrf_checks=True)
    client.get("/desk/login")
    told = {"csrfmiddlewaretoken": client.cookies["csrftoken"].value}
    told |= {"username": world.sam.user.email, "password": PASSWORD}
    assert client.post("/desk/login", told)["Location"] == STEP

    assert client.post(STEP, {"code": show_code(steps=1)}).status_code == 403


def test_who_has_left_cannot_take_the_second_step(world: World) -> None:
    set_up_app(world.sam)
    client, _ = take_first_step(world.sam)
    with house():
        User.objects.filter(pk=world.sam.user_id).update(is_active=False)

    assert client.post(STEP, {"code": show_code(steps=1)})["Location"] == "/desk/login"
