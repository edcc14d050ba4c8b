"""Drafting, deciding, sending and following up written notices."""

from permanence.service.notices.actions.calling import settle_call_back
from permanence.service.notices.actions.deciding import (
    NoticeChanged,
    NoticeIncomplete,
    approve_notice,
    edit_notice,
    release_due_notices,
    withdraw_notice,
)
from permanence.service.notices.actions.drafting import draft_notices
from permanence.service.notices.actions.hearing import (
    claim_reached,
    claim_released,
    hear_returned,
    hear_taken,
    pass_on_late,
)
from permanence.service.notices.actions.posting import post_released
from permanence.service.notices.actions.reading import mark_read
from permanence.service.notices.actions.templates import (
    FaultyTemplate,
    approve_template,
    save_template_version,
)

__all__ = [
    "FaultyTemplate",
    "NoticeChanged",
    "NoticeIncomplete",
    "approve_notice",
    "approve_template",
    "claim_reached",
    "claim_released",
    "draft_notices",
    "edit_notice",
    "hear_returned",
    "hear_taken",
    "mark_read",
    "pass_on_late",
    "post_released",
    "release_due_notices",
    "save_template_version",
    "settle_call_back",
    "withdraw_notice",
]
