"""What is typed, kept as typed; what is clean, read from it again."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.http import QueryDict

from certification.domain import dossiers
from certification.programmes.enterprise import PROGRAMME
from certification.registry import Section
from certification.stories import papers

COOPERATION = PROGRAMME.section("cooperation")
INTERNSHIP = PROGRAMME.section("internship")
BASIC = PROGRAMME.section("basic")
CLAIMS = PROGRAMME.section("claims")


def posted(**fields: Any) -> QueryDict:
    """A posted page; ``table__row__field`` stands for the name ``table-row-field``."""
    post = QueryDict(mutable=True)
    for name, value in fields.items():
        post.setlist(name.replace("__", "-"), value if isinstance(value, list) else [value])
    return post


def whole() -> dict[str, Any]:
    return papers.dossier(district="310115", zone="LG", year=2026)


class TestFromPost:
    def test_rows_left_empty_and_rows_removed_are_dropped(self) -> None:
        typed = dossiers.typed_from_post(
            COOPERATION,
            posted(
                summary="合作概况",
                majors__rows="3",
                majors__0__school="甲校",
                majors__1__school="",
                majors__2__school="乙校",
                majors__2__remove="on",
            ),
        )
        assert typed["fields"]["summary"] == "合作概况"
        assert [row["school"] for row in typed["tables"]["majors"]] == ["甲校"]
        assert typed["tables"]["partners"] == []

    def test_names_the_section_does_not_have_are_ignored(self) -> None:
        typed = dossiers.typed_from_post(COOPERATION, posted(summary="概况", status="granted", version="9"))
        assert set(typed) == {"fields", "tables"}
        assert "status" not in typed["fields"]

    def test_several_boxes_of_one_name_stay_a_list(self) -> None:
        typed = dossiers.typed_from_post(CLAIMS, posted(conditions=["internship", "joint_ip"]))
        assert typed["fields"]["conditions"] == ["internship", "joint_ip"]
        assert dossiers.bind(CLAIMS, typed).clean["fields"]["conditions"] == ["internship", "joint_ip"]

    @pytest.mark.parametrize("rows", ["-1", "x", "", "１２", "99999", "1e3"])
    def test_a_row_count_that_is_none_means_no_rows(self, rows: str) -> None:
        typed = dossiers.typed_from_post(COOPERATION, posted(majors__rows=rows, majors__0__school="甲校"))
        assert typed["tables"]["majors"] == []

    def test_one_row_too_many_is_kept_and_flagged(self) -> None:
        most = COOPERATION.tables[1].most
        rows = {f"majors__{n}__school": "甲校" for n in range(most + 5)}
        typed = dossiers.typed_from_post(COOPERATION, posted(majors__rows=str(most + 5), **rows))
        assert len(typed["tables"]["majors"]) == most + 1
        bound = dossiers.bind(COOPERATION, typed)
        assert bound.tables[1].too_many
        assert not bound.is_valid
        assert bound.state == dossiers.WRONG

    def test_hostile_text_is_stored_as_typed_without_what_no_database_takes(self) -> None:
        typed = dossiers.typed_from_post(
            COOPERATION, posted(summary="<script>\x00alert(1)</script>" + "长" * 30_000)
        )
        summary = typed["fields"]["summary"]
        assert summary.startswith("<script>alert(1)</script>")
        assert len(summary) == 20_000
        assert "summary" in dossiers.bind(COOPERATION, typed).form.errors

    @pytest.mark.parametrize("mark", ["\u202e", "\u200b", "\x07"])
    def test_invisible_characters_are_refused_by_the_form(self, mark: str) -> None:
        typed = dossiers.typed_from_post(COOPERATION, posted(summary=f"概况{mark}"))
        assert "summary" in dossiers.bind(COOPERATION, typed).form.errors


class TestState:
    def test_a_section_nobody_opened(self) -> None:
        bound = dossiers.bind(COOPERATION, None)
        assert (bound.state, bound.touched) == (dossiers.UNTOUCHED, False)

    def test_only_required_answers_are_missing(self) -> None:
        assert dossiers.bind(COOPERATION, {"fields": {"summary": ""}}).state == dossiers.PARTIAL

    def test_wrong_and_complete(self) -> None:
        typed = whole()["internship"]
        assert dossiers.bind(INTERNSHIP, typed).state == dossiers.COMPLETE
        typed["fields"]["mentors"] = "-3"
        assert dossiers.bind(INTERNSHIP, typed).state == dossiers.WRONG

    def test_every_row_shows_its_own_errors(self) -> None:
        rows = [{"year": "二", "school": "甲校"}, {"year": "2025", "school": ""}]
        bound = dossiers.bind(INTERNSHIP, {"fields": {}, "tables": {"interns": rows}})
        assert not bound.is_valid
        first, second = bound.tables[0].rows
        assert "year" in first.errors
        assert "school" in second.errors
        assert "year" not in second.errors


class TestClean:
    def test_typed_text_becomes_typed_values(self) -> None:
        clean = dossiers.clean(PROGRAMME, whole())
        assert clean["basic"]["fields"]["established_on"] == date(2012, 5, 18)
        assert clean["basic"]["fields"]["employees"] == 860
        assert clean["investment"]["tables"]["bases"][0]["amount"] == Decimal("2100000.00")
        assert clean["basic"]["fields"]["is_independent"] is True
        assert clean["cooperation"]["fields"]["open_to_society"] is False

    def test_a_wrong_row_is_left_out_and_the_others_count(self) -> None:
        typed = whole()
        typed["internship"]["tables"]["interns"][1]["headcount"] = "很多"
        rows = dossiers.clean(PROGRAMME, typed)["internship"]["tables"]["interns"]
        assert [row["year"] for row in rows] == [2023, 2025]

    def test_the_zone_lies_in_two_districts(self) -> None:
        typed = whole()["basic"]
        assert dossiers.bind(BASIC, typed).is_valid
        typed["fields"]["registered_district"] = "310112"
        assert list(dossiers.bind(BASIC, typed).form.errors) == ["zone"]


class TestWords:
    def test_choices_flags_dates_and_money_read_as_people_write_them(self) -> None:
        (basic, *_others) = dossiers.sheet(PROGRAMME, whole())
        words = {field["label"]: field["value"] for field in basic["fields"]}
        assert words["注册区"] == "浦东新区"
        assert words["成立日期"] == "2012年5月18日"
        assert words["具有独立法人资格"] == "是"
        assert basic["tables"][0]["rows"][0][0] == "2023"
        assert basic["tables"][0]["totals"][0]["label"] == "营业收入（元）"

    def test_totals_are_exact(self) -> None:
        sheet = {s["slug"]: s for s in dossiers.sheet(PROGRAMME, whole())}
        bases = sheet["investment"]["tables"][0]
        assert bases["totals"] == [{"label": "投入金额（元）", "value": "7,600,000.00 元（760.00 万元）"}]
        assert sheet["claims"]["fields"][0]["value"].count("；") == 3

    def test_what_is_not_valid_is_left_empty(self) -> None:
        typed = whole()
        typed["basic"]["fields"]["employees"] = "许多"
        (basic, *_others) = dossiers.sheet(PROGRAMME, typed)
        assert {f["label"]: f["value"] for f in basic["fields"]}["职工人数"] == ""

    def test_a_section_nobody_touched_reads_empty(self) -> None:
        assert {f["value"] for f in dossiers.sheet(PROGRAMME, {})[1]["fields"]} == {"", "否"}


class TestForms:
    def test_the_first_visit_suggests_and_judges_nothing(self) -> None:
        bound = dossiers.blank(BASIC, {"employees": 860}, years=(2023, 2024, 2025))
        assert bound.form.initial == {"employees": 860}
        assert [row.initial["year"] for row in bound.tables[0].rows] == [2023, 2024, 2025]
        assert bound.state == dossiers.UNTOUCHED
        assert not bound.form.is_bound

    def test_a_row_is_added_while_there_is_room(self) -> None:
        bound = dossiers.blank(BASIC, {}, years=(2023, 2024, 2025))
        bound.tables[0].add_row()
        assert len(bound.tables[0].rows) == 3, "three years and no more"
        more = dossiers.blank(COOPERATION, {})
        more.tables[0].add_row({"school": "甲校"})
        assert more.tables[0].rows[0].initial == {"school": "甲校"}
        assert more.tables[0].blank.prefix == "partners-__prefix__"

    def test_shown_as_typed_without_errors(self) -> None:
        bound = dossiers.shown(
            INTERNSHIP, {"fields": {"mentors": "-3"}, "tables": {"interns": [{"year": "x"}]}}
        )
        assert bound.form.initial == {"mentors": "-3"}
        assert [row.initial for row in bound.tables[0].rows] == [{"year": "x"}]
        assert len(bound.forms) == 2


def test_every_section_of_the_stories_is_complete() -> None:
    typed = whole()
    states = {s.slug: dossiers.bind(s, typed[s.slug]).state for s in PROGRAMME.sections}
    assert set(states.values()) == {dossiers.COMPLETE}, states
    assert all(isinstance(s, Section) for s in PROGRAMME.sections)
