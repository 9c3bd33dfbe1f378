"""The WSGI entry point (gunicorn)."""

import os

from django.core.wsgi import get_wsgi_application

from changxing_union.web.encodings import reading_utf8

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "changxing_union.settings")
application = reading_utf8(get_wsgi_application())
