"""Open to everybody: guides, public notices, certificate check."""

from django.urls import path

from certification.views import public

app_name = "public"
urlpatterns = [
    path("", public.home, name="home"),
    path("verify/", public.verify, name="verify"),
    path("verify/<str:number>/<str:code>/", public.certificate, name="certificate"),
]
