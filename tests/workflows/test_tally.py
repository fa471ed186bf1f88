"""Score arithmetic is exact: worked examples, and properties over all scores."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows import tally

scores = st.decimals(min_value=0, max_value=100, places=2)
panels = st.lists(scores, min_size=3, max_size=15)


def exactly(value: Fraction) -> Decimal:
    """Round a non-negative fraction to cents, halves up, without the decimal module's help."""
    cents = (value * 200 + 1) // 2
    return Decimal(int(cents)).scaleb(-2)


def decimals(*values: str) -> list[Decimal]:
    return [Decimal(value) for value in values]


class TestTrimmedMean:
    def test_five_experts(self):
        assert tally.trimmed_mean(decimals("92", "85.5", "88", "61", "90")) == Decimal("87.83")

    def test_a_tie_at_the_top_loses_one_of_them(self):
        assert tally.trimmed_mean(decimals("90", "90", "60")) == Decimal("90.00")

    def test_halves_go_up(self):
        assert tally.trimmed_mean(decimals("0", "80.00", "80.01", "100")) == Decimal("80.01")

    @pytest.mark.parametrize("few", [[], decimals("90"), decimals("90", "80")])
    def test_too_few(self, few):
        with pytest.raises(ValueError, match="at least three"):
            tally.trimmed_mean(few)

    @pytest.mark.parametrize("wrong", [90.0, 90, "90", Decimal("NaN"), Decimal("Infinity")])
    def test_only_finite_decimals(self, wrong):
        with pytest.raises(TypeError, match="finite Decimals"):
            tally.trimmed_mean([Decimal(80), Decimal(81), wrong])

    @given(panels)
    def test_agrees_with_fractions(self, totals):
        kept = sorted(Fraction(total) for total in totals)[1:-1]
        assert tally.trimmed_mean(totals) == exactly(sum(kept, Fraction(0)) / len(kept))

    @given(panels, st.randoms())
    def test_order_does_not_matter_and_it_lies_between(self, totals, random):
        mean = tally.trimmed_mean(totals)
        shuffled = list(totals)
        random.shuffle(shuffled)
        assert tally.trimmed_mean(shuffled) == mean
        assert min(totals) <= mean <= max(totals)

    @given(panels, scores)
    def test_one_wild_score_moves_it_no_further_than_the_others_allow(self, totals, wild):
        ranked = sorted(totals)
        assert ranked[0] <= tally.trimmed_mean([*totals, wild]) <= ranked[-1]


class TestWeightedTotal:
    weights = {"mechanism": Decimal(15), "training": Decimal(85)}

    def test_an_example(self):
        given_ = {"mechanism": Decimal(80), "training": Decimal("90.5")}
        assert tally.weighted_total(given_, self.weights) == Decimal("88.93")  # 88.925, half up

    @given(st.dictionaries(st.sampled_from("abcdefg"), st.tuples(scores, st.integers(1, 50)), min_size=1))
    def test_agrees_with_fractions(self, sheet):
        total = tally.weighted_total(
            {name: score for name, (score, _weight) in sheet.items()},
            {name: Decimal(weight) for name, (_score, weight) in sheet.items()},
        )
        parts = sum(Fraction(score) * weight for score, weight in sheet.values())
        assert total == exactly(parts / sum(weight for _score, weight in sheet.values()))

    @pytest.mark.parametrize("sheet", [{}, {"mechanism": Decimal(1)}, {"other": Decimal(1)}])
    def test_criteria_must_match(self, sheet):
        with pytest.raises(ValueError, match="criteria differ"):
            tally.weighted_total(sheet, self.weights)
        with pytest.raises(ValueError, match="criteria differ"):
            tally.weighted_total({}, {})

    def test_weights_are_positive(self):
        with pytest.raises(ValueError, match="positive"):
            tally.weighted_total({"a": Decimal(1)}, {"a": Decimal(0)})


def test_all_settled():
    assert tally.all_settled(["SH-JW", "SH-CZJ"], ["SH-CZJ", "SH-JW", "SH-GZW"])
    assert not tally.all_settled(["SH-JW", "SH-CZJ"], ["SH-CZJ"])
    with pytest.raises(ValueError, match="nobody was asked"):
        tally.all_settled([], [])


def test_any_objection():
    assert tally.any_objection(["agree", "object"], objecting={"object"})
    assert not tally.any_objection(["agree"], objecting={"object"})
    assert not tally.any_objection([], objecting={"object"})


def test_spread():
    assert tally.spread(decimals("92.5", "61", "90")) == Decimal("31.5")
    assert tally.spread(decimals("92.5")) == 0
    with pytest.raises(ValueError, match="no totals"):
        tally.spread([])
