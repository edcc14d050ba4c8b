"""Logs: one line an event, `key=value` after a plain sentence, and never a password."""

from __future__ import annotations

import logging
import multiprocessing
import re
import sys
import time
from typing import Any

PASSWORD = re.compile(r"(?<=://)([^\s:/@]*):[^\s@]+@")


class LineFormatter(logging.Formatter):
    """Write a record on one line: instant, level, process, sentence, facts."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; an exception's trace is folded into it."""
        stamp = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
        parts = [
            f"{stamp}.{int(record.msecs):03d}Z {record.levelname.lower():7}",
            multiprocessing.current_process().name,
            record.getMessage(),
        ]
        facts: dict[str, Any] = getattr(record, "facts", {})
        parts += [f"{key}={_quote(value)}" for key, value in facts.items()]
        if record.exc_info:
            parts.append(f"trace={_quote(self.formatException(record.exc_info))}")
        line = " ".join(parts).replace("\n", "\\n")
        return PASSWORD.sub(r"\1:***@", line)


def _quote(value: Any) -> str:
    text = f"{value:.3f}" if isinstance(value, float) else str(value)
    if text and not re.search(r'[\s"=]', text):
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def start_logs(level: str) -> None:
    """Send all logs of this process and its children to standard error, one line an event."""
    writer = logging.StreamHandler(sys.stderr)
    writer.setFormatter(LineFormatter())
    logging.basicConfig(level=level.upper(), handlers=[writer], force=True)
    name_process("supervisor")


def name_process(name: str) -> None:
    """Give this process the name that its log lines carry."""
    multiprocessing.current_process().name = name
