"""Templates for new requests: written by a supervisor, chosen while somebody calls."""

from __future__ import annotations

import re
from typing import Any

import pytest

from permanence.ground.journal.models import Act
from permanence.ground.journal.rules import Actor
from permanence.ground.lib.db import house
from permanence.ground.lib.errors import Refusal
from permanence.ground.outbox.models import Message
from permanence.service.tickets.models import Ticket
from permanence.world.wording.actions import save_template
from permanence.world.wording.models import RequestTemplate
from permanence.world.wording.rules import Beginning
from tests.cast import World, post
from tests.faces.desk.test_calls import PAGE, told
from tests.faces.desk.test_ticket import address, words

LENA = Actor("specialist:1", "Lena Vos")
ACCOUNT = Beginning(
    "New user",
    "account",
    {"en": "A new user", "fr": "Un nouvel utilisateur"},
    {"en": "Name:\nMay send to:", "fr": "Nom :"},
    ("user-id",),
)


@pytest.fixture
def new_user(world: World) -> RequestTemplate:
    """A template of the messaging desk that asks for the user alone."""
    with house():
        return save_template(world.messaging, ACCOUNT, by=LENA, at=world.at)


def choose(world: World, template: RequestTemplate, **typed: Any) -> Any:
    """Choose a template for a call of Ada."""
    where = f"{PAGE}&contact={world.ada.pk}"
    return post(world.log_in(world.sam), where, told(**typed) | {"use": str(template.pk)})


def test_a_supervisor_writes_changes_and_deletes_one(world: World) -> None:
    lena = world.log_in(world.lena)
    typed = {"title": "Reset", "kind": "account", "subject-de": "Neues Kennwort"}

    kept = post(lena, "/desk/request-templates/new?desk=messaging", typed)
    assert kept.status_code == 302
    with house():
        made = RequestTemplate.objects.get()
        assert (made.facts, made.subjects) == ([], {"de": "Neues Kennwort"})
    page = f"/desk/request-templates/{made.pk}"
    post(lena, page, typed | {"facts": ["user-id"], "seen": "1"})
    stale = post(lena, page, typed | {"seen": "1"})
    assert stale.status_code == 409
    assert "Somebody else has changed this template" in words(stale)
    listed = words(world.log_in(world.sam).get("/desk/request-templates?desk=messaging"))
    assert "Reset" in listed
    assert world.log_in(world.sam).get(page).status_code == 403
    assert world.log_in(world.noor).get(page).status_code in {403, 404}

    post(lena, page, {"act": "delete"})
    with house():
        assert not RequestTemplate.objects.exists()
        acts = Act.objects.filter(subject=f"template:{made.pk}").values_list("act", flat=True)
        assert list(acts.order_by("pk")) == ["template.saved"] * 2 + ["template.deleted"]


def test_one_that_says_nothing_or_has_anothers_title_is_refused(
    world: World, new_user: RequestTemplate
) -> None:
    with house():
        for draft in (Beginning("Empty"), Beginning(" "), ACCOUNT):
            with pytest.raises(Refusal):
                save_template(world.messaging, draft, by=LENA, at=world.at)


def test_it_fills_what_is_empty_and_keeps_what_was_typed(
    world: World, new_user: RequestTemplate
) -> None:
    page = choose(world, new_user, subject="", text="Please be quick.", language="fr", answer="Ok")

    form = page.context["form"]
    assert page.status_code == 200
    assert form["subject"].value() == "Un nouvel utilisateur"
    assert form["text"].value() == "Please be quick.\n\nNom :"
    assert (form["kind"].value(), form["answer"].value()) == ("account", "Ok")
    assert [one.name for one in form.required] == ["fact-user-id"]
    with house():
        assert not Ticket.objects.exists()


def test_the_request_asks_only_for_what_the_template_wants(
    world: World, new_user: RequestTemplate
) -> None:
    where = f"{PAGE}&contact={world.ada.pk}"
    sent = told(kind="account", **{"template": str(new_user.pk), "fact-job-number": "4711"})

    post(world.log_in(world.sam), where, sent)

    with house():
        ticket = Ticket.objects.get()
        mail = Message.objects.get(owner=f"ticket:{ticket.pk}")
    assert "user-id" not in ticket.waived
    assert "job-number" not in ticket.waived
    assert set(ticket.waived.values()) == {"“New user” does not ask for it"}
    assert "submission" not in mail.text.lower()
    shown = words(world.log_in(world.sam).get(address(ticket)))
    assert "begun with “New user”" in shown


def test_a_teams_own_is_offered_to_the_team_alone(world: World) -> None:
    draft = Beginning("Experts only", "problem", team=world.experts.pk)
    with house():
        save_template(world.messaging, draft, by=LENA, at=world.at)

    offered = [
        bool(re.search("Experts only", world.log_in(one).get(f"{PAGE}&new=1").content.decode()))
        for one in (world.sam, world.lena)
    ]

    with house():
        members = set(world.experts.members.values_list("pk", flat=True))
    assert offered == [one.pk in members for one in (world.sam, world.lena)]


def test_what_was_done_to_many_tickets_is_found_in_the_rail(world: World) -> None:
    page = world.log_in(world.sam).get("/desk/bulk?desk=messaging").content.decode()

    assert re.search(r'href="/desk/bulk\?desk=messaging"[^>]*aria-current', page)
