"""Screens for everybody."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def home(request: HttpRequest) -> HttpResponse:
    return render(request, "certification/public/home.html")


def verify(request: HttpRequest) -> HttpResponse:
    return render(request, "certification/public/verify.html")


def certificate(request: HttpRequest, number: str, code: str) -> HttpResponse:
    return render(request, "certification/public/certificate.html", {"number": number, "code": code})
