"""The shapes of what specialists type."""

from permanence.faces.desk.forms.pauses import CallForm, CorrectionForm, PauseForm
from permanence.faces.desk.forms.session import (
    AccountForm,
    AddressForm,
    FreshPasswordForm,
    InvitationForm,
    LogInForm,
    PasswordForm,
)
from permanence.faces.desk.forms.shape import DeskForm, ManyFiles, MomentField, PlainSelect
from permanence.faces.desk.forms.simulator import SimulatorForm
from permanence.faces.desk.forms.triage import TriageForm
from permanence.faces.desk.forms.words import (
    LONGEST_TEXT,
    LatenessForm,
    ReasonForm,
    ReferenceForm,
    ReplyForm,
    WordsForm,
)

__all__ = [
    "LONGEST_TEXT",
    "AccountForm",
    "AddressForm",
    "CallForm",
    "CorrectionForm",
    "DeskForm",
    "FreshPasswordForm",
    "InvitationForm",
    "LatenessForm",
    "LogInForm",
    "ManyFiles",
    "MomentField",
    "PasswordForm",
    "PauseForm",
    "PlainSelect",
    "ReasonForm",
    "ReferenceForm",
    "ReplyForm",
    "SimulatorForm",
    "TriageForm",
    "WordsForm",
]
