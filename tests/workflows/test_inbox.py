"""Whose list shows what, and that page one thousand is found as fast as page one."""

from base64 import urlsafe_b64encode
from datetime import timedelta

import pytest
from django.db import connection
from viewflow.workflow.models import Process, Task

from tests.factories.accounts import OrganisationFactory, UserFactory
from tests.workflows.conftest import do, item_of
from tests.workflows.flows import LadderFlow
from workflows import clock, deadlines, engine, inbox
from workflows.models import WorkItem

pytestmark = pytest.mark.django_db

INTAKE = ("intake", "SH-FGW")


def cases(n, monday):
    """``n`` cases begun an hour apart, in order of time."""
    processes = []
    for hour in range(n):
        with clock.travel(monday + timedelta(hours=hour)):
            processes.append(engine.start(LadderFlow, by=UserFactory(), artifact=OrganisationFactory()))
    return processes


def walk(queryset, size):
    """Every page's items, following the cursors."""
    pages, after = [], ""
    while True:
        page = inbox.page(queryset, after=after, size=size)
        pages.append([item.pk for item in page.items])
        after = page.next
        if not after:
            return pages


class TestLists:
    def test_the_three_readings_of_one_task(self, staff, monday):
        officer, colleague = staff("intake"), staff("intake")
        (process,) = cases(1, monday)
        item = item_of(process, "screen")

        assert list(inbox.claimable([INTAKE])) == [item]
        assert not inbox.claimable([("reviewer", "SH-FGW"), ("intake", "SH-JW")]).exists()
        assert not inbox.claimable([]).exists()

        engine.claim(item.task_id, by=officer)
        assert not inbox.claimable([INTAKE]).exists()
        assert list(inbox.held(officer)) == [item]
        assert not inbox.held(colleague).exists()

        do(item, officer)
        assert not inbox.held(officer).exists()
        assert list(inbox.done(officer)) == [item]
        assert not inbox.done(colleague).exists()
        assert [each.node for each in inbox.claimable([("reviewer", "SH-FGW"), INTAKE])] == ["review"]

    def test_what_one_holds_and_what_ones_desks_may_claim_in_one_list(self, staff, monday):
        officer = staff("intake")
        first, second, third = (item_of(process, "screen") for process in cases(3, monday))
        engine.claim(second.task_id, by=officer)
        engine.claim(third.task_id, by=staff("intake"))
        assert list(inbox.waiting(officer, [INTAKE])) == [first, second]
        assert list(inbox.waiting(officer, [])) == [second]
        do(second, officer)
        assert list(inbox.waiting(officer, [INTAKE])) == [first]

    def test_a_desk_is_role_and_unit_together(self, staff, monday):
        cases(1, monday)
        assert not inbox.claimable([("intake", "SH-JW"), ("reviewer", "SH-FGW")]).exists()

    def test_a_cancelled_task_is_nobodys_work(self, staff, monday):
        officer = staff("intake")
        (process,) = cases(1, monday)
        engine.claim(item_of(process, "screen").task_id, by=officer)
        engine.cancel(process, by=None, reason="撤回")
        assert not inbox.held(officer).exists()
        assert not inbox.done(officer).exists()

    def test_the_latest_done_comes_first(self, staff, monday):
        officer = staff("intake")
        processes = cases(3, monday)
        for day, process in enumerate(processes):
            with clock.travel(monday + timedelta(days=day)):
                do(item_of(process, "screen"), officer)
        assert [item.process_id for item in inbox.done(officer)] == [p.pk for p in reversed(processes)]
        assert walk(inbox.done(officer), 2) == [
            [item.pk for item in inbox.done(officer)[:2]],
            [item.pk for item in inbox.done(officer)[2:]],
        ]


class TestPages:
    def test_every_item_once_in_order_of_urgency(self, monday):
        processes = cases(7, monday)
        deadlines.pause(processes[0], "补正")
        with clock.travel(monday + timedelta(days=10)):
            deadlines.resume(processes[0])  # the first case is now the least urgent
        queue = inbox.claimable([INTAKE])
        expected = [item.pk for item in sorted(queue, key=lambda item: (item.due_at, item.pk))]
        assert expected[-1] == item_of(processes[0], "screen").pk
        for size in (1, 2, 3, 7, 8):
            assert [pk for page in walk(queue, size) for pk in page] == expected

    def test_a_task_done_by_others_between_two_pages_skips_nothing(self, staff, monday):
        officer = staff("intake")
        processes = cases(5, monday)
        queue = inbox.claimable([INTAKE])
        first = inbox.page(queue, size=2)
        do(first.items[0], officer)
        rest = inbox.page(queue, after=first.next, size=5)
        assert [item.process_id for item in rest.items] == [process.pk for process in processes[2:]]
        assert rest.next == ""

    @pytest.mark.parametrize(
        "cursor",
        [
            "x",
            "中文",
            "====",
            "a" * 500,
            *(
                urlsafe_b64encode(text.encode()).decode()
                for text in (
                    "",
                    ".",
                    "1.2",
                    "20260914020000000000.x",
                    "20260914020000000000.0",
                    f"20260914020000000000.{2**63}",
                    "00010101000000000000.1",
                    "20260914020000000000." + "9" * 5000,
                    "20260914020000000000.1.1",
                    "2026年.1",
                )
            ),
        ],
    )
    def test_a_cursor_of_somebodys_own_making_is_the_first_page(self, monday, cursor):
        cases(2, monday)
        queue = inbox.claimable([INTAKE])
        assert inbox.page(queue, after=cursor, size=1).items == [queue.first()]

    def test_pages_are_bounded(self, monday):
        cases(2, monday)
        queue = inbox.claimable([INTAKE])
        assert len(inbox.page(queue, size=0).items) == 1
        assert len(inbox.page(queue, size=10**9).items) == 2
        assert inbox.page(WorkItem.objects.none().order_by("due_at", "id")).items == []

    def test_two_queries_whatever_the_length(self, monday, django_assert_num_queries):
        cases(6, monday)
        for size in (1, 5):
            with django_assert_num_queries(2):  # items, and their cases
                page = inbox.page(inbox.claimable([INTAKE]), size=size)
                for item in page.items:
                    assert item.title == "受理"
                    assert item.process.artifact.name.endswith("（虚构）")
                    assert item.deadline.limit_days == 5

    def test_the_badge_stops_counting_at_its_cap(self, monday):
        cases(4, monday)
        queue = inbox.claimable([INTAKE])
        assert inbox.count(queue) == 4
        assert inbox.count(queue, cap=3) == 3
        assert inbox.count(inbox.claimable([])) == 0

    def test_all_badges_cost_one_query(self, staff, monday, django_assert_num_queries):
        officer = staff("intake")
        items = [item_of(process, "screen") for process in cases(4, monday)]
        engine.claim(items[0].task_id, by=officer)
        do(items[1], officer)
        lists = {
            "claimable": inbox.claimable([INTAKE]),
            "none": inbox.claimable([]),
            "held": inbox.held(officer),
            "done": inbox.done(officer),
        }
        with django_assert_num_queries(1):
            assert inbox.counts(lists) == {"claimable": 2, "none": 0, "held": 1, "done": 1}
        assert inbox.counts(lists, cap=1)["claimable"] == 1
        with django_assert_num_queries(0):
            assert inbox.counts({"none": inbox.claimable([])}) == {"none": 0}


def test_the_first_page_of_a_long_queue_reads_the_index_only(monday):
    """The plan is an ordered walk of the desk's partial index: no sort, no scan, wherever the page is."""
    (process,) = cases(1, monday)
    model = item_of(process, "screen")
    tasks = Task.objects.bulk_create(Task(process=process, flow_task=LadderFlow.screen) for _ in range(3000))
    WorkItem.objects.bulk_create(
        WorkItem(
            task=task,
            process=Process(pk=process.pk),
            node="screen",
            role="intake",
            unit="SH-FGW",
            opened_at=monday,
            due_at=monday + timedelta(minutes=n),
            deadline=model.deadline,
        )
        for n, task in enumerate(tasks)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    queue = inbox.claimable([INTAKE])
    cursor_deep_inside = inbox._encode(monday + timedelta(minutes=2000), tasks[2000].pk)
    assert inbox.page(queue, after=cursor_deep_inside, size=1).items[0].task_id == tasks[2001].pk

    plan = queue.select_related(None).prefetch_related(None)[:25].explain()
    assert "item_claimable" in plan
    assert "TEMP B-TREE" not in plan
    assert "Sort" not in plan
