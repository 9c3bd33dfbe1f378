"""What the lists of technical service are narrowed by."""

from techservice.filters.services import WAITING, ServiceFilter
from techservice.filters.supervisors import WAITING_CODE, SupervisorFilter
from techservice.filters.teams import TeamFilter

__all__ = ["WAITING", "WAITING_CODE", "ServiceFilter", "SupervisorFilter", "TeamFilter"]
