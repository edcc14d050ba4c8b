"""Reaching the database of an installation from a command, whether the installation runs or not."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django

from permanence.runtime.cluster import Cluster
from permanence.runtime.logs import start_logs
from permanence.runtime.places import Places
from permanence.runtime.unix_user import check_entry, choose_user

LOGIN = "permanence_login"


@contextmanager
def reach_database(data: Path) -> Iterator[None]:
    """Make Django ready to work on the database of `data` while the block runs.

    An embedded database that is not running is started, migrated and stopped again.
    """
    os.umask(0o077)
    os.environ["DJANGO_SETTINGS_MODULE"] = "permanence.config.settings"
    os.environ["PERMANENCE_DATA"] = str(data)
    os.environ.setdefault("PERMANENCE_POOL", "no")
    start_logs("WARNING")
    if "DATABASE_URL" in os.environ:
        django.setup()
        yield
        return
    cluster = Cluster(Places(data).database, user=choose_user())
    runs = cluster.find_server() is not None
    os.environ["DATABASE_URL"] = cluster.url(user=LOGIN)
    os.environ["DATABASE_OWNER_URL"] = cluster.url()
    if runs:
        django.setup()
        yield
        return
    with _run_server(cluster, Places(data)):
        yield


@contextmanager
def _run_server(cluster: Cluster, places: Places) -> Iterator[None]:
    with places.lock():
        places.make()
        if cluster.user:
            places.open_to_pass()
            check_entry(cluster.user, places.data)
        cluster.prepare()
        cluster.start()
        try:
            cluster.wait_ready()
            cluster.create_database()
            django.setup()
            from permanence.runtime.schema import (  # noqa: PLC0415 -- models need django.setup
                bring_up_to_date,
            )

            bring_up_to_date()
            yield
        finally:
            cluster.stop()
