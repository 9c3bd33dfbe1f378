"""The unions and bodies that file, review and sign (domain §5)."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q


class Level(models.TextChoices):
    """The three tiers of the notice: 县, 乡镇（街道、园区）, 县直属产业（行业）."""

    COUNTY = "county", "县"
    TOWNSHIP = "township", "乡镇（街道、园区）"
    INDUSTRY = "industry", "县直属产业（行业）"


class Kind(models.TextChoices):
    """What an organization is; decides its level and, at the county, which box it signs."""

    COUNTY_UNION = "county_union", "县总工会"
    COMPETITION_OFFICE = "competition_office", "县劳动竞赛委员会办公室"
    SUBDISTRICT = "subdistrict", "街道"
    TOWN = "town", "镇"
    TOWNSHIP = "township", "乡"
    PARK = "park", "园区"
    INDUSTRY = "industry", "县直属产业（行业）"


LEVEL_OF_KIND = {
    Kind.COUNTY_UNION: Level.COUNTY,
    Kind.COMPETITION_OFFICE: Level.COUNTY,
    Kind.SUBDISTRICT: Level.TOWNSHIP,
    Kind.TOWN: Level.TOWNSHIP,
    Kind.TOWNSHIP: Level.TOWNSHIP,
    Kind.PARK: Level.TOWNSHIP,
    Kind.INDUSTRY: Level.INDUSTRY,
}
COUNTY_KINDS = tuple(kind for kind, level in LEVEL_OF_KIND.items() if level is Level.COUNTY)


class Group(models.TextChoices):
    """The families of unions that the county calls one by one (N03)."""

    TOWNS = "towns", "乡镇、街道"
    PARKS = "parks", "园区"
    INDUSTRIES = "industries", "县直属产业（行业）"


KINDS_OF_GROUP = {
    Group.TOWNS: (Kind.SUBDISTRICT, Kind.TOWN, Kind.TOWNSHIP),
    Group.PARKS: (Kind.PARK,),
    Group.INDUSTRIES: (Kind.INDUSTRY,),
}


class OrganizationQuerySet(models.QuerySet["Organization"]):
    """Adjectives over unions."""

    def reporting(self) -> "OrganizationQuerySet":
        """Unions that file forms: every territorial, park and industrial union in use."""
        return self.filter(is_active=True).exclude(kind__in=COUNTY_KINDS)


class Organization(models.Model):
    """工会组织: the county union, its offices, territorial and industrial unions."""

    # Part of every reference, and so of every address.
    code = models.CharField(
        "代码",
        max_length=20,
        unique=True,
        validators=[RegexValidator(r"\A[0-9A-Za-z]+\Z", "代码只能由数字和英文字母组成。")],
    )
    name = models.CharField("名称", max_length=100, unique=True)
    short_name = models.CharField("简称", max_length=40)
    kind = models.CharField("类别", max_length=20, choices=Kind.choices)
    sort_order = models.PositiveSmallIntegerField("排序", default=0)
    verified = models.BooleanField("已核实", default=True, help_text="未核实的名称显示“示例”字样")
    is_active = models.BooleanField("在用", default=True)

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "工会组织"
        ordering = ["sort_order", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=Kind.values), name="organization_kind_is_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name if self.verified else f"{self.name}（示例）"

    @property
    def level(self) -> Level:
        """县, 乡镇 or 产业; follows from the kind."""
        return LEVEL_OF_KIND[Kind(self.kind)]
