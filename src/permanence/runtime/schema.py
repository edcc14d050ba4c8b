"""Bringing a database up to this version: roles, tables, policies, and the demo when asked."""

from __future__ import annotations

import logging
import os
import time
from contextlib import closing
from pathlib import Path

import psycopg
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connections

import permanence
from permanence.ground.lib.clock import now
from permanence.ground.lib.db import house
from permanence.ground.lib.roles import create_roles
from permanence.promises.policies.actions import load_policy
from permanence.promises.policies.models import PolicyVersion
from permanence.runtime import demo as demo_world
from permanence.runtime.demo import load_demo

log = logging.getLogger(__name__)

MIGRATION_LOCK = 7_061_503


def bring_up_to_date() -> None:
    """Create the roles and migrate, one node at a time; the others wait and find it done."""
    began = time.monotonic()
    alias = "owner" if "owner" in settings.DATABASES else "default"
    with closing(_connect_owner()) as holder:
        holder.execute("select pg_advisory_lock(%s)", [MIGRATION_LOCK])
        if find_migrations() <= read_applied(holder):
            return
        with holder.transaction(), holder.cursor() as cursor:
            create_roles(cursor, password=settings.DATABASES["default"]["PASSWORD"] or None)
        call_command("migrate", database=alias, verbosity=0, interactive=False)
    connections.close_all()
    log.info("database up to date", extra={"facts": {"seconds": time.monotonic() - began}})


def find_migrations() -> set[tuple[str, str]]:
    """Return all migrations of this version, by name alone: loading them takes half a second."""
    folders = [(app.label, Path(app.path) / "migrations") for app in apps.get_app_configs()]
    return {
        (label, file.stem)
        for label, folder in folders
        for file in folder.glob("*.py")
        if file.name[0] not in "_~"
    }


def read_applied(connection: psycopg.Connection[tuple[object, ...]]) -> set[tuple[str, str]]:
    """Return the migrations that a database has seen."""
    try:
        rows = connection.execute("select app, name from django_migrations").fetchall()
    except psycopg.errors.UndefinedTable:
        return set()
    return {(str(app), str(name)) for app, name in rows}


def _connect_owner() -> psycopg.Connection[tuple[object, ...]]:
    address = os.environ.get("DATABASE_OWNER_URL") or os.environ["DATABASE_URL"]
    return psycopg.connect(address, autocommit=True, application_name="permanence migrate")


def prepare_database(*, demo: bool) -> None:
    """Bring the database up to date and load what a first start needs."""
    bring_up_to_date()
    load_first_content(demo=demo)


def load_first_content(*, demo: bool) -> None:
    """Load the shipped policies into an installation that has none, and the demo when asked."""
    with house():
        if not PolicyVersion.objects.exists():
            for path in find_shipped_policies():
                load_policy(path.read_text(encoding="utf-8"), file=path.name, at=now())
                log.info("policy loaded", extra={"facts": {"file": path.name}})
        if demo:
            demo_world.load_demo(data=settings.DATA, at=now())
        if demo:
            load_demo(data=settings.DATA, at=now())


def find_shipped_policies() -> list[Path]:
    """Return the documents that the product ships, in the order of their desks."""
    package = Path(permanence.__path__[0])
    for folder in (package / "policies", package.parent.parent / "policies"):
        if found := sorted(folder.glob("*.toml")):
            return found
    return []
