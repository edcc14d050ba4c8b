"""Saving canned answers, their versions, and who may use them."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction

from permanence.ground.journal.models import Act
from permanence.ground.journal.rules import Actor
from permanence.ground.lib.db import house
from permanence.ground.lib.errors import Refusal
from permanence.world.accounts.rules import ROLES, Right
from permanence.world.wording.actions import (
    FaultyWording,
    restore_answer,
    save_answer,
    withdraw_answer,
)
from permanence.world.wording.models import CannedAnswer, CannedVersion
from permanence.world.wording.queries import answers_for, versions_of
from permanence.world.wording.rules import Wording
from tests.cast import World

LENA = Actor("specialist:1", "Lena Vos")
HELLO = Wording("hello", "Hello", {"en": "Hello {{ contact.name }},"})


def save(world: World, draft: Wording = HELLO, **more: int) -> CannedAnswer:
    return save_answer(world.messaging, draft, by=LENA, at=world.at, **more)


def test_each_change_is_a_version_that_stays(world: World) -> None:
    with house():
        answer = save(world)
        save(world, Wording("hello", "Hello", {"en": "Good day,"}), answer=answer.pk, seen=1)
        save(world, Wording("hello", "Hello", {"en": "Good day,"}), answer=answer.pk, seen=2)

        versions = versions_of(answer)
        acts = list(Act.objects.filter(act="wording.saved").values_list("actor_name", flat=True))
    assert [(one.number, one.texts["en"]) for one in versions] == [
        (2, "Good day,"),
        (1, "Hello {{ contact.name }},"),
    ]
    assert acts == ["Lena Vos", "Lena Vos"]


def test_no_role_may_change_a_version(world: World) -> None:
    with house():
        save(world)
        with pytest.raises(DatabaseError, match="denied"), transaction.atomic():
            CannedVersion.objects.update(title="Other")


def test_a_faulty_answer_is_refused_with_its_faults(world: World) -> None:
    with house(), pytest.raises(FaultyWording) as refused:
        save(world, Wording("hello", "Hello", {"fr": "{{ nom }}"}))

    assert [(one.language, one.name) for one in refused.value.faults] == [("fr", "nom")]


def test_two_people_do_not_overwrite_each_other(world: World) -> None:
    with house():
        answer = save(world)
        save(world, Wording("hello", "Hi", {"en": "Hi,"}), answer=answer.pk, seen=1)
        with pytest.raises(Refusal, match="meanwhile"):
            save(world, Wording("hello", "Ho", {"en": "Ho,"}), answer=answer.pk, seen=1)


def test_a_key_is_given_once_among_those_in_use(world: World) -> None:
    with house():
        first = save(world)
        with pytest.raises(Refusal, match="another answer under /hello"):
            save(world)
        withdraw_answer(world.messaging, first.pk, by=LENA, at=world.at)
        save(world)
        with pytest.raises(Refusal, match="another answer under /hello"):
            restore_answer(world.messaging, first.pk, by=LENA, at=world.at)
        save_answer(world.content, HELLO, by=LENA, at=world.at)


def test_an_answer_of_a_team_is_for_its_members(world: World) -> None:
    with house():
        save(world)
        save(world, Wording("deep", "Deep", {"en": "Deep."}, team=world.experts.pk))
        with pytest.raises(Refusal, match="another desk"):
            save(world, Wording("x", "X", {"en": "X"}, team=world.editors.pk))

        seen = {
            person.name: [one.key for one in answers_for(world.messaging.pk, specialist=person.pk)]
            for person in (world.sam, world.lena)
        }
    assert seen == {"Sam Okoro": ["hello"], "Lena Vos": ["deep", "hello"]}


def test_supervisors_managers_and_administrators_edit_the_wording() -> None:
    editors = {role for role, rights in ROLES.items() if Right.EDIT_WORDING in rights}

    assert editors == {"supervisor", "manager", "administrator"}
