"""The versions of a desk's policy."""

from __future__ import annotations

from datetime import timedelta

from permanence.ground.lib.db import house
from permanence.promises.policies.actions import load_policy
from tests.cast import POLICIES, World

OLD, NEW = "under 30 minutes", "under 25 minutes"


def load_second_version(world: World) -> None:
    text = (POLICIES / "messaging.toml").read_text(encoding="utf-8")
    faster = text.replace('within = "30 minutes"', 'within = "25 minutes"', 1)
    faster = faster.replace('under = "30 minutes"', 'under = "25 minutes"', 1)
    assert faster != text
    with house():
        load_policy(
            faster,
            file="messaging.toml",
            at=world.at,
            effective_at=world.at + timedelta(days=3),
        )


def test_every_version_stands_with_its_date_and_standing(world: World) -> None:
    load_second_version(world)

    page = world.log_in(world.ivo).get("/desk/policies?desk=messaging").content.decode()

    assert "in force" in page
    assert "coming" in page
    assert 'href="/messaging/policy"' in page


def test_a_version_says_what_it_changed(world: World) -> None:
    load_second_version(world)
    client = world.log_in(world.sam)

    page = client.get("/desk/policies/messaging/2").content.decode()

    assert "What changed since 1" in page
    assert "25 minutes" in page
    assert "<del>" in page


def test_the_document_is_had_as_it_was_loaded(world: World) -> None:
    answer = world.log_in(world.sam).get("/desk/policies/messaging/1/source")

    assert answer.content == (POLICIES / "messaging.toml").read_bytes()
    assert answer["Content-Disposition"].startswith("attachment")


def test_the_policy_of_another_desk_is_not_there(world: World) -> None:
    client = world.log_in(world.sam)

    assert client.get("/desk/policies?desk=content").status_code == 404
    assert client.get("/desk/policies/content/1").status_code == 404
    assert client.get("/desk/policies/messaging/9").status_code == 404
