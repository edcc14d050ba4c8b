"""What proves to one customer how an incident went, as a file to check and as a paper to read."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from permanence.faces.desk import access
from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.incident_access import open_incident
from permanence.faces.desk.views.files import answer_file
from permanence.ground.journal.actions import record
from permanence.promises.policies.queries import policy_of_version
from permanence.service.reviews.actions.proving import print_evidence, write_evidence
from permanence.service.reviews.queries.evidence import gather_evidence
from permanence.service.reviews.queries.reach import lines_on
from permanence.world.accounts.models import Organisation
from permanence.world.accounts.rules import Right

KINDS = {"json": "application/json", "pdf": "application/pdf"}


@require_safe
@staff_page(Right.READ_CUSTOMERS)
def evidence(request: StaffRequest, number: int, organisation: int, form: str) -> HttpResponse:
    """Download the evidence of an incident for a customer whom a list of it names."""
    incident = open_incident(request, number)
    access.check(request, Right.READ_CUSTOMERS, incident.desk_id)
    found = Organisation.objects.filter(pk=organisation).first()
    if found is None or form not in KINDS or not lines_on(incident, organisation):
        raise Http404
    reader = request.reader
    gathered = gather_evidence([incident], found, at=reader.at)
    record(
        "evidence.taken",
        incident.subject,
        at=reader.at,
        actor=reader.actor,
        desk=incident.desk_id,
        organisation=found.pk,
        digest=gathered["digest"],
    )
    policy = policy_of_version(incident.policy_version_id)
    if form == "json":
        content = write_evidence(gathered)
    else:
        content = print_evidence(gathered, policy, language=found.language)
    return answer_file(content, name=f"{incident.name}-{found.pk}.{form}", kind=KINDS[form])
