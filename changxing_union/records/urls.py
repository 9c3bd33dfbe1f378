"""Addresses of a register, to be included by the product that keeps it."""

from django.urls import URLPattern, path

from changxing_union.records import views
from changxing_union.records.kinds import RegisterMenu, kind_called


def record_urls(kind: str, prefix: str) -> list[URLPattern]:
    """The pages of one registered kind below ``prefix`` (``records/outreach/``).

    Their names derive from ``RecordKind.url_name``: ``outreach``, ``outreach_new``,
    ``outreach_export``, ``outreach_record``, ``outreach_edit``, ``outreach_void`` and so on.
    """
    name, chosen = kind_called(kind).url_name, {"kind": kind}
    pages = (
        ("", views.register_list, ""),
        ("new/", views.new, "_new"),
        ("export/", views.export, "_export"),
        ("<int:pk>/", views.detail, "_record"),
        ("<int:pk>/edit/", views.edit, "_edit"),
        ("<int:pk>/void/", views.void_record, "_void"),
        ("<int:pk>/files/", views.attach_files, "_attach"),
        ("<int:pk>/files/<int:number>/", views.evidence, "_file"),
        ("<int:pk>/files/<int:number>/thumbnail/", views.evidence_thumbnail, "_thumbnail"),
        ("<int:pk>/files/<int:number>/remove/", views.remove_file, "_remove"),
    )
    return [
        path(f"{prefix}{page}", view, chosen, name=f"{name}{suffix}")
        for page, view, suffix in pages
    ]


def menu_url(menu: RegisterMenu, prefix: str) -> URLPattern:
    """The page that lists the registers of one product."""
    return path(prefix, views.register_menu, {"menu": menu}, name=menu.url_name)
