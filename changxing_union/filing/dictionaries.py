"""The notice's dictionaries of persons (domain §2.7); offered as lists, another word is kept."""

from django.db import models


class Gender(models.TextChoices):
    """性别."""

    MALE = "male", "男"
    FEMALE = "female", "女"


EDUCATIONS = ("研究生", "大学本科", "大专", "中专（技校）", "高中", "初中", "小学及以下")
POLITICS = ("中共党员", "中共预备党员", "共青团员", "民主党派", "无党派人士", "群众")
# What most units of the county have; typed over where it is another.
DEFAULT_POSTCODE = "313100"
