"""Open to everybody: guides, public notices, certificate check, source code."""

from django.urls import path

from certification.views import public, public_certificates, public_guides, public_holders, public_notices

app_name = "public"
urlpatterns = [
    path("", public.home, name="home"),
    path("guide/", public_guides.index, name="guides"),
    path("guide/<slug:slug>/", public_guides.detail, name="guide"),
    path("holders/<slug:slug>/", public_holders.index, name="holders"),
    path("notices/", public_notices.index, name="notices"),
    path("notices/<int:pk>/", public_notices.detail, name="notice"),
    path("verify/", public_certificates.verify, name="verify"),
    path("verify/<str:number>/<str:code>/", public_certificates.certificate, name="certificate"),
    path("source/", public.source, name="source"),
    path("source/licence/", public.licence, name="licence"),
]
