"""Loading documents makes immutable versions, or nothing."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import ProgrammingError

from permanence.ground.journal.models import Act
from permanence.promises.policies.actions import TooLate, follow_policies, load_policy
from permanence.promises.policies.models import PolicyVersion
from permanence.promises.policies.queries import (
    NoPolicy,
    addresses_in_force,
    difference_from_last,
    loaded_policy_in_force,
    policy_in_force,
    policy_of_version,
    version_after,
    version_before,
    version_numbered,
    versions_coming,
    versions_of,
)
from permanence.promises.terms.rules import Faults
from permanence.world.accounts.models import Desk

pytestmark = pytest.mark.usefixtures("house")

SMALL = (Path(__file__).parent / "small.toml").read_text(encoding="utf-8")
FASTER = SMALL.replace('under = "30 minutes"', 'under = "20 minutes"')


def test_a_document_becomes_a_version_and_its_desk(at: datetime) -> None:
    loading = load_policy(SMALL, file="small.toml", at=at)

    desk = Desk.objects.get(key="small")
    version = PolicyVersion.objects.get(pk=loading.version)
    assert (loading.new, loading.number, loading.desk) == (True, 1, "small")
    assert (desk.name, desk.default_language, desk.accent) == ("Small desk", "en", "teal")
    assert (version.document, version.title) == (SMALL, "A small policy")
    assert Act.objects.get(act="policy.loaded").facts["version"] == 1


def test_the_same_document_again_makes_nothing_new(at: datetime) -> None:
    first = load_policy(SMALL, file="small.toml", at=at)

    again = load_policy(SMALL, file="small.toml", at=at + timedelta(days=1))

    assert not again.new
    assert again.version == first.version
    assert PolicyVersion.objects.count() == 1


def test_a_document_that_was_to_come_may_take_effect_at_once(at: datetime) -> None:
    load_policy(SMALL, file="small.toml", at=at)
    load_policy(FASTER, file="small.toml", at=at, effective_at=at + timedelta(days=30))

    now = load_policy(FASTER, file="small.toml", at=at + timedelta(days=1))
    later = load_policy(FASTER, file="small.toml", at=at, effective_at=at + timedelta(days=40))

    assert (now.new, now.number, now.effective_at) == (True, 3, at + timedelta(days=1))
    assert (later.new, later.number) == (False, 2)


def test_a_faulty_document_changes_nothing(at: datetime) -> None:
    with pytest.raises(Faults):
        load_policy(SMALL.replace("at = 0.7", "at = 7"), file="small.toml", at=at)

    assert not Desk.objects.filter(key="small").exists()
    assert not PolicyVersion.objects.exists()


def test_a_new_version_takes_effect_at_its_date(at: datetime) -> None:
    next_week = at + timedelta(days=7)
    load_policy(SMALL, file="small.toml", at=at)
    load_policy(FASTER, file="small.toml", at=at, effective_at=next_week)

    before, old = policy_in_force("small", at=next_week - timedelta(seconds=1))
    after, new = policy_in_force("small", at=next_week)

    assert before != after
    assert old.clause("targets.response.severity-1") != new.clause("targets.response.severity-1")
    assert policy_of_version(before) is old
    assert new.source == "policy:small:2"


def test_a_desk_keeps_its_name_until_the_version_with_another_takes_effect(at: datetime) -> None:
    renamed = SMALL.replace('name = "Small desk"', 'name = "Tiny desk"', 1)
    load_policy(SMALL, file="small.toml", at=at)
    next_week = at + timedelta(days=7)
    load_policy(renamed, file="small.toml", at=at, effective_at=next_week)
    desk = Desk.objects.get(key="small")
    assert desk.name == "Small desk"

    follow_policies([desk.pk], at=next_week)

    desk.refresh_from_db()
    assert desk.name == "Tiny desk"


def test_a_new_version_cannot_take_effect_in_the_past(at: datetime) -> None:
    load_policy(SMALL, file="small.toml", at=at)

    with pytest.raises(TooLate):
        load_policy(FASTER, file="small.toml", at=at, effective_at=at - timedelta(days=1))


def test_before_its_date_a_desk_has_no_policy(at: datetime) -> None:
    load_policy(SMALL, file="small.toml", at=at)

    with pytest.raises(NoPolicy):
        policy_in_force("small", at=at - timedelta(days=1))


def test_a_version_knows_what_it_changed(at: datetime) -> None:
    load_policy(SMALL, file="small.toml", at=at)
    load_policy(FASTER, file="small.toml", at=at)

    in_force = loaded_policy_in_force("small", at=at)

    assert in_force.number == 2
    changed = [one.key for one in difference_from_last(in_force)]
    assert "targets.response.severity-1" in changed
    first = version_numbered("small", 1)
    assert first is not None
    assert difference_from_last(first) == ()
    assert [loaded.number for loaded in versions_of("small")] == [2, 1]


def test_a_version_knows_which_it_replaced_and_which_replaces_it(at: datetime) -> None:
    slower = SMALL.replace('under = "30 minutes"', 'under = "40 minutes"')
    in_spring, in_march = at + timedelta(days=60), at + timedelta(days=7)
    load_policy(SMALL, file="small.toml", at=at)
    load_policy(FASTER, file="small.toml", at=at, effective_at=in_spring)
    load_policy(slower, file="small.toml", at=at, effective_at=in_march)

    first, late, soon = (version_numbered("small", number) for number in (1, 2, 3))

    assert first
    assert late
    assert soon
    assert (version_before(first), version_after(first)) == (None, soon)
    assert (version_before(soon), version_after(soon)) == (first, late)
    assert (version_before(late), version_after(late)) == (soon, None)
    assert versions_coming("small", at=at) == [soon, late]
    assert versions_coming("small", at=in_march) == [late]


def test_each_address_leads_to_its_desk(at: datetime) -> None:
    load_policy(SMALL, file="small.toml", at=at)

    found = addresses_in_force(at=at)

    assert {address: desk for address, (desk, _) in found.items()} == {
        "help@small.example.com": "small",
        "south@small.example.com": "small",
    }


def test_a_version_is_never_changed(at: datetime) -> None:
    load_policy(SMALL, file="small.toml", at=at)

    with pytest.raises(ProgrammingError):
        PolicyVersion.objects.update(document="")


def test_a_version_is_never_deleted(at: datetime) -> None:
    load_policy(SMALL, file="small.toml", at=at)

    with pytest.raises(ProgrammingError):
        PolicyVersion.objects.all().delete()
