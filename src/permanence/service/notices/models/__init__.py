"""Templates of notices, notices, and each recipient's delivery with its proof."""

from permanence.service.notices.models.delivery import Attempt, CallBack, Delivery, Reach, Reading
from permanence.service.notices.models.notice import Notice, TemplateVersion

__all__ = ["Attempt", "CallBack", "Delivery", "Notice", "Reach", "Reading", "TemplateVersion"]
