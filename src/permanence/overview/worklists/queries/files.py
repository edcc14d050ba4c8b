"""What was said in one file, with its attachments and what became of what was sent: one look."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from permanence.ground.lib.prepared import ask

SAID = """
select
    (select jsonb_agg(jsonb_build_array(a.id, a.name, b.size, a.content_type) order by a.id)
        from tickets_attachment a join files_blob b on b.id = a.blob_id
        where a.entry_id = e.id and not a.is_inline),
    case when e.direction <> 'in' and e.html like '%%"cid:%%' then
        (select jsonb_object_agg(a.content_id, a.id) from tickets_attachment a
            where a.entry_id = e.id and a.is_inline and a.content_id <> '') end,
    e.id, e.kind, e.direction, e.author_name, e.author_address, e.at, e.language, e.text,
    e.quoted, e.html <> '' and e.direction = 'in',
    case when e.direction = 'in' then '' else e.html end,
    e.letter_id, e.ticket_id,
    case when coalesce(m.bounced_at, e.bounced_at) is not null then 'bounced'
        when m.failed_at is not null then 'failed' when m.sent_at is not null then 'sent'
        when m.id is not null then 'waiting' else '' end,
    q.id, q.last_by, q.closed_at is not null,
    (select string_agg(coalesce(nullif(one ->> 'name', ''), one ->> 'address'), ', ')
        from jsonb_array_elements(q.recipients) one),
    e.articles, e.may_hold, e.redactions
from tickets_entry e left join outbox_message m on m.id = e.outgoing_id
    left join tickets_enquiry q on q.id = e.enquiry_id
where e.ticket_id = any(%s) and e.kind <> 'confirmation'
order by e.at desc, e.id desc limit %s
"""


@dataclass(frozen=True)
class File:
    """An attachment that is not shown inside its mail."""

    number: int
    name: str
    size: int
    kind: str


@dataclass(frozen=True)
class Said:
    """One entry as the timeline shows it; `delivery` is empty where nothing was sent.

    `drawn` is what the desk wrote, with its marks, `pictures` the files that it shows. What was
    said with a third party names its enquiry, who wrote last in it, whether it is closed and who
    was asked. `may_hold` is the sort of secret that it seems to have in it; `redactions` say what
    was taken out of it, `articles` the numbers of those whose words are in it.
    """

    files: tuple[File, ...]
    pictures: Mapping[str, int]
    number: int
    kind: str
    direction: str
    author_name: str
    author_address: str
    at: datetime
    language: str
    text: str
    quoted: str
    has_html: bool
    drawn: str
    letter: int | None
    ticket: int
    delivery: str
    enquiry: int | None
    last_by: str | None
    is_closed: bool
    outsiders: str | None
    articles: Sequence[int] | None
    may_hold: str
    redactions: Sequence[Mapping[str, str]]


def read_entries(tickets: Sequence[int], *, most: int) -> list[Said]:
    """Return the newest entries of these files, the oldest of them first, less confirmations."""
    rows = ask(SAID, [list(tickets), most])
    return [read_said(row) for row in reversed(rows)]


def read_said(row: Sequence[Any]) -> Said:
    """Return one entry of what the database says."""
    files, pictures, *rest, redactions = row
    return Said(*[read_files(files), read_json(pictures) or {}, *rest, read_json(redactions)])


def read_files(kept: Any) -> tuple[File, ...]:
    """Return the files of an entry."""
    return tuple(File(*file) for file in read_json(kept) or ())


def read_json(kept: Any) -> Any:
    """Return what the database says in JSON: Django leaves the reading of it to the caller."""
    return json.loads(kept) if isinstance(kept, str) else kept
