"""For the programmes' offices: rounds, cases at a glance, the working-day calendar, effects that failed."""

from django.urls import path

from certification.views.office import calendar, cases, outbox, ranking, rounds
from certification.views.standing import office as standing

app_name = "office"
urlpatterns = [
    path("", rounds.index, name="rounds"),
    path("rounds/new/", rounds.choose, name="round_choose"),
    path("rounds/new/<slug:slug>/", rounds.new, name="round_new"),
    path("rounds/<int:pk>/", rounds.detail, name="round"),
    path("rounds/<int:pk>/ranking/", ranking.table, name="ranking"),
    path("rounds/<int:pk>/edit/", rounds.edit, name="round_edit"),
    path("cases/<int:pk>/", cases.detail, name="case"),
    path("cases/<int:pk>/record/", cases.history, name="record"),
    path("cases/<int:pk>/letters/<int:letter>/", cases.letter, name="letter"),
    path("cases/<int:pk>/certificates/<int:certificate>/", cases.certificate, name="certificate"),
    path("register/", standing.register, name="register"),
    path("register/<int:pk>/", standing.detail, name="holder"),
    path("register/<int:pk>/scan/", standing.scan, name="holder_scan"),
    path("register/duties/", standing.duties, name="duties"),
    path("calendar/", calendar.year, name="calendar"),
    path("calendar/<int:number>/confirm/", calendar.confirm, name="calendar_confirm"),
    path("calendar/<str:day>/", calendar.day, name="calendar_day"),
    path("outbox/", outbox.index, name="outbox"),
    path("outbox/<int:pk>/retry/", outbox.retry, name="outbox_retry"),
]
