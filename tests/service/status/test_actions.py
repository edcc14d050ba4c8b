"""What everybody reads: what a person published, or the least that needs none."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from permanence.ground.lib.db import house, portal
from permanence.ground.lib.errors import Refusal
from permanence.service.incidents.actions import resolve_incident
from permanence.service.incidents.models import Event
from permanence.service.status.actions.appearing import show_disruptions
from permanence.service.status.actions.conditions import set_condition
from permanence.service.status.actions.publishing import (
    correct_update,
    withdraw_appearance,
)
from permanence.service.status.actions.refreshing import refresh_standings
from permanence.service.status.models import Appearance, Page, Standing, Update
from permanence.service.status.queries.pages import public_page
from permanence.service.status.rules.conditions import Condition
from permanence.service.status.rules.uptime import share_of
from permanence.world.catalogue.models import Component
from permanence.world.maintenance.actions import complete_window
from tests.cast import World
from tests.service.incidents.leading import actor_of, declare, suspect
from tests.service.status.planning import LENA, measure, plan, public_component, publish

pytestmark = pytest.mark.usefixtures("house")
TITLE = "Quokka trouble at Brightwater"


def texts_of(world: World) -> str:
    """Return everything that is kept to be shown of the desk."""
    return str(list(Standing.objects.filter(desk=world.messaging).values_list("content")))


def test_a_disruption_appears_by_itself_with_the_least_words(world: World) -> None:
    component = public_component(world)
    refresh_standings(at=world.at)
    incident = declare(world, title=TITLE, components=[component.pk])

    shown, again = show_disruptions(at=world.at), show_disruptions(at=world.at)
    refresh_standings(at=world.at)

    page = public_page(world.messaging.pk)
    update = page.current[0].last
    assert (shown, again) == (1, 0)
    assert [one.key for one in page.current[0].components] == [component.key]
    assert set(update.texts) == {"en", "fr", "de", "it", "es"}
    assert component.name_in("de") in page.current[0].titles["de"]
    assert TITLE not in texts_of(world)
    assert "status_published" in Event.objects.filter(incident=incident).values_list(
        "kind", flat=True
    )


def test_that_it_is_over_appears_by_itself_as_well(world: World) -> None:
    refresh_standings(at=world.at)
    incident = declare(world, components=[public_component(world).pk])
    show_disruptions(at=world.at)
    at = world.at + timedelta(hours=1)
    resolve_incident(incident, cause="A disk.", at=at, by=actor_of(world))

    show_disruptions(at=at)
    refresh_standings(at=at)

    page = public_page(world.messaging.pk)
    assert page.current == ()
    assert page.past[0].last.stage == "resolved"
    assert {one.condition for one in page.components} == {Condition.OPERATIONAL}


@pytest.mark.parametrize("said", [{"kind": "security"}, {"drill": True}])
def test_a_breach_and_a_drill_never_appear_by_themselves(
    world: World, said: dict[str, object]
) -> None:
    refresh_standings(at=world.at)
    declare(world, **said)
    suspect(world)

    assert show_disruptions(at=world.at) == 0
    assert not Appearance.objects.exists()
    refresh_standings(at=world.at)
    assert public_page(world.messaging.pk).incidents == ()


def test_a_person_publishes_a_breach_and_nobody_a_drill_or_a_suspicion(world: World) -> None:
    component = public_component(world)
    refresh_standings(at=world.at)
    publish(world, declare(world, kind="security", components=[component.pk]))

    refresh_standings(at=world.at)

    assert [one.titles for one in public_page(world.messaging.pk).current] == [{"en": "Late faxes"}]
    with pytest.raises(Refusal, match="drill"):
        publish(world, declare(world, drill=True))
    with pytest.raises(Refusal, match="declared"):
        publish(world, suspect(world))


def test_what_only_customers_may_know_of_is_not_published(world: World) -> None:
    Component.objects.filter(desk=world.messaging).update(is_public=False)
    refresh_standings(at=world.at)

    assert show_disruptions(at=world.at) == 0
    with pytest.raises(Refusal, match="no component"):
        publish(world, declare(world))
    assert public_page(world.messaging.pk).components == ()


def test_a_correction_replaces_words_and_leaves_them_in_the_record(world: World) -> None:
    refresh_standings(at=world.at)
    incident = declare(world, components=[public_component(world).pk])
    first = publish(world, incident, "It is the storadge.")

    correct_update(first, {"en": "It is the storage."}, reason="A slip.", at=world.at, by=LENA)
    refresh_standings(at=world.at)

    shown = public_page(world.messaging.pk).current[0].updates
    assert [(one.texts["en"], one.is_corrected) for one in shown] == [("It is the storage.", True)]
    assert Update.objects.get(pk=first.pk).texts == {"en": "It is the storadge."}
    with pytest.raises(Refusal, match="published"):
        correct_update(first, {"en": "Again."}, reason="x", at=world.at, by=LENA)


def test_what_is_withdrawn_is_gone_and_its_component_works(world: World) -> None:
    refresh_standings(at=world.at)
    incident = declare(world, components=[public_component(world).pk])
    publish(world, incident)

    withdraw_appearance(incident, reason="Named a customer.", at=world.at, by=LENA)
    show_disruptions(at=world.at)
    refresh_standings(at=world.at)

    page = public_page(world.messaging.pk)
    assert page.incidents == ()
    assert {one.condition for one in page.components} == {Condition.OPERATIONAL}


def test_uptime_is_counted_from_conditions_and_planned_work_apart(world: World) -> None:
    component = public_component(world)
    measure(world)
    set_condition(component, "down", reason="No power", at=world.at, by=LENA)
    set_condition(
        component, "operational", reason="Power", at=world.at + timedelta(hours=2), by=LENA
    )
    plan(world, starts_at=world.at + timedelta(hours=1), ends_at=world.at + timedelta(hours=3))

    at = world.at + timedelta(hours=4)
    refresh_standings(at=at)

    today = public_page(world.messaging.pk).components[0].days[-1]
    assert (today.down, today.maintenance) == (3600, 7200)
    assert (share_of([today]) or 0) < 100


def test_work_that_takes_longer_is_shown_so_until_somebody_says_that_it_is_done(
    world: World,
) -> None:
    refresh_standings(at=world.at)
    window = plan(world)
    at = world.at + timedelta(hours=4)

    refresh_standings(at=at)
    late = public_page(world.messaging.pk)
    complete_window(window, at=at, by=LENA)
    refresh_standings(at=at)
    done = public_page(world.messaging.pk)

    assert [one.stage for one in late.under_way] == ["overrun"]
    assert late.components[0].is_maintained
    assert [one.stage for one in done.done] == ["completed"]
    assert not done.components[0].is_maintained


def test_nothing_changes_when_nothing_has_changed(world: World) -> None:
    first = refresh_standings(at=world.at)

    assert first == Component.objects.count()
    assert refresh_standings(at=world.at + timedelta(seconds=9)) == 0


def test_a_refresh_asks_as_often_whatever_there_is(world: World) -> None:
    refresh_standings(at=world.at)

    def count() -> int:
        publish(world, declare(world, components=[public_component(world).pk]))
        plan(world)
        refresh_standings(at=world.at)
        with CaptureQueriesContext(connection) as asked:
            refresh_standings(at=world.at)
        return len(asked)

    assert len({count() for _ in range(3)}) == 1


def test_the_database_shows_customers_only_what_is_public(world: World) -> None:
    hidden = public_component(world)
    hidden.is_public = False
    hidden.save()
    refresh_standings(at=world.at)
    public = set(Component.objects.filter(is_public=True).values_list("pk", flat=True))

    with portal(organisation=None, contact=None):
        assert set(Standing.objects.values_list("component_id", flat=True)) == public
        assert hidden.pk not in public
        assert Page.objects.filter(desk=world.messaging).exists()
    with house():
        Page.objects.update(is_open=False)
    with portal(organisation=None, contact=None):
        assert not Page.objects.exists()
