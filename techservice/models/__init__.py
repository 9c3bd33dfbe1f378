"""What annexes 4 and 5 ask for, and the technical service behind them."""

from techservice.models.requests import REQUEST_KIND, ServiceRequest, TrainingDemand

__all__ = [
    "REQUEST_KIND",
    "ServiceRequest",
    "TrainingDemand",
]
