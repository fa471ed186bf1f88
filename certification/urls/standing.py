"""The holder's certificates and duties, mounted at ``/standing/``."""

from django.urls import path

from certification.views.standing import duties, mine

app_name = "standing"
urlpatterns = [
    path("", mine.index, name="index"),
    path("<int:pk>/", mine.detail, name="detail"),
    path("<int:pk>/begin/<slug:slug>/", mine.begin, name="begin"),
    path("duties/<int:pk>/", duties.duty, name="duty"),
    path("duties/<int:pk>/file/", duties.attachment, name="attachment"),
]
