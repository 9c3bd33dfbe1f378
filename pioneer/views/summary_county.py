"""Annex 2 as the county meets it: all sheets at a glance."""

from django.http import HttpResponse
from django.shortcuts import redirect

from changxing_union.organizations.http import SignedInRequest


def overview(request: SignedInRequest) -> HttpResponse:
    """All sheets at a glance."""
    return redirect("filing_list")
