"""劳模“三进”: model workers go into schools, neighbourhoods and enterprises (N23)."""

from django.db import models

from changxing_union.records.models import RecordRow

OUTREACH_KIND = "techservice:outreach"


class Place(models.TextChoices):
    """Where they go: the three 进 of the notice."""

    SCHOOL = "school", "进学校"
    COMMUNITY = "community", "进社区"
    ENTERPRISE = "enterprise", "进企业"


class OutreachVisit(RecordRow):
    """劳模三进活动: one visit of model workers; the place is the record's category."""

    host_name = models.CharField("走进单位", max_length=100)
    topic = models.CharField("活动主题", max_length=100)
    model_workers = models.CharField("参加劳模", max_length=200)
    outcome = models.TextField("活动成效", blank=True)

    class Meta(RecordRow.Meta):
        verbose_name = verbose_name_plural = "劳模三进活动"
