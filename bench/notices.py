"""Written notices: an incident that touches thousands, from its declaration to the mail server."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bench.processes import Cost, Meter
from bench.sink import Sink, run_sink
from bench.stage import Stage, run_code
from bench.world import Connection

CUSTOMERS, CUSTOMERS_QUICK = 5_000, 300
PEOPLE = 3
TELLING_TICKETS = 500  # nobody is told of them; the database only has to be one that is at work
GOAL = 600.0
# Customers with a contract that gives them what fails; all others have one that spares them.
CUSTOMERS_OF: Final = """
insert into accounts_organisation (name, language, zone, region)
select 'Notified ' || n, (array['en','fr','de','it','es'])[1 + n %% 5],
    (array['Europe/London','America/Toronto','Europe/Berlin','Europe/Rome','Europe/Madrid'])
        [1 + n %% 5], ''
from generate_series(1, %s) n
"""
PEOPLE_OF: Final = """
insert into accounts_contact
    (organisation_id, name, email, language, phone, zone, region, is_technical)
select o.id, 'Person ' || p, 'person' || p || '@notified' || o.id || '.example', o.language,
    '', '', '', false
from accounts_organisation o, generate_series(1, %s) p where o.name like 'Notified %%'
"""
CONTRACTS: Final = """
with made as (
    insert into contracts_contract (organisation_id, desk_id, number)
    select o.id, d.id, 'N-' || o.id from accounts_organisation o, accounts_desk d
    where d.key = 'messaging' returning id, organisation_id, desk_id
), versions as (
    insert into contracts_contractversion (contract_id, organisation_id, number, document, digest,
        policy_version_id, effective_at, made_at, made_by, title, starts_on)
    select made.id, made.organisation_id, 1, '', repeat('0', 64),
        (select max(p.id) from policies_policyversion p where p.desk_id = made.desk_id),
        now() - interval '1 day', now() - interval '1 day', 'bench', 'Support', current_date - 1
    from made returning id, contract_id, organisation_id
)
insert into contracts_subscription
    (contract_id, version_id, organisation_id, desk_id, component_id, since)
select v.contract_id, v.id, v.organisation_id, c.desk_id, c.id, now() - interval '1 day'
from versions v
join accounts_organisation o on o.id = v.organisation_id
join catalogue_component c on c.key = any(
    case when o.name like 'Notified %' then array['inbound-fax', 'outbound-fax']
    else array['message-tracing'] end
)
join accounts_desk d on d.id = c.desk_id and d.key = 'messaging'
"""
TELL = """
import json
from time import monotonic
from permanence.ground.journal.rules import Actor
from permanence.ground.lib.clock import now
from permanence.ground.lib.db import house
from permanence.service.incidents.actions import declare_incident
from permanence.service.incidents.queries.notifying import waiting_notice
from permanence.service.incidents.rules import NewIncident
from permanence.service.notices.actions import approve_notice
from permanence.world.catalogue.models import Component

by, at = Actor("specialist:1", "Bench"), now()
began = monotonic()
with house():
    broken = Component.objects.get(key="fax-lines")
    incident = declare_incident(NewIncident(
        desk=broken.desk_id, kind="disruption", severity=2, title="Lines are down",
        components=[broken.pk], occurred_at=at, detected_at=at), at=at, by=by)
declared = monotonic()
with house():
    notice = waiting_notice(incident, "first")
    approve_notice(notice, seen=notice.revision, by=by, at=now())
print(json.dumps({"declared": declared - began, "released": monotonic() - declared}))
"""
STANDING: Final = """
select (select count(*) from notices_delivery), (select count(*) from notices_reach),
    (select count(*) from outbox_message where kind = 'incident-notice' and sent_at is not null),
    (select count(*) from incidents_incidentclock where key = 'notify' and met_at is null)
"""
INSTANTS: Final = """
select released_at, (select max(queued_at) from notices_delivery),
    (select max(sent_at) from notices_attempt), (select max(heard_at) from notices_reach)
from notices_notice
"""


@dataclass(frozen=True)
class Telling:
    """How long each stage took, in seconds; the last three from the release on."""

    customers: int
    mails: int
    taken: int
    drafting: float
    releasing: float
    queued: float
    sent: float
    heard: float
    cost: Cost

    @property
    def rate(self) -> float:
        """Mails a second, from the release to the answer of the server to the last of them."""
        return self.mails / self.sent

    @property
    def whole(self) -> float:
        """From the declaration until the clocks of the incident were met."""
        return self.drafting + self.releasing + self.heard

    def describe(self) -> str:
        """Say how long each stage took."""
        return (
            f"declared and drafted in {self.drafting:.1f} s; from the release: written and queued"
            f" {self.queued:.1f} s, taken by the server {self.sent:.1f} s ({self.rate:.0f}/s),"
            f" clocks met {self.heard:.1f} s; busy: {self.cost.describe()}"
        )


def measure_notices(stage: Stage, sink: Sink) -> Telling:
    """Declare an incident, let its notice out at once, and wait until nobody is left to be told."""
    meter = Meter(stage.group_processes())
    told = json.loads(run_code(TELL, stage.cluster, stage.installation.data))
    with stage.connect() as connection:
        mails, customers = wait_until_told(connection)
        cost = meter.read()
        instants: list[datetime] = list(connection.execute(INSTANTS).fetchone() or ())
    released, *later = instants
    queued, sent, heard = [(one - released).total_seconds() for one in later]
    return Telling(
        customers, mails, sink.taken, told["declared"], told["released"], queued, sent, heard, cost
    )


def wait_until_told(connection: Connection) -> tuple[int, int]:
    """Wait for the answer to the last mail and the verdict; return how many mails and customers."""
    until = time.monotonic() + GOAL
    while True:
        row = connection.execute(STANDING).fetchone()
        mails, customers, sent, owed = row or (0, 0, 0, 1)
        if mails and sent == mails and not owed:
            return int(mails), int(customers)
        if time.monotonic() > until:
            raise RuntimeError(f"{sent} of {mails} mails after {GOAL:.0f} s, {owed} clocks run")
        time.sleep(0.25)


def tell_customers(stage: Stage, *, customers: int, round_trip: float = 0.0) -> Telling:
    """Run an installation with a mail server that takes everything, add customers, and measure."""
    with run_sink(round_trip=round_trip) as sink:
        stage.installation.start(SMTP_URL=f"smtp://127.0.0.1:{sink.port}")
        with stage.connect() as connection:
            connection.execute(CUSTOMERS_OF, [customers])
            connection.execute(PEOPLE_OF, [PEOPLE])
            connection.execute(CONTRACTS)
            connection.execute("analyze")
        return measure_notices(stage, sink)
