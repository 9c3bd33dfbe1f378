"""README's glossary rules the names: every model's official term stands there."""

import re

from django.apps import apps
from django.conf import settings

OWN_APPS = (
    "organizations", "filing", "imports", "records", "competitions", "pioneer", "techservice",
)  # fmt: skip
ROW = re.compile(r"^\| (?P<term>\S+) \| `(?P<identifier>\w+)` \| \S", re.MULTILINE)


def own_models():
    return [model for label in OWN_APPS for model in apps.get_app_config(label).get_models()]


def test_glossary_names_every_model_by_its_official_term():
    text = (settings.BASE_DIR / "README.md").read_text(encoding="utf-8")
    section = text.split("## Glossary")[1].split("## Decisions")[0]
    glossary = {match["identifier"]: match["term"] for match in ROW.finditer(section)}
    assert glossary == {model.__name__: str(model._meta.verbose_name) for model in own_models()}


def test_docstring_of_every_model_opens_with_its_official_term():
    strangers = [
        model.__name__
        for model in own_models()
        if not str(model.__doc__).startswith(str(model._meta.verbose_name))
    ]
    assert strangers == []
