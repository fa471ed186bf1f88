"""Industry faculty as cases, mounted at ``/faculty/``: beginning them, the public library, the person heard by link."""

from django.urls import path

from certification.views import faculty

app_name = "faculty"
urlpatterns = [
    path("library/", faculty.library, name="library"),
    path("apply/<int:round_pk>/<int:organisation_pk>/", faculty.begin, name="begin"),
    path("hearing/<str:token>/", faculty.hearing, name="hearing"),
]
