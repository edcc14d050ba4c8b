"""Database roles and row-level security: who may touch which table, said in the migration.

Four kinds of tables: of the log-in (sessions, users), of the house (staff only), of customers
(the portal sees its own rows) and published (everyone reads). A member of staff may do what the
house may, less with what is confidential.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.migrations.operations.base import Operation

ROLES_LOCK = 7_061_504
AUDIENCES = ("house", "staff", "portal")
# Our statements are short and name their tables in a good order: planning them at length, or
# compiling them, costs more than it can gain. What is prepared is planned once, for any values.
LOGIN_SETTINGS = (
    "join_collapse_limit = 4",
    "from_collapse_limit = 4",
    "jit = off",
    "plan_cache_mode = force_generic_plan",
)
ORGANISATION = "(select nullif(current_setting('permanence.organisation', true), '')::bigint)"
CONTACT = "(select nullif(current_setting('permanence.contact', true), '')::bigint)"
OWN = f"organisation_id = {ORGANISATION}"
OWN_CONTACT = f"organisation_id is null and contact_id = {CONTACT}"
OWN_OR_CONTACT = f"({OWN}) or ({OWN_CONTACT})"
# What hangs on a ticket is known to whom the ticket is; `permanence_opens` comes with the tickets.
KNOWN_TICKET = "permanence_opens(ticket_id)"
# The same for what hangs on an incident: security breaches are known to those who need to know.
KNOWN_INCIDENT = "permanence_knows_incident(incident_id)"


def role_name(kind: str) -> str:
    """Return the cluster-wide name of a role of this installation."""
    return f"{settings.ROLE_PREFIX}_{kind}"


def create_roles(cursor: Any, *, password: str | None = None) -> None:
    """Create the roles of all audiences once; safe to call from several nodes at a time."""
    cursor.execute("select pg_advisory_xact_lock(%s)", [ROLES_LOCK])
    for kind, kept in (("login", "login noinherit"), *((one, "nologin") for one in AUDIENCES)):
        cursor.execute("select 1 from pg_roles where rolname = %s", [role_name(kind)])
        if cursor.fetchone() is None:
            cursor.execute(f'create role "{role_name(kind)}" {kept}')
    for setting in LOGIN_SETTINGS:
        cursor.execute(f'alter role "{role_name("login")}" set {setting}')
    for kind in AUDIENCES:
        cursor.execute(f'grant "{role_name(kind)}" to "{role_name("login")}"')
    for kind in ("login", *AUDIENCES):
        cursor.execute(f'grant usage on schema public to "{role_name(kind)}"')
    if password:
        cursor.execute(f'alter role "{role_name("login")}" password {quote_text(password)}')


def quote_text(text: str) -> str:
    """Return a text as SQL writes it, where no parameter can stand."""
    return "'" + text.replace("'", "''") + "'"


class TableRights(Operation):
    """Grant a table's rights and switch its row-level security on, in the migration that makes it.

    `house` and `login` name what those roles may do; `staff` is the condition under which a member
    of staff, who otherwise may do what the house may, sees a row; `portal` the one under which a
    customer reads it (true: published); `portal_adds` lets the portal insert its own rows.
    """

    reduces_to_sql = True
    reversible = True

    def __init__(
        self,
        table: str,
        *,
        house: str = "select, insert, update, delete",
        login: str = "",
        staff: str = "true",
        portal: str = "",
        portal_adds: str = "",
    ) -> None:
        self.table = table
        self.house = house
        self.login = login
        self.staff = staff
        self.portal = portal
        self.portal_adds = portal_adds

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Rights leave the models as they are."""

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        """Switch row security on and make one policy a role."""
        schema_editor.execute(f'alter table "{self.table}" enable row level security', None)
        for role, rights, seen in (
            ("house", self.house, "true"),
            ("staff", self.house, self.staff),
            ("login", self.login, "true"),
        ):
            if rights:
                self._open(schema_editor, role, rights, seen, "true")
        if self.portal:
            self._open(schema_editor, "portal", "select", self.portal, None)
        if self.portal_adds:
            self._add(schema_editor)

    def _open(self, editor: Any, role: str, rights: str, using: str, check: str | None) -> None:
        name = role_name(role)
        what = "all" if check else "select"
        with_check = f" with check ({check})" if check else ""
        editor.execute(f'grant {rights} on "{self.table}" to "{name}"', None)
        editor.execute(
            f'create policy {role}_reads on "{self.table}" for {what} to "{name}"'
            f" using ({using}){with_check}",
            None,
        )

    def _add(self, editor: Any) -> None:
        name = role_name("portal")
        editor.execute(f'grant insert on "{self.table}" to "{name}"', None)
        editor.execute(
            f'create policy portal_adds on "{self.table}" for insert to "{name}"'
            f" with check ({self.portal_adds})",
            None,
        )

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        """Nothing to undo: the table goes with its policies."""

    def describe(self) -> str:
        """Say what the operation does."""
        return f"Rights and row-level security of {self.table}"


class HideFromStaff(Operation):
    """Show rows to a member of staff under a condition only: of a table that was made further down.

    A machine's row knows nothing of tickets; where a ticket owns it, the tickets' room says who
    may see it.
    """

    reduces_to_sql = True
    reversible = True

    def __init__(self, table: str, condition: str) -> None:
        self.table = table
        self.condition = condition

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Rights leave the models as they are."""

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        """Narrow the policy; what is written may be anything still."""
        schema_editor.execute(
            f'alter policy staff_reads on "{self.table}" using ({self.condition})', None
        )

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        """Show every row again."""
        schema_editor.execute(f'alter policy staff_reads on "{self.table}" using (true)', None)

    def describe(self) -> str:
        """Say what the operation does."""
        return f"What staff sees of {self.table}"


class GrantSequence(Operation):
    """Let house and staff draw numbers from a sequence."""

    reduces_to_sql = True
    reversible = True

    def __init__(self, sequence: str) -> None:
        self.sequence = sequence

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Rights leave the models as they are."""

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        """Grant the use of the sequence."""
        for kind in ("house", "staff"):
            schema_editor.execute(
                f'grant usage on sequence "{self.sequence}" to "{role_name(kind)}"', None
            )

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        """Nothing to undo: the sequence goes with its rights."""

    def describe(self) -> str:
        """Say what the operation does."""
        return f"Rights of {self.sequence}"
