"""The versions of a desk's policy."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from permanence.ground.journal.models import Act
from permanence.ground.lib.db import house
from permanence.promises.policies.actions import load_policy
from permanence.promises.policies.models import PolicyVersion
from permanence.world.accounts.models import Specialist
from tests.cast import POLICIES, World, post

NEW = "/desk/policies/new?desk=messaging"


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


def changed_text(old: str = 'under = "30 minutes"', new: str = 'under = "20 minutes"') -> str:
    """Return the messaging policy with one thing changed."""
    text = (POLICIES / "messaging.toml").read_text(encoding="utf-8")
    assert old in text
    return text.replace(old, new, 1)


def sent(text: str, **answers: str) -> dict[str, Any]:
    """Return the form as a browser sends it."""
    return {"document": text.replace("\n", "\r\n"), "when": "now", "act": "preview", **answers}


def versions_loaded() -> int:
    with house():
        return PolicyVersion.objects.filter(desk__key="messaging").count()


def test_a_preview_says_what_changes_and_changes_nothing(world: World) -> None:
    world.ticket()
    client = world.log_in(administrator(world))

    answer = post(client, NEW, sent(changed_text()))

    page = answer.content.decode()
    assert answer.status_code == 200
    assert "under 30 minutes" in page
    assert "under 20 minutes" in page
    assert "better for the customer" in page
    assert "up to 10 min earlier" in page
    assert "open tickets keep every date" in page or "open ticket keeps every date" in page
    assert versions_loaded() == 1


def test_what_was_previewed_is_loaded_by_name_and_instant(world: World) -> None:
    client = world.log_in(administrator(world))
    seen = seen_in(post(client, NEW, sent(changed_text())))

    answer = post(client, NEW, sent(changed_text(), act="load", seen=seen))

    assert answer["Location"] == "/desk/policies/messaging/2"
    page = client.get(answer["Location"]).content.decode()
    assert "Version 2 is loaded by Ada Ministra and in force." in page
    with house():
        act = Act.objects.filter(act="policy.loaded").latest("pk")
        version = PolicyVersion.objects.get(desk__key="messaging", number=2)
    assert (act.actor_name, act.facts["version"]) == ("Ada Ministra", 2)
    assert version.document == changed_text()


def test_a_version_may_wait_for_its_day_by_the_desks_clock(world: World) -> None:
    client = world.log_in(administrator(world))
    later = {"when": "later", "effective": "2026-06-01T08:00"}
    previewed = post(client, NEW, sent(changed_text(), **later))

    post(client, NEW, sent(changed_text(), act="load", seen=seen_in(previewed), **later))

    with house():
        version = PolicyVersion.objects.get(desk__key="messaging", number=2)
    assert "By the clock of Europe/London." in previewed.content.decode()
    assert version.effective_at == datetime(2026, 6, 1, 7, tzinfo=UTC)
    assert "coming" in client.get("/desk/policies?desk=messaging").content.decode()


def test_what_was_not_looked_at_is_not_loaded(world: World) -> None:
    client = world.log_in(administrator(world))
    seen = seen_in(post(client, NEW, sent(changed_text())))

    answer = post(
        client,
        NEW,
        sent(changed_text(new='under = "25 minutes"'), act="load", seen=seen),
    )

    assert answer.status_code == 422
    assert "under 25 minutes" in answer.content.decode()
    assert versions_loaded() == 1


def test_faults_are_named_by_their_lines_and_the_text_is_kept(world: World) -> None:
    client = world.log_in(administrator(world))
    text = changed_text('promise = "response"', 'promise = "respons"')
    file = SimpleUploadedFile("messaging.toml", text.encode())

    answer = post(client, NEW, {**sent(""), "file": file})

    page = answer.content.decode()
    line = text[: text.index('"respons"')].count("\n") + 1
    assert answer.status_code == 422
    assert f"Line {line}" in page
    assert "did you mean &quot;response&quot;?" in page
    assert "promise = &quot;respons&quot;" in page


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ({"document": ""}, "Paste the document here"),
        ({"when": "later", "effective": "tomorrow"}, "Name the day and the time."),
        ({"when": "later", "effective": "2020-01-01T00:00"}, "That time has passed."),
    ],
)
def test_what_is_missing_is_said(world: World, answers: dict[str, str], told: str) -> None:
    client = world.log_in(administrator(world))

    answer = post(client, NEW, {**sent(changed_text()), **answers})

    assert answer.status_code == 422
    assert told in answer.content.decode()


def test_the_document_of_another_desk_is_refused(world: World) -> None:
    client = world.log_in(administrator(world))
    other = (POLICIES / "content.toml").read_text(encoding="utf-8")

    answer = post(client, NEW, sent(other))

    assert answer.status_code == 422
    assert "This is the policy of another desk: content." in answer.content.decode()


def test_who_may_not_load_a_policy_sees_no_way_to(world: World) -> None:
    client = world.log_in(world.sam)

    assert "/desk/policies/new" not in client.get("/desk/policies").content.decode()
    assert client.get(NEW).status_code == 403


def administrator(world: World) -> Specialist:
    """Return somebody who may load policies on the messaging desk."""
    return world.hire("Ada Ministra", "administrator")


def seen_in(answer: Any) -> str:
    """Return the mark of what a page shows."""
    found = re.search(r'name="seen" value="(\w{64})"', answer.content.decode())
    assert found
    return found[1]
