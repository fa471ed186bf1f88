"""Industry faculty, mounted at ``/faculty/``: a school's posts and nominations, and the page behind a consent link."""

from django.urls import path

from teachers.views import batches, consent, following, nominations, posts

app_name = "teachers"

urlpatterns = [
    path("", posts.index, name="index"),
    path("schools/<int:school_pk>/posts/new/", posts.new, name="post_new"),
    path("schools/<int:school_pk>/board/", posts.board, name="board"),
    path("schools/<int:school_pk>/rank/", posts.rank, name="rank"),
    path("posts/<int:pk>/nominate/", nominations.new, name="nominate"),
    path("posts/<int:pk>/template/", batches.template, name="template"),
    path("posts/<int:pk>/batch/", batches.new, name="batch_new"),
    path("batches/<int:pk>/", batches.detail, name="batch"),
    path("batches/<int:pk>/errors/", batches.errors, name="batch_errors"),
    path("nominations/<int:pk>/", nominations.detail, name="nomination"),
    path("nominations/<int:pk>/amend/", nominations.amend, name="amend"),
    path("nominations/<int:pk>/substitute/", nominations.substitute, name="substitute"),
    path("nominations/<int:pk>/take-back/", nominations.take_back, name="take_back"),
    path("nominations/<int:pk>/ask/<str:kind>/", following.ask, name="ask"),
    path("nominations/<int:pk>/remind/<str:kind>/", following.remind, name="remind"),
    path("nominations/<int:pk>/notice/", following.notice, name="notice"),
    path("nominations/<int:pk>/notice/<str:kind>/file/", following.notice_file, name="notice_file"),
    path("nominations/<int:pk>/paper/", following.paper, name="paper"),
    path("nominations/<int:pk>/paper/<str:slot>/", following.paper_file, name="paper_file"),
    path("nominations/<int:pk>/teaching/", following.teaching, name="teaching"),
    path("nominations/<int:pk>/teaching/<int:log_pk>/cancel/", following.cancel, name="teaching_cancel"),
    path("nominations/<int:pk>/profile/", following.profile, name="profile"),
    path("consent/<str:token>/", consent.answer, name="consent"),
]
