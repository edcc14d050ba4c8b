"""Bringing a database up to this version: roles, tables, policies, and the demo when asked."""

from __future__ import annotations

import logging
import os
import time
from contextlib import closing

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connections

from permanence.ground.lib.roles import create_roles

log = logging.getLogger(__name__)

MIGRATION_LOCK = 7_061_503


def bring_up_to_date() -> None:
    """Create the roles and migrate, one node at a time; the others wait and find it done."""
    began = time.monotonic()
    alias = "owner" if "owner" in settings.DATABASES else "default"
    with closing(_connect_owner()) as holder:
        holder.execute("select pg_advisory_lock(%s)", [MIGRATION_LOCK])
        with holder.transaction(), holder.cursor() as cursor:
            create_roles(cursor, password=settings.DATABASES["default"]["PASSWORD"] or None)
        call_command("migrate", database=alias, verbosity=0, interactive=False)
    connections.close_all()
    log.info("database up to date", extra={"facts": {"seconds": time.monotonic() - began}})


def _connect_owner() -> psycopg.Connection[tuple[object, ...]]:
    address = os.environ.get("DATABASE_OWNER_URL") or os.environ["DATABASE_URL"]
    return psycopg.connect(address, autocommit=True, application_name="permanence migrate")


def prepare_database(*, demo: bool) -> None:
    """Bring the database up to date and load what a first start needs."""
    bring_up_to_date()
