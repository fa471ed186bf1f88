"""The desks of intake, reviewers, lead unit, officer, experts, secretary and decider: queue, review page, files."""

from django.urls import path

from certification.views.desk import files, queue, task

app_name = "desk"
urlpatterns = [
    path("", queue.queue, name="queue"),
    path("claim/", queue.claim, name="claim"),
    path("release/", queue.release, name="release"),
    path("<int:process_id>/<slug:node>/<int:task_id>/", task.task, name="task"),
    path("files/<int:process_id>/evidence/<int:pk>/", files.evidence, name="evidence"),
    path("files/<int:process_id>/evidence/<int:pk>/<int:page>/", files.evidence_page, name="evidence_page"),
    path("files/<int:process_id>/report/", files.report, name="report"),
    path("files/<int:process_id>/<int:number>/form/", files.form, name="form"),
    path("files/<int:process_id>/<int:number>/scan/", files.scan, name="scan"),
    path("files/<int:process_id>/<int:number>/scan/<int:page>/", files.scan_page, name="scan_page"),
]
