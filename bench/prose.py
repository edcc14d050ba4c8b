"""The words of the page of figures, around the figures."""

PAGE = """# Performance

These figures were measured by `make bench` on {date}, which writes this page. They were made on
the machine below, with the embedded PostgreSQL as it is shipped (`fsync` and `synchronous_commit`
on) and with the load generator on the same processors. Run it on your own machine: rates follow
the processors and, where a disk syncs slowly, the disk.

## The machine

- {cores} × {processor}, {memory:.0f} GiB of memory, {system}
- the disk keeps {syncs:,.0f} writes of 8 KiB a second for good, one after the other
- {versions}

## Goals and what was reached

{goals}

## Pages

One reader with a log-in, one kept connection, warm; milliseconds until the last byte, p50 / p95.

{sizes}

{pages}

## Every other page

One page of each kind that the desk has: whatever the rail leads to, what that leads to, and so on,
and each drawer beside a ticket of twenty entries; and so on the portal, for the administrator of a
customer. With the most tickets; milliseconds, p50 / p95 of forty loads, the slowest first. N stands
for a number, … for what is asked for; files are left out.

{places}

## What it costs

{costs}

## How it is measured

- **Data**: tickets in five languages with two entries each (twenty of them with twenty), a tenth of
  them open, with the clauses and clocks that the shipped policies promise. A word is rare when
  sixty tickets hold it whatever the size, common when about half of them do.
- **Accepted mail**: {connections} connections to the real listener, mails of 2.7 to 29 KB (60 %
  plain text, 25 % with HTML too, 15 % with a file, half in French); 250 comes after the commit.
  Meanwhile the workers stand still.
- **Mail to ticket**: then the workers go on, until no letter waits: ticket, clauses, clocks,
  journal, words for the search and confirmation. Confirmations are delivered into the folder of
  outgoing mail at the same time.
- **Watch**: marks fall due evenly over a minute, and a thousand of them in one second: a third
  warnings, a third climbs, a third limits. Late is counted until the commit of what the watch did.
- **Deadlines**: due instants on one core, from starts spread over two years, on the hours of an
  office with a lunch break, the holidays of Quebec and the clock of Toronto; nothing of the
  calendar is known at the first of them.
- **Open clocks**: tickets that are all open, and four watches on their database: that of the
  installation and three more. They rest for a minute; then, a few times, the limits of a thousand
  tickets fall due at one instant: a verdict, an act, a climb and a mail for each. Counted is when
  the last of a burst was committed, in the middle of the bursts.
- **Written notices**: an incident is declared that touches five thousand customers, each with three
  people, in five languages; its notice is approved at once. The mail server takes everything and
  runs on the same processors; `--round-trip 20` puts it 20 ms away. Counted is from the declaration
  until the last mail was answered and the clocks of the incident were met.
- **Memory**: proportional set size, ten seconds after the start.
"""
