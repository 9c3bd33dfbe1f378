"""Addresses of the filing core; references, actions and exports as fixed in the design (§5)."""

from django.urls import path

from changxing_union.filing import views

ACTIONS = (
    "file", "withdraw", "accept", "return", "refile", "sign", "approve", "decline", "void",
    "change",
)  # fmt: skip

urlpatterns = [
    path("", views.filing_list, name="filing_list"),
    path("new/", views.choose, name="filing_new"),
    path("export/<int:annex>/", views.export, name="export"),
    path("blank/<int:annex>/", views.blank, name="blank"),
    path("<str:reference>/", views.case, name="case"),
    path("<str:reference>/edit/", views.edit, name="edit"),
    path("<str:reference>/preview/", views.preview, name="preview"),
    path("<str:reference>/delete/", views.delete, name="delete"),
    path("<str:reference>/print/", views.print_filing, name="print"),
    path("<str:reference>/attachments/<int:pk>/", views.attachment, name="attachment"),
    path(
        "<str:reference>/attachments/<int:pk>/thumbnail/",
        views.attachment_thumbnail,
        name="attachment_thumbnail",
    ),
    path("<str:reference>/copies/<int:number>/", views.paper_copy, name="paper_copy"),
    *(
        path(f"<str:reference>/{action}/", views.step, {"action": action}, name=action)
        for action in ACTIONS
    ),
]
