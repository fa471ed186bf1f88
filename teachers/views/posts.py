"""A school's posts, and the board of those nominated for them."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import rescue
from teachers import access, nominating, quotas
from teachers import board as boards
from teachers.forms import PostForm
from teachers.models import Nomination, Post
from teachers.ranks import Rank
from teachers.views import scope
from workflows import clock
from workflows.errors import Refused

MOST_POSTS = 100
MOST_LINES = 100


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Posts of the schools one nominates for, newest first."""
    posts = access.posts_of(scope.viewer(request)).annotate(
        nominated=Count("nominations", filter=Q(nominations__closed_at=None))
    )
    schools = list(access.schools_of(scope.viewer(request))[:20])
    return render(request, "teachers/index.html", {"posts": posts[:MOST_POSTS], "schools": schools})


@login_required
def new(request: HttpRequest, school_pk: int) -> HttpResponse:
    """Offer a post."""
    school = scope.school(request, school_pk)
    data = request.POST if request.method == "POST" else rescue.pop(request)
    form = PostForm(data, initial={"year": clock.today().year})
    if request.method == "POST" and form.is_valid():
        try:
            post = nominating.publish(school, form.cleaned_data, by=scope.viewer(request))
        except Refused as refused:
            form.add_error("deadline" if refused.code == "deadline" else None, refused.message)
        else:
            return redirect(f"{reverse('teachers:board', args=[school.pk])}?{_query(post.rank, post.year)}")
    return render(request, "teachers/post_form.html", {"form": form, "school": school})


@login_required
@require_safe
def board(request: HttpRequest, school_pk: int) -> HttpResponse:
    """What each nominee of a rank and year lacks, in the school's order, with 催办 beside it."""
    school = scope.school(request, school_pk)
    posts = Post.objects.filter(school=school)
    rank, year = _chosen(request, posts)
    rows = Nomination.objects.open().filter(school=school, rank=rank, post__year=year)
    lines = boards.lines(rows.select_related("post", "school").order_by("order", "pk")[:MOST_LINES])
    of_rank = list(posts.filter(rank=rank, year=year)[:MOST_POSTS])
    years = sorted({*posts.values_list("year", flat=True).distinct()[:50], year}, reverse=True)
    context = {
        "school": school,
        "posts": of_rank,
        "lines": lines,
        "rank": Rank(rank),
        "year": year,
        "years": years,
        "tabs": _tabs(rank, year),
        "quota": quotas.number(school, rank, year),
        "can_rank": len(lines) > 1 and all(line.nomination.post.is_open for line in lines),
    }
    return render(request, "teachers/board.html", context)


@login_required
@require_POST
def rank(request: HttpRequest, school_pk: int) -> HttpResponse:
    """Keep the order typed beside the names: numbers sort, equal ones keep their present order."""
    school = scope.school(request, school_pk)
    rank, year = _chosen(request, Post.objects.filter(school=school), request.POST)
    rows = Nomination.objects.open().filter(school=school, rank=rank, post__year=year)
    known = list(rows.order_by("order", "pk").values_list("pk", flat=True)[:MOST_LINES])
    order = sorted(known, key=lambda pk: _place(request.POST.get(f"order-{pk}", ""), known.index(pk)))
    scope.tried(
        request,
        lambda: nominating.rank(school, rank, year, order, by=scope.viewer(request)),
        _("排序已保存。"),
    )
    return redirect(f"{reverse('teachers:board', args=[school.pk])}?{_query(rank, year)}")


def _place(text: str, present: int) -> tuple[int, int]:
    digits = text if text.isascii() and text.isdigit() and len(text) < 4 else "999"
    return int(digits), present


def _query(rank: str, year: int) -> str:
    return f"rank={rank}&year={year}"


def _chosen(request: HttpRequest, posts: Any, data: Any = None) -> tuple[str, int]:
    """Rank and year asked for; else those of the newest post."""
    query = request.GET if data is None else data
    rank, year = query.get("rank", ""), query.get("year", "")
    newest = posts.order_by("-year", "rank").values_list("rank", "year").first()
    usual = newest or (Rank.PROFESSOR.value, clock.today().year)
    good = year.isascii() and year.isdigit() and len(year) == 4
    return (rank if rank in Rank.values else usual[0]), (int(year) if good else usual[1])


def _tabs(rank: str, year: int) -> list[dict[str, Any]]:
    return [
        {"label": label, "url": f"?{_query(value, year)}", "current": value == rank}
        for value, label in Rank.choices
    ]
