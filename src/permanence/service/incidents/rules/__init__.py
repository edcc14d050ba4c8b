"""What an incident is made of. Pure."""

from permanence.service.incidents.rules.chain import NewEvent
from permanence.service.incidents.rules.declaring import NewIncident
from permanence.service.incidents.rules.naming import name_incident, read_incident_name

__all__ = ["NewEvent", "NewIncident", "name_incident", "read_incident_name"]
