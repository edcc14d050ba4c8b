"""What `permanence up` was told, by the command line or the environment."""

from __future__ import annotations

import argparse
import os
import socket
from dataclasses import dataclass
from pathlib import Path

from permanence.runtime.places import StartError, find_data

LOWEST_FREE_PORT = Path("/proc/sys/net/ipv4/ip_unprivileged_port_start")


@dataclass(frozen=True)
class Setup:
    """The choices of one installation."""

    data: Path
    host: str
    port: int
    smtp_host: str
    smtp_port: int
    workers: int
    webs: int
    demo: bool
    demo_requests: bool
    external: bool  # the database is somebody else's server

    @property
    def url(self) -> str:
        """The address that a person on this machine types."""
        local = self.host in {"0.0.0.0", "127.0.0.1", "::", ""}  # noqa: S104 -- only compared
        shown = "localhost" if local else self.host
        return f"http://{shown}:{self.port}"

    @property
    def processes(self) -> list[str]:
        """The names of the processes that must beat."""
        webs = [f"web-{number + 1}" for number in range(self.webs)]
        workers = [f"worker-{number + 1}" for number in range(self.workers)]
        return [*webs, *workers, "watch", "mail"]

    def export(self, *, database: str | None, owner: str | None) -> None:
        """Tell the settings and all children through the environment."""
        told = {
            "DJANGO_SETTINGS_MODULE": "permanence.config.settings",
            "PERMANENCE_DATA": str(self.data),
            "PERMANENCE_SUPERVISED": str(os.getpid()),
            "PERMANENCE_HOST": self.host,
            "PERMANENCE_PORT": str(self.port),
            "PERMANENCE_SMTP_HOST": self.smtp_host,
            "PERMANENCE_SMTP_PORT": str(self.smtp_port),
        }
        told |= {"DATABASE_URL": database} if database else {}
        told |= {"DATABASE_OWNER_URL": owner} if owner else {}
        os.environ.update(told)
        os.environ.setdefault("PERMANENCE_URL", self.url)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what `up` understands; each also as an environment variable."""
    told = os.environ.get
    parser.add_argument("--data", default=told("PERMANENCE_DATA"), help="the data folder")
    parser.add_argument(
        "--host", default=told("PERMANENCE_HOST", "127.0.0.1"), help="where pages are served"
    )
    parser.add_argument("--port", type=int, default=told("PERMANENCE_PORT", "8000"))
    parser.add_argument(
        "--smtp-host", default=told("PERMANENCE_SMTP_HOST"), help="where mail is taken; as --host"
    )
    parser.add_argument("--smtp-port", type=int, default=told("PERMANENCE_SMTP_PORT", "2525"))
    parser.add_argument("--workers", type=int, default=told("PERMANENCE_WORKERS", "2"))
    parser.add_argument(
        "--webs", type=int, default=told("PERMANENCE_WEBS", "1"), help="web processes"
    )
    parser.add_argument(
        "--demo",
        action=argparse.BooleanOptionalAction,
        default=is_yes(told("PERMANENCE_DEMO", "no")),
        help="invented customers to try with",
    )
    parser.add_argument(
        "--demo-requests",
        action=argparse.BooleanOptionalAction,
        default=is_yes(told("PERMANENCE_DEMO_REQUESTS", "yes")),
        help="with the demo: their requests and incidents, too",
    )


def is_yes(text: str) -> bool:
    """Say whether a variable of the environment says yes."""
    return text.lower() in {"yes", "1", "true", "on"}


def read_setup(told: argparse.Namespace) -> Setup:
    """Return the choices, or refuse what cannot be."""
    if told.workers < 1 or told.webs < 1:
        raise StartError("At least one worker and one web process are needed.")
    return Setup(
        data=find_data(told.data),
        host=told.host,
        port=told.port,
        smtp_host=told.smtp_host or told.host,
        smtp_port=told.smtp_port,
        workers=told.workers,
        webs=told.webs,
        demo=told.demo,
        demo_requests=told.demo_requests,
        external="DATABASE_URL" in os.environ,
    )


def check_ports(setup: Setup, *, privileged: bool) -> None:
    """Refuse ports that are taken, or that the user we become may not open."""
    lowest = int(LOWEST_FREE_PORT.read_text(encoding="ascii")) if LOWEST_FREE_PORT.exists() else 0
    for host, port, option in (
        (setup.host, setup.port, "--port"),
        (setup.smtp_host, setup.smtp_port, "--smtp-port"),
    ):
        if port < lowest and not privileged:
            raise StartError(
                f"Port {port} is only for root here. Choose one from {lowest} with {option} "
                f"and let a proxy or the firewall pass {port} on to it."
            )
        _check_port(host, port, option)


def _check_port(host: str, port: int, option: str) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise StartError(
                f"Port {port} on {host} cannot be used ({error.strerror}); "
                f"choose another with {option}."
            ) from error
