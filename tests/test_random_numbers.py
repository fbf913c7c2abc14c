"""The generator of random numbers that Python and the page share."""

import numpy as np
import pytest

from dl101.random_numbers import Random


def test_the_published_numbers():
    random = Random(0)
    drawn = [random.next() * 2**32 for _ in range(5)]
    assert drawn == [1144304738, 1416247, 958946056, 627933444, 2007157716]
    assert Random(2**32 + 5).next() == Random(5).next()


def test_numbers_are_evenly_spread():
    random = Random(7)
    drawn = np.array([random.next() for _ in range(20_000)])
    assert 0 <= drawn.min() < drawn.max() < 1
    counts = np.histogram(drawn, 20, (0, 1))[0]
    assert ((counts - 1000) ** 2 / 1000).sum() < 43.8  # chi-squared of 19, one time in a thousand
    assert abs(np.corrcoef(drawn[1:], drawn[:-1])[0, 1]) < 0.025


def test_neighbouring_seeds_have_nothing_in_common():
    first = np.array([Random(seed).next() for seed in range(2000)])
    assert abs(np.corrcoef(first[1:], first[:-1])[0, 1]) < 0.08
    assert abs(first.mean() - 0.5) < 0.03


def test_weights_have_the_variance_of_their_layer():
    weights = Random(3).weights(50, 200, gain=2)
    assert weights.shape == (50, 200)
    assert weights.var() == pytest.approx(2 / 50, rel=0.03)
    assert abs(weights.mean()) < 0.01


def test_permutations_hold_every_number_and_every_order_is_as_likely():
    random = Random(11)
    assert sorted(random.permutation(1000)) == list(range(1000))
    assert random.permutation(0).tolist() == []
    counts: dict[tuple, int] = {}
    for _ in range(6000):
        order = tuple(random.permutation(3).tolist())
        counts[order] = counts.get(order, 0) + 1
    assert len(counts) == 6
    assert sum((count - 1000) ** 2 / 1000 for count in counts.values()) < 20.5  # of 5, as above


@pytest.mark.parametrize(("seed", "error"), [(-1, ValueError), (1.5, TypeError)])
def test_seeds_are_whole_numbers(seed, error):
    with pytest.raises(error, match="seed must be a whole number"):
        Random(seed)
