"""The enterprise's own profile, mounted at ``/enterprise/``; addressed by its organisation."""

from django.urls import path

from enterprises import views

app_name = "enterprises"

urlpatterns = [
    path("<int:organisation_pk>/", views.profile, name="profile"),
    path("<int:organisation_pk>/offset/", views.offset, name="offset"),
]
