"""Reads one file in a process of its own, with little memory, little time and nothing to write to.

The bytes come on the standard input, the text leaves on the standard output.
"""

from __future__ import annotations

import os
import resource
import sys

MEMORY = 768 * 1024 * 1024
SECONDS = 20


def bind_hands() -> None:
    """Take from this process what no reading needs."""
    os.nice(10)
    for kind, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (most, most))


def main() -> int:
    """Read the bytes and say their text; anything else is a failure."""
    bind_hands()
    content = sys.stdin.buffer.read()
    from permanence.ground.files.rules.papers import (  # noqa: PLC0415 -- only within the bounds
        read_paper,
    )

    text = read_paper(content)
    sys.stdout.buffer.write(text.encode("utf-8", "replace"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
