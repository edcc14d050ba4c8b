"""Bringing a database up to this version: roles, tables, policies, and the demo when asked."""

from __future__ import annotations

import logging
import os
import time
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connections

from permanence.ground.lib.clock import now
from permanence.ground.lib.db import house
from permanence.ground.lib.roles import create_roles
from permanence.promises.policies.actions import load_policy
from permanence.promises.policies.models import PolicyVersion
from permanence.promises.policies.rules import read_policy
from permanence.runtime.demo import load_demo
from permanence.runtime.places import StartError, find_shipped

log = logging.getLogger(__name__)

Connection = psycopg.Connection[tuple[Any, ...]]

MIGRATION_LOCK = 7_061_503
# What lies behind the demo when it begins: its desks kept their promises by then already.
DEMO_STANDS = timedelta(days=60)
PASSES_OVER = """
select current_user, rolsuper or rolbypassrls or exists (
    select from pg_class
    where relname = 'django_migrations' and pg_has_role(current_user, relowner, 'usage')
)
from pg_roles where rolname = current_user
"""


def bring_up_to_date() -> None:
    """Create the roles and migrate, one node at a time; the others wait and find it done."""
    began = time.monotonic()
    if "DATABASE_OWNER_URL" in os.environ:
        with closing(_connect("DATABASE_OWNER_URL")) as owner:
            owner.execute("select pg_advisory_lock(%s)", [MIGRATION_LOCK])
            if not find_migrations() <= read_applied(owner):
                _migrate(owner)
                facts = {"seconds": time.monotonic() - began}
                log.info("database up to date", extra={"facts": facts})
        connections.close_all()
    check_log_in()


def _migrate(owner: Connection) -> None:
    with owner.transaction(), owner.cursor() as cursor:
        create_roles(cursor, password=settings.DATABASES["default"]["PASSWORD"] or None)
    call_command("migrate", database="owner", verbosity=0, interactive=False)


def check_log_in() -> None:
    """Refuse a log-in role that row-level security does not hold for."""
    with closing(_connect("DATABASE_URL")) as connection:
        found = connection.execute(PASSES_OVER).fetchone()
    if found and found[1]:
        raise StartError(
            f"DATABASE_URL connects as {found[0]}, which may see every row: row-level security "
            f"would not hold. Name {settings.ROLE_PREFIX}_login there, and the owner in "
            "DATABASE_OWNER_URL."
        )


def find_migrations() -> set[tuple[str, str]]:
    """Return all migrations of this version, by name alone: loading them takes half a second."""
    folders = [(app.label, Path(app.path) / "migrations") for app in apps.get_app_configs()]
    return {
        (label, file.stem)
        for label, folder in folders
        for file in folder.glob("*.py")
        if file.name[0] not in "_~"
    }


def read_applied(connection: Connection) -> set[tuple[str, str]]:
    """Return the migrations that a database has seen."""
    try:
        rows = connection.execute("select app, name from django_migrations").fetchall()
    except psycopg.errors.UndefinedTable:
        return set()
    return {(str(app), str(name)) for app, name in rows}


def _connect(variable: str) -> Connection:
    name = "permanence migrate"
    return psycopg.connect(os.environ[variable], autocommit=True, application_name=name)


def prepare_database(*, demo: bool, requests: bool = True) -> None:
    """Bring the database up to date and load what a first start needs."""
    bring_up_to_date()
    load_first_content(demo=demo, requests=requests)


def load_first_content(*, demo: bool, requests: bool = True) -> None:
    """Load the shipped policies into an installation that has none, and the demo when asked.

    Without `requests` the demo is customers and staff alone. Its desks have kept their promises for
    a while when it begins.
    """
    with house():
        at = now()
        if not PolicyVersion.objects.exists():
            since = at - DEMO_STANDS if demo else at
            for path in find_shipped_policies():
                text = path.read_text(encoding="utf-8")
                load_policy(text, file=path.name, at=at, effective_at=since)
                log.info("policy loaded", extra={"facts": {"file": path.name}})
        if demo:
            load_demo(data=settings.DATA, at=at, requests=requests)


def read_shipped_policies() -> None:
    """Read the documents for what that loads, holidays above all: 16 MB that children share."""
    for path in find_shipped_policies():
        read_policy(path.read_text(encoding="utf-8"), file=path.name)


def find_shipped_policies() -> list[Path]:
    """Return the documents that the product ships, in the order of their desks."""
    return find_shipped("policies")
