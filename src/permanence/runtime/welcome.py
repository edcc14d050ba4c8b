"""What is printed when an installation is open: where it is, and how to send it a first mail."""

from __future__ import annotations

from permanence.runtime.demo import read_log_ins
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
DEMO = """
  Log-ins of the demo

    {log_ins}

  Send a first mail

    swaks --server {smtp_host}:{smtp_port} --from ada@harbourline.example \\
      --to support@messaging.example.com --h-Subject 'Faxes do not arrive' \\
      --body 'Since this morning our faxes do not arrive.'

    curl --url smtp://{smtp_host}:{smtp_port} --mail-from chloe@canal-vert.example \\
      --mail-rcpt soutien@content.example.com -T - <<'MAIL'
    From: chloe@canal-vert.example
    To: soutien@content.example.com
    Subject: Le contenu ne s'affiche pas

    Bonjour, la page d'accueil reste vide depuis hier.
    MAIL
"""


def print_welcome(setup: Setup) -> None:
    """Print the addresses and, with the demo, its log-ins and ready commands."""
    log_ins = read_log_ins(setup.data)
    demo = DEMO.format(
        log_ins="\n    ".join(log_ins), smtp_host=setup.smtp_host, smtp_port=setup.smtp_port
    )
    text = TEXT.format(
        url=setup.url,
        smtp_host=setup.smtp_host,
        smtp_port=setup.smtp_port,
        data=setup.data,
        demo=demo if log_ins else "",
    )
    print(text, flush=True)
