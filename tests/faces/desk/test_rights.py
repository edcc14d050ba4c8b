"""Each right guards its page: a role without it is refused, and the page of roles says so."""

from __future__ import annotations

import pytest
from django.test import Client

from permanence.faces.desk.presenting.rights import right_groups
from permanence.world.accounts.rules import ROLES, CustomerRight, Right, may
from tests.cast import World

NOTHING = "onlooker"  # a role that the table does not know
SHOWN = {
    Right.READ_TICKETS: "/desk/tickets",
    Right.READ_LETTERS: "/desk/quarantine",
    Right.READ_OUTGOING: "/desk/outgoing",
    Right.READ_POLICIES: "/desk/policies",
    Right.LOAD_POLICIES: "/desk/policies/new",
    Right.READ_CONTRACTS: "/desk/contracts",
    Right.EDIT_CONTRACTS: "/desk/contracts/new",
    Right.EDIT_WORDING: "/desk/wording/new",
    Right.READ_CUSTOMERS: "/desk/customers",
    Right.EDIT_CONTACTS: "/desk/contacts/1/edit",
    Right.EDIT_ORGANISATIONS: "/desk/customers/new",
    Right.EDIT_ENVIRONMENTS: "/desk/customers/1/installations/new",
    Right.READ_REPORTS: "/desk/reports",
    Right.READ_LOG_INS: "/desk/log-ins",
    Right.EDIT_STAFF: "/desk/people/1/edit",
    Right.EDIT_TEAMS: "/desk/teams/new",
    Right.EDIT_CATALOGUE: "/desk/catalogue/new",
    Right.PLAN_TEAMS: "/desk/teams/1/members",
    Right.PLAN_ROTAS: "/desk/rotas/new",
    Right.SWAP_SHIFTS: "/desk/rotas/1/swap",
    Right.READ_SETTINGS: "/desk/ways",
    Right.EDIT_SIGN_ON: "/desk/sign-on/new",
    Right.EDIT_WAYS: "/desk/ways/new",
    Right.EDIT_ALERTS: "/desk/alert-sources/new",
    Right.READ_TRACES: "/desk/traces/",
    Right.REDACT: "/desk/entries/1/redact",
    Right.PLAN_RETENTION: "/desk/retention/edit",
    Right.HOLD: "/desk/holds/new",
    Right.EDIT_AUTOMATION: "/desk/automation/new",
    Right.BREAK_GLASS: "/desk/tickets/0000000000/confidential/open",
    Right.READ_LOOKS: "/desk/looks",
    Right.DECLARE_INCIDENTS: "/desk/incidents/new",
    Right.ERASE: "/desk/contacts/1/erasure",
    Right.EDIT_STATUS: "/desk/maintenance/new",
    Right.READ_ARTICLES: "/desk/articles/",
    Right.WRITE_ARTICLES: "/desk/articles/new",
    Right.PUBLISH_ARTICLES: "/desk/articles/topics",
}
SENT = {
    Right.ANSWER: "/desk/tickets/{reference}/reply",
    Right.TRIAGE: "/desk/tickets/{reference}/triage",
    Right.SORT_LETTERS: "/desk/quarantine/1/sort",
    Right.KEEP_SECRETS: "/desk/tickets/{reference}/confidential",
    Right.RULE: "/desk/tickets/{reference}/ruling",
    Right.CORRECT_PAUSES: "/desk/tickets/{reference}/correct",
    Right.LOG_TIME: "/desk/tickets/{reference}/time",
    Right.CORRECT_TIME: "/desk/tickets/{reference}/time/1/back",
    Right.APPROVE_AGREEMENTS: "/desk/agreements",
    Right.LEAD_INCIDENTS: "/desk/incidents/1/resolve",
    Right.WORK_ON_INCIDENTS: "/desk/incidents/1/components",
    Right.WRITE_POST_MORTEMS: "/desk/incidents/1/post-mortem/words",
    Right.CLOSE_POST_MORTEMS: "/desk/incidents/1/post-mortem/close",
    Right.INVITE_STAFF: "/desk/roles/invite",
    Right.GUARD_LOG_INS: "/desk/roles/second-factors",
    Right.APPROVE_NOTICES: "/desk/written-notices/1/withdraw",
}


def roles_without(right: Right) -> list[str]:
    """Return every role that has not got a right, and one that has none at all."""
    return [*(role for role in ROLES if not may([role], right)), NOTHING]


def test_every_right_has_its_case() -> None:
    assert SHOWN.keys() | SENT.keys() == set(Right)


@pytest.mark.parametrize("right", SHOWN)
def test_a_page_is_refused_to_a_role_without_the_right(world: World, right: Right) -> None:
    for role in roles_without(right):
        assert world.log_in(world.hire(role, role)).get(SHOWN[right]).status_code == 403, role


@pytest.mark.parametrize("right", SENT)
def test_an_act_is_refused_to_a_role_without_the_right(world: World, right: Right) -> None:
    address = SENT[right].format(reference=world.ticket().reference)
    for role in roles_without(right):
        client = Client()  # who may read nothing finds no page with a token either
        client.force_login(world.hire(role, role).user)

        answer = client.post(address)

        assert answer.status_code == 403, role


def test_everybody_on_the_desk_reads_what_each_role_may_do(world: World) -> None:
    for role in ROLES:
        page = world.log_in(world.hire(role, role)).get("/desk/roles?desk=messaging")

        assert page.status_code == 200
        rows = page.content.decode().count('<th scope="row">')
        assert rows == len(Right) + len(CustomerRight)


def test_the_form_of_an_invitation_is_shown_to_who_may_invite(world: World) -> None:
    for role, rights in ROLES.items():
        page = world.log_in(world.hire(role, role)).get("/desk/roles").content.decode()

        assert ("/desk/roles/invite" in page) == (Right.INVITE_STAFF in rights)


def test_each_right_is_named_in_one_group_of_the_page() -> None:
    named = [right for rights in right_groups().values() for right in rights]

    assert sorted(named) == sorted(Right)
