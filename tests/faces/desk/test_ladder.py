"""The ladder on the desk: who reads it, who changes it, and what is checked."""

from __future__ import annotations

from permanence.ground.lib.db import house
from permanence.promises.policies.queries import policy_in_force
from tests.cast import World, post


def answers(**changed: object) -> dict[str, object]:
    """Return the form of the supervisor's contact as it stands, with changes."""
    return {
        "office": "+44 20 7946 0201",
        "mail": "supervisor.emea@messaging.example.com",
        "allowed": "10 minutes",
        **changed,
    }


def administrator(world: World):  # type: ignore[no-untyped-def]
    """Return the browser of somebody who may load policies."""
    return world.log_in(world.hire("Rae Admin", "administrator"))


def test_everybody_on_the_desk_reads_whom_one_climbs_to(world: World) -> None:
    page = world.log_in(world.sam).get("/desk/ladder?desk=messaging").content.decode()

    assert "supervisor.emea@messaging.example.com" in page
    assert "+49 30 23125 100" in page
    assert "the manager" in page
    assert "/desk/ladder/supervisor/0" not in page


def test_a_change_is_shown_before_it_is_loaded(world: World) -> None:
    browser = administrator(world)
    address = "/desk/ladder/supervisor/0?desk=messaging"
    assert browser.get(address).status_code == 200

    shown = post(browser, address, answers(people=["sam@desk.example.com"], hours="always"))

    assert "ladder.supervisor: runs" in shown.content.decode()
    assert "sam@desk.example.com" in shown.content.decode()
    with house():
        _version, policy = policy_in_force("messaging", at=world.at)
    assert policy.ladder.rungs[1].contacts[0].people == ()


def test_what_cannot_be_dialled_or_reckoned_is_refused(world: World) -> None:
    browser = administrator(world)

    shown = post(
        browser,
        "/desk/ladder/supervisor/0?desk=messaging",
        answers(office="020 7946 0201", allowed="soon"),
    )

    assert shown.status_code == 422
    assert "Write + and the country" in shown.content.decode()
    assert "Write it like 10 minutes" in shown.content.decode()


def test_how_the_ladder_is_climbed_is_changed_by_itself(world: World) -> None:
    shown = post(
        administrator(world),
        "/desk/ladder/course?desk=messaging",
        {
            "closed": "wait",
            "rings": ["1", "2"],
            "rounds": "2",
            "moves_within": "20 minutes",
            "alarm_every": "15 minutes",
        },
    )

    assert "closed wait, rings 1 2, rounds 2" in shown.content.decode()
