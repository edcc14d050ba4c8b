"""Writing time down, by hand and by timer, correcting it, and asking customers for more."""

from permanence.service.timesheets.actions.answers import (
    read_spent,
    send_timed_answer,
    spent_on_answer,
)
from permanence.service.timesheets.actions.asking import (
    answer_extra_time,
    ask_extra_time,
    question_of_token,
    sign_question,
)
from permanence.service.timesheets.actions.booking import (
    NoHoursLeft,
    NotPossible,
    log_time,
    reverse_time,
)
from permanence.service.timesheets.actions.timing import discard_timer, start_timer, stop_timer

__all__ = [
    "NoHoursLeft",
    "NotPossible",
    "answer_extra_time",
    "ask_extra_time",
    "discard_timer",
    "log_time",
    "question_of_token",
    "read_spent",
    "reverse_time",
    "send_timed_answer",
    "sign_question",
    "spent_on_answer",
    "start_timer",
    "stop_timer",
]
