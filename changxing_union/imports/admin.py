"""The queue behind the imports is nobody's business page: its rows speak of code, not of forms."""

from django.contrib import admin
from django_tasks_db.models import DBTaskResult

admin.site.unregister(DBTaskResult)
