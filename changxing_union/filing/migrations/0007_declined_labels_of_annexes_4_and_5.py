"""Campaigns that were seeded before say 不予聘任 and 不予受理 as later ones do."""

from django.db import migrations

WORDS = {"techservice:supervisor": "不予聘任", "techservice:request": "不予受理"}


def put_words(apps, schema_editor):
    form_types = apps.get_model("filing", "FormType").objects
    for kind, word in WORDS.items():
        form_types.filter(kind=kind, declined_label="不予通过").update(declined_label=word)


class Migration(migrations.Migration):
    dependencies = [("filing", "0006_declined_labels")]

    operations = [migrations.RunPython(put_words, migrations.RunPython.noop)]
