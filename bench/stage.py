"""A stage to measure on: a real installation over a database of a given size."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import psycopg

from bench.drafts import OPEN_SHARE
from bench.generate import Loaded, load_tickets, sweep_tables
from bench.world import Connection, World, settle_world
from permanence.ground.lib.clock import now
from permanence.runtime.binaries import read_version
from permanence.runtime.cluster import Cluster
from permanence.runtime.kernel import processes_in
from permanence.runtime.places import Places
from permanence.runtime.unix_user import check_entry, choose_user
from tests.installation import BYTECODE, Installation

ROOT = Path(__file__).resolve().parent.parent
EMAIL, PASSWORD = "bench@desk.example", "figures-not-feelings"
# Only while rows are loaded; everything is measured with the product's own settings.
LOADING = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",
    "shared_buffers": "512MB",
    "max_wal_size": "2GB",
    "max_parallel_maintenance_workers": "2",
}
# So many entries hold all the words that there are.
WORDS_OF = 20_000
COMMAND_PATIENCE = 120
SIGN_ADMINISTRATOR = """
from django.db.models import Count
from permanence.ground.lib.db import house
from permanence.service.tickets.models import Ticket
from permanence.world.accounts.actions import sign_contact
from permanence.world.accounts.models import Contact
with house():
    asked = Ticket.objects.values_list("organisation").annotate(many=Count("pk"))
    organisation = asked.order_by("-many").first()[0]
    contact = Contact.objects.filter(organisation=organisation).order_by("pk").first()
    Contact.objects.filter(pk=contact.pk).update(is_administrator=True)
    print(sign_contact(contact.pk))
"""


@dataclass
class Stage:
    """An installation with its loaded database."""

    installation: Installation
    loaded: Loaded
    world: World
    words: str
    version: str

    @property
    def url(self) -> str:
        """The address of the database for its owner."""
        return self.cluster.url()

    @property
    def cluster(self) -> Cluster:
        return Cluster(Places(self.installation.data).database, user=choose_user())

    def sign_administrator(self) -> str:
        """Return the token of a link by which a customer who asked much sees all of it."""
        return run_code(SIGN_ADMINISTRATOR, self.cluster, self.installation.data).strip()

    def connect(self) -> Connection:
        """Return a connection as the owner."""
        return psycopg.connect(self.url, autocommit=True)

    def group_processes(self) -> dict[str, list[int]]:
        """Return the running processes by kind: web, worker, watch, mail, parent, database."""
        found: dict[str, list[int]] = {}
        if self.installation.process:
            found["parent"] = [self.installation.process.pid]
        for pid in processes_in(self.installation.data / "run"):
            found.setdefault(read_kind(pid), []).append(pid)
        found["database"] = list(processes_in(self.cluster.files))
        return found


def read_kind(pid: int) -> str:
    """Return the kind of a process: the name of the child in whose session it is."""
    try:
        leader = os.getsid(pid)
        name = Path(f"/proc/{leader}/comm").read_text(encoding="utf-8").strip()
    except OSError:
        return "gone"
    return name.split("-")[0]


def build_stage(tickets: int, *, open_share: float = OPEN_SHARE) -> Stage:
    """Make an installation with so many tickets, a share of them open; it does not run yet."""
    installation = Installation()
    try:
        return fill_installation(installation, tickets, open_share=open_share)
    except BaseException:
        installation.remove()
        raise


def fill_installation(installation: Installation, tickets: int, *, open_share: float) -> Stage:
    """Load tickets and what they are about into a new installation."""
    people = min(20_000, max(500, tickets // 25))
    places = Places(installation.data)
    places.make()
    cluster = Cluster(places.database, user=choose_user(), settings=LOADING)
    if cluster.user:
        places.open_to_pass()
        check_entry(cluster.user, places.data)
    cluster.prepare()
    cluster.start()
    try:
        cluster.wait_ready(patience=60)
        cluster.create_database()
        prepare_database(cluster, installation.data)
        at = now()
        world = fill_database(cluster, people=people, at=at)
        words = read_index_statement(installation.data, cluster)
        loaded = load_tickets(
            cluster.url(), world, tickets=tickets, words=words, open_share=open_share
        )
        gather_words(cluster, installation.data)
        sweep_tables(cluster.url())
    finally:
        cluster.stop()
    compile_modules()
    os.sync()
    return Stage(installation, loaded, world, words, read_version(cluster.tree))


def compile_modules() -> None:
    """Compile the product's modules, as they are where it is installed."""
    command = [sys.executable, "-m", "compileall", "-q", str(ROOT / "src")]
    told = os.environ | {"PYTHONPYCACHEPREFIX": str(BYTECODE)}
    subprocess.run(command, env=told, check=True, timeout=COMMAND_PATIENCE)


def fill_database(cluster: Cluster, *, people: int, at: datetime) -> World:
    """Add the people whom the tickets are about."""
    with psycopg.connect(cluster.url(), autocommit=True) as connection:
        # Tells afterwards when each transaction was committed, not only when it began.
        connection.execute("alter system set track_commit_timestamp = on")
        # The policies took effect before there was any ticket: none has to be promised anew.
        connection.execute("update clocks_mark set settled_at = due_at where settled_at is null")
        with connection.transaction():
            return settle_world(connection, people=people, at=at)


def prepare_database(cluster: Cluster, data: Path) -> None:
    """Bring the database up with the product's own commands."""
    policies = sorted(str(path) for path in (ROOT / "policies").glob("*.toml"))
    run_command(["migrate"], cluster, data)
    run_command(["policy", "load", *policies], cluster, data)
    run_command(["user", "add", EMAIL, "--name", "Bench"], cluster, data, told=PASSWORD + "\n")


def run_command(arguments: list[str], cluster: Cluster, data: Path, *, told: str = "") -> None:
    """Run a `permanence` command on the database."""
    environment = os.environ | describe_database(cluster, data)
    done = subprocess.run(
        [sys.executable, "-m", "permanence.runtime.command", *arguments],
        input=told,
        env=environment,
        capture_output=True,
        text=True,
        timeout=COMMAND_PATIENCE,
    )
    if done.returncode:
        raise RuntimeError(f"permanence {arguments[0]}: {done.stderr.strip()[-500:]}")


def describe_database(cluster: Cluster, data: Path) -> dict[str, str]:
    """Return the environment by which a process finds the database."""
    return {
        "PERMANENCE_DATA": str(data),
        "DATABASE_URL": cluster.url(user="permanence_login"),
        "DATABASE_OWNER_URL": cluster.url(),
        "DJANGO_SETTINGS_MODULE": "permanence.config.settings",
    }


def read_index_statement(data: Path, cluster: Cluster) -> str:
    """Return the statement by which the product makes entries findable."""
    return run_code(
        "from permanence.service.tickets.actions import indexing; print(indexing.INDEX_WORDS)",
        cluster,
        data,
    )


def gather_words(cluster: Cluster, data: Path) -> None:
    """Note the words of the newest entries, as workers have done in a house that is at work.

    Pages are measured beside workers that rest. A million tickets have no more words than the
    newest entries hold: the texts are drawn from one stock.
    """
    run_code(
        "from permanence.ground.lib.clock import now;"
        "from permanence.ground.lib.db import house;"
        "from permanence.overview.worklists.actions import gather_words;"
        "from permanence.overview.worklists.models import Gathering;"
        "from permanence.service.tickets.models import Entry\n"
        "with house():\n"
        "    last = Entry.objects.order_by('-pk').values_list('pk', flat=True).first()\n"
        f"    Gathering.objects.create(pk=1, entry=max(0, last - {WORDS_OF}))\n"
        "    while gather_words(at=now()): pass",
        cluster,
        data,
    )


def run_code(code: str, cluster: Cluster, data: Path) -> str:
    """Run a few lines within the product, and return what they print."""
    return subprocess.run(
        [sys.executable, "-c", f"import django; django.setup()\n{code}"],
        env=os.environ | describe_database(cluster, data),
        capture_output=True,
        text=True,
        check=True,
        timeout=COMMAND_PATIENCE,
    ).stdout
