"""Annex 2 has no seal box (O-24), so a portal that was set up before it was built asks for none."""

from django.db import migrations


def ask_for_no_scan(apps, schema_editor):
    form_types = apps.get_model("filing", "FormType").objects.using(schema_editor.connection.alias)
    form_types.filter(kind="pioneer:summary").update(scan_required=False)


class Migration(migrations.Migration):
    dependencies = [
        ("filing", "0002_imported_originals"),
        ("pioneer", "0003_owner_decisions"),
    ]

    operations = [migrations.RunPython(ask_for_no_scan, migrations.RunPython.noop, elidable=True)]
