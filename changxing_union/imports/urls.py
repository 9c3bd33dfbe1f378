"""Addresses of an import, to be included by the product whose form takes tables."""

from django.urls import URLPattern, path

from changxing_union.imports import views
from changxing_union.imports.targets import target_of

# Pages below one import; each but ``mapping`` is the address of a button.
PAGES = {
    "mapping": views.mapping,
    "sheet": views.sheet,
    "splits": views.splits,
    "commit": views.commit,
    "cancel": views.cancel,
    "retry": views.retry,
}


def import_urls(kind: str, prefix: str) -> list[URLPattern]:
    """The pages of one registered kind below ``prefix`` (``summary/import/``).

    Their names derive from ``ImportTarget.url_name``: ``summary_import``,
    ``summary_import_template``, ``summary_import_job``, ``summary_import_commit`` and so on.
    """
    name, chosen = target_of(kind).url_name, {"kind": kind}
    return [
        path(prefix, views.start, chosen, name=name),
        path(f"{prefix}template/", views.template, chosen, name=f"{name}_template"),
        path(f"{prefix}<int:pk>/", views.job, chosen, name=f"{name}_job"),
        *(
            path(f"{prefix}<int:pk>/{page}/", view, chosen, name=f"{name}_{page}")
            for page, view in PAGES.items()
        ),
    ]
