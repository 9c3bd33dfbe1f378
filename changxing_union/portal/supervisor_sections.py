"""Whom the county has approved as 义务监督员 and not appointed yet, on its clerk's desk."""

from django.urls import reverse

from changxing_union.filing.models import Filing
from changxing_union.portal.sections import Section, if_any, section
from techservice.filters import WAITING_CODE
from techservice.services.supervisor_lists import awaiting_appointment


def appointing_section() -> list[Section]:
    """准予聘任，待聘任: only while there is anybody."""
    return if_any(
        section(
            "准予聘任，待聘任", "请办理聘任并填写证书编号，几个人可以一起办理",
            awaiting_appointment(Filing.objects.all()), verb="办理聘任", target="supervisor",
            url=f"{reverse('supervisors')}?state={WAITING_CODE}",
            more="在名册中查看全部待聘任的监督员",
        )
    )  # fmt: skip
