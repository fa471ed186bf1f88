from django.urls import path

from ui import views

urlpatterns = [
    path("ui-kit/", views.ui_kit, name="ui_kit"),
    path("ui-kit/error/<int:code>/", views.error_page, name="ui_kit_error"),
]
