"""What is printed when an installation is open: where it is, and how to send it a first mail."""

from __future__ import annotations

from permanence.runtime.setup import Setup

TEXT = """
  Permanence is open.

  Desk     {url}/desk/
  Portal   {url}/
  Mail     smtp://{smtp_host}:{smtp_port}
  Health   {url}/healthz
  Data     {data}
{demo}
  Stop with Ctrl-C.
"""


def print_welcome(setup: Setup) -> None:
    """Print the addresses and, with the demo, its log-ins and ready commands."""
    text = TEXT.format(
        url=setup.url,
        smtp_host=setup.smtp_host,
        smtp_port=setup.smtp_port,
        data=setup.data,
        demo="",
    )
    print(text, flush=True)
