"""The portal's own addresses, and those of the import into a test's own product."""

from changxing_union.imports.urls import import_urls
from changxing_union.urls import urlpatterns as portal
from tests.imports import roster

urlpatterns = [*import_urls(roster.KIND, "roster/import/"), *portal]
