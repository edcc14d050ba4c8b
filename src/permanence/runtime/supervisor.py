"""`permanence up`: the one parent of the database, web, worker, watch and mail processes."""

from __future__ import annotations

import argparse
import gc
import logging
import os
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from importlib import import_module

import django

from permanence.runtime.beats import Beat, forget_beat, forget_expected, name_expected, read_states
from permanence.runtime.children import Child, fork_process, stop_children
from permanence.runtime.cluster import Cluster
from permanence.runtime.kernel import adopt_orphans, clear_folder
from permanence.runtime.logs import start_logs
from permanence.runtime.places import Places, StartError
from permanence.runtime.setup import Setup, check_ports, read_setup
from permanence.runtime.unix_user import (
    UnixUser,
    can_read_program,
    check_entry,
    choose_user,
    hand_over,
)

log = logging.getLogger(__name__)

TICK = 0.1
PATIENCE = 6.0  # seconds that the processes of one stage get to end
LEFTOVER_STEPS = ((signal.SIGTERM, 3.0), (signal.SIGKILL, 3.0))
# What each child process does: `module:function`, called with its heartbeat. Found by name, so
# that the parent loads all of it once, after the settings are told, and the children share it.
WORK = {
    "web": "permanence.runtime.web:run_web",
    "worker": "permanence.runtime.worker:run_worker",
    "watch": "permanence.runtime.watch:run_watch",
    "mail": "permanence.runtime.mail:run_mail",
}


def run_up(told: argparse.Namespace) -> int:
    """Run an installation until it is asked to end; return the exit status."""
    os.umask(0o077)
    setup = read_setup(told)
    start_logs(os.environ.get("PERMANENCE_LOG", "INFO"))
    places = Places(setup.data)
    with places.lock() as lock:
        places.make()
        supervisor = Supervisor(setup, places, lock_number=lock.fileno())
        return supervisor.run()


class Supervisor:
    """Starts everything in order, keeps it running, ends everything in order."""

    def __init__(self, setup: Setup, places: Places, *, lock_number: int) -> None:
        self.setup = setup
        self.places = places
        self.lock_number = lock_number
        self.stopping = False
        self.cluster: Cluster | None = None
        self.children: list[Child] = []
        self.database_due = 0.0
        self.database_deaths = 0

    def run(self) -> int:
        """Start, tend and stop; whatever happens, nothing is left running."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            if signal.getsignal(number) != signal.SIG_IGN:  # as `nohup` leaves it
                signal.signal(number, self._note_stop)
        adopt_orphans()
        began = time.monotonic()
        try:
            self._clear_leftovers()
            self._settle_in()
            self._start_database()
            self._load_product()
            self._prepare_database()
            self._start_children()
            self._wait_until_ready(began)
            while not self.stopping:
                self._tend()
                time.sleep(TICK)
        except StartError as reason:
            if not self.stopping:
                raise
            log.info("stopped while starting", extra={"facts": {"at": reason}})
        finally:
            self._stop()
        return 0

    def _note_stop(self, *_: object) -> None:
        self.stopping = True

    def _clear_leftovers(self) -> None:
        forget_expected(self.places.run)
        if ended := clear_folder(self.places.run, steps=LEFTOVER_STEPS):
            log.warning(
                "an earlier run had not ended; its processes were stopped",
                extra={"facts": {"processes": ended}},
            )
        for name in os.listdir(self.places.beats):
            forget_beat(self.places.beats, name)

    def _settle_in(self) -> None:
        """Prepare folders and ports; as root, become an unprivileged user where that works."""
        user = choose_user()
        drops = user is not None and can_read_program(user)
        if not self.setup.external:
            self._prepare_cluster(user)
        check_ports(self.setup, privileged=user is not None and not drops)
        if user and drops:
            self._become(user)
        elif user:
            what = "nothing" if self.setup.external else "only the database"
            log.warning(
                "runs as root: the unprivileged user cannot read the installed program",
                extra={"facts": {"unprivileged": what, "user": user.name, "program": sys.prefix}},
            )

    def _become(self, user: UnixUser) -> None:
        self.places.data.chmod(0o700)
        hand_over(self.places.data, user)
        user.become()
        if self.cluster:
            self.cluster.user = None
        log.info("left root", extra={"facts": {"user": user.name}})

    def _prepare_cluster(self, user: UnixUser | None) -> None:
        if user:
            self.places.open_to_pass()
            check_entry(user, self.places.data)
        self.cluster = Cluster(self.places.database, user=user)
        self.cluster.prepare()

    def _start_database(self) -> None:
        if self.cluster is None:
            self.setup.export(database=None, owner=None)
            return
        began = time.monotonic()
        if ended := self.cluster.clear_leftovers():
            log.warning(
                "an earlier database server had not ended", extra={"facts": {"processes": ended}}
            )
        self.cluster.start()
        self.cluster.wait_ready(stopped=lambda: self.stopping)
        self._leave_when_stopped()
        self.cluster.create_database()
        self.setup.export(
            database=self.cluster.url(user="permanence_login"), owner=self.cluster.url()
        )
        log.info("database ready", extra={"facts": {"seconds": time.monotonic() - began}})

    def _load_product(self) -> None:
        """Load everything once; the children are forked from here and share the memory."""
        django.setup()
        for path in WORK.values():
            import_module(path.partition(":")[0])
        for shared in ("permanence.config.wsgi", "permanence.config.urls"):
            import_module(shared)
        import_module("permanence.runtime.schema").read_shipped_policies()

    def _prepare_database(self) -> None:
        schema = import_module("permanence.runtime.schema")
        prepare = partial(
            schema.prepare_database, demo=self.setup.demo, requests=self.setup.demo_requests
        )
        self._run_once("prepare", prepare)

    def _run_once(self, name: str, work: Callable[[], None]) -> None:
        """Do something in a process of its own, so that the parent keeps no connection."""
        pid = fork_process(name, partial(self._without_lock, work), places=self.places)
        while True:
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended:
                break
            if self.stopping:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGTERM)
            time.sleep(0.02)
        self._leave_when_stopped()
        if status:
            raise StartError("The database could not be prepared; the lines above say why.")

    def _without_lock(self, work: Callable[[], None]) -> None:
        # A lock lives as long as anybody holds its file; only the parent shall.
        os.close(self.lock_number)
        work()

    def _leave_when_stopped(self) -> None:
        if self.stopping:
            raise StartError("asked to end")

    def _start_children(self) -> None:
        names = self.setup.processes
        name_expected(self.places.run, names)
        # What is loaded now is shared by all children as long as nobody's collector touches it.
        gc.collect()
        gc.freeze()
        gc.set_threshold(20_000, 20, 50)  # lists of rows come and go; they are no cycles
        for name in names:
            module, _, function = WORK[name.split("-")[0]].partition(":")
            work: Callable[[Beat], None] = getattr(import_module(module), function)
            child = Child(name, partial(self._work_in_child, work), self.places)
            self.children.append(child)
            child.start()

    def _work_in_child(self, work: Callable[[Beat], None], beat: Beat) -> None:
        self._without_lock(partial(work, beat))

    def _wait_until_ready(self, began: float) -> None:
        while not self.stopping:
            self._tend()
            if all(state == "ok" for state in read_states(self.places.run).values()):
                log.info(
                    "ready",
                    extra={"facts": {"seconds": time.monotonic() - began, "url": self.setup.url}},
                )
                import_module("permanence.runtime.welcome").print_welcome(self.setup)
                return
            time.sleep(TICK / 2)

    def _tend(self) -> None:
        for child in self.children:
            child.check()
        self._tend_database()
        self._reap_adopted()

    def _tend_database(self) -> None:
        if self.cluster is None:
            return
        if self.cluster.server and self.cluster.server.poll() is not None:
            log.error("database ended", extra={"facts": {"code": self.cluster.server.returncode}})
            self.cluster.server = None
            self.database_due = time.monotonic() + min(0.1 * 2**self.database_deaths, 30.0)
            self.database_deaths = min(self.database_deaths + 1, 10)
        if self.cluster.server is None and time.monotonic() >= self.database_due:
            self.cluster.start()
            log.info(
                "database started again",
                extra={"facts": {"pid": self.cluster.server and self.cluster.server.pid}},
            )

    def _reap_adopted(self) -> None:
        """Reap grandchildren left to us; our own children are reaped by those who wait for them."""
        own = {child.pid for child in self.children}
        if self.cluster and self.cluster.server:
            own.add(self.cluster.server.pid)
        with suppress(ChildProcessError):
            while (
                found := os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
            ) is not None:
                if found.si_pid in own:
                    return
                os.waitpid(found.si_pid, os.WNOHANG)

    def _stop(self) -> None:
        began = time.monotonic()
        forget_expected(self.places.run)
        doors = [child for child in self.children if child.name.split("-")[0] in {"web", "mail"}]
        stop_children(doors, patience=PATIENCE)
        stop_children([child for child in self.children if child not in doors], patience=PATIENCE)
        clear_folder(self.places.run, steps=((signal.SIGKILL, 3.0),))
        if self.cluster and self.cluster.server:
            self.cluster.stop()
        log.info("stopped", extra={"facts": {"seconds": time.monotonic() - began}})
