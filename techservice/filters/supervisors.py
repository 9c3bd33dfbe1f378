"""The filters of 义务监督员名册; its workbook takes the same query string (design §6)."""

from typing import cast

import django_filters
from django.db.models import QuerySet
from django.utils import timezone

from changxing_union.filing.filters import RegisterFilter
from changxing_union.filing.models import Filing, FilingQuerySet
from changxing_union.kernel.dates import shanghai_day
from techservice.models import EXPIRED, AppointmentState
from techservice.services.supervisor_lists import APPOINTMENT, awaiting_appointment, in_state
from techservice.services.supervisor_lists import WAITING as NOT_YET

WAITING_CODE, EXPIRED_CODE = "waiting", "expired"
STATES = [
    (WAITING_CODE, NOT_YET),
    (AppointmentState.SERVING.value, AppointmentState.SERVING.label),
    (EXPIRED_CODE, EXPIRED),
    (AppointmentState.DISMISSED.value, AppointmentState.DISMISSED.label),
    (AppointmentState.RESIGNED.value, AppointmentState.RESIGNED.label),
]


class SupervisorFilter(RegisterFilter):
    """The appointments: by their 聘任状态 besides."""

    searched = ("subject", "reference", f"{APPOINTMENT}__certificate_no")
    searched_words = "姓名、单位、证书或编号"

    state = django_filters.ChoiceFilter(
        label="聘任状态", choices=STATES, empty_label="全部状态", method="by_state"
    )

    class Meta:
        model = Filing
        fields = ["q", "year", "organization", "state"]

    def by_state(self, filings: QuerySet[Filing], name: str, value: str) -> QuerySet[Filing]:
        """期满 is told by the term: nobody has ended it."""
        found, today = cast(FilingQuerySet, filings), shanghai_day(timezone.now())
        if value == WAITING_CODE:
            return awaiting_appointment(found)
        if value == EXPIRED_CODE:
            serving = in_state(found, AppointmentState.SERVING)
            return serving.filter(**{f"{APPOINTMENT}__term_end__lt": today})
        if value == AppointmentState.SERVING:
            serving = in_state(found, AppointmentState.SERVING)
            return serving.filter(**{f"{APPOINTMENT}__term_end__gte": today})
        return in_state(found, AppointmentState(value))
