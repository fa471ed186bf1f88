"""The register of programmes: nothing twice, nothing impossible."""

from dataclasses import replace

import pytest

from certification import registry
from certification.programmes.enterprise import POLICY, PROGRAMME


@pytest.fixture
def empty_register(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_programmes", {})


def test_a_slug_or_a_code_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="registered already"):
        registry.register(replace(PROGRAMME, code="Z9"))
    with pytest.raises(ValueError, match="registered already"):
        registry.register(replace(PROGRAMME, slug="another"))


@pytest.mark.usefixtures("empty_register")
def test_criteria_add_up_to_a_hundred() -> None:
    lacking = replace(POLICY, criteria=POLICY.criteria[1:])
    with pytest.raises(ValueError, match="criteria add up to 85, not to 100"):
        registry.register(replace(PROGRAMME, policy=lacking))


@pytest.mark.usefixtures("empty_register")
def test_programmes_come_in_the_order_of_their_codes() -> None:
    registry.register(replace(PROGRAMME, slug="later", code="B1"))
    registry.register(PROGRAMME)
    assert [p.code for p in registry.all_programmes()] == ["A1", "B1"]
    assert registry.get("later").code == "B1"
    with pytest.raises(KeyError):
        registry.get("never")


def test_sections_and_evidence_are_found_by_their_names() -> None:
    assert PROGRAMME.section("plan").title == "三年规划"
    assert PROGRAMME.evidence_kind("licence").most == 1
    with pytest.raises(KeyError):
        PROGRAMME.section("nothing")
    with pytest.raises(KeyError):
        PROGRAMME.evidence_kind("nothing")


@pytest.mark.usefixtures("empty_register")
def test_a_later_procedure_comes_after_the_first() -> None:
    later = replace(PROGRAMME, slug="renewed", code="A1-F", parent=PROGRAMME.slug, stage="renewal")
    with pytest.raises(ValueError, match="follows enterprise-cultivation, which is not registered"):
        registry.register(later)
    registry.register(PROGRAMME)
    registry.register(later)
    assert [p.code for p in registry.first_programmes()] == ["A1"]
    assert registry.later(PROGRAMME.slug) == [later]


def test_endings_are_found_by_their_outcomes() -> None:
    assert PROGRAMME.ending("grant").letter == "纳入决定书"
    assert PROGRAMME.certificate is PROGRAMME.ending("grant").certificate
    assert replace(PROGRAMME, endings=PROGRAMME.endings[1:]).certificate is None
    with pytest.raises(KeyError):
        PROGRAMME.ending("lower")
