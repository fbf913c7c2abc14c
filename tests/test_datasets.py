"""Tests of the lessons' data sets."""

import numpy as np
import pytest

from dl101 import datasets

CLOUDS = {"two_clouds": 2, "three_clouds": 3, "xor_clouds": 2}
CURVES = {"circles": "radius", "moons": "radius", "spirals": "turns"}
MAKERS = CLOUDS | dict.fromkeys(CURVES, 2)
AMOUNTS = [(name, amount) for name in CLOUDS for amount in ("spread", "distance")] + [
    (name, amount) for name, size in CURVES.items() for amount in ("noise", size)
]


@pytest.mark.parametrize(("name", "classes"), MAKERS.items())
@pytest.mark.parametrize("n", [1, 7, 60])
def test_shapes_types_and_limits(name, classes, n):
    points, labels = getattr(datasets, name)(n)
    assert points.shape == (n, 2)
    assert points.dtype == np.float64
    assert labels.shape == (n,)
    assert labels.dtype == np.int64
    assert np.abs(points).max() <= 4
    assert set(labels) <= set(range(classes))
    counts = np.bincount(labels, minlength=classes)
    assert counts.max() - counts.min() <= 1


@pytest.mark.parametrize("name", MAKERS)
def test_a_seed_repeats_and_another_differs(name):
    make = getattr(datasets, name)
    np.testing.assert_array_equal(make(40, seed=3)[0], make(40, seed=3)[0])
    assert not np.array_equal(make(40, seed=3)[0], make(40, seed=4)[0])


def test_a_line_separates_two_clouds_but_not_xor():
    points, labels = datasets.two_clouds(100)
    assert np.mean((points.sum(axis=1) > 0) == labels) >= 0.95
    points, labels = datasets.xor_clouds(100)
    angles = np.linspace(0, 2 * np.pi, 73)
    best = 0.0
    for direction in np.column_stack([np.cos(angles), np.sin(angles)]):
        scores = points @ direction
        best = max(best, *(np.mean((scores > b) == labels) for b in np.linspace(-4, 4, 41)))
    assert best < 0.8


def test_without_noise_the_curves_are_what_they_are_called():
    points, labels = datasets.circles(100, radius=3.0, noise=0.0)
    distances = np.hypot(*points.T)
    assert distances[labels == 0].max() <= 1.5 + 1e-3
    np.testing.assert_allclose(distances[labels == 1], 3.0, atol=1e-3)

    points, labels = datasets.moons(100, radius=2.0, noise=0.0)
    middles = np.where(labels == 0, -1.0, 1.0)[:, None] * [1.0, 0.5]
    np.testing.assert_allclose(np.hypot(*(points - middles).T), 2.0, atol=2e-3)
    assert np.all(((points - middles)[:, 1] >= -1e-3) == (labels == 0))

    points, labels = datasets.spirals(100, turns=2.0, noise=0.0)
    distances = np.hypot(*points.T)
    angles = 4 * np.pi * distances / 3.6 + np.pi * labels
    expected = distances[:, None] * np.column_stack([np.cos(angles), np.sin(angles)])
    np.testing.assert_allclose(points, expected, atol=0.02)


@pytest.mark.parametrize("name", CURVES)
def test_noise_moves_every_point_of_a_curve(name):
    make = getattr(datasets, name)
    shifts = make(200, noise=0.2)[0] - make(200, noise=0.0)[0]
    assert 0.15 < shifts.std() < 0.25


@pytest.mark.parametrize("name", CURVES)
def test_a_line_does_not_separate_the_curves(name):
    points, labels = getattr(datasets, name)(200)
    inputs = np.column_stack([points, np.ones(200)])
    weights = np.linalg.lstsq(inputs, 2.0 * labels - 1, rcond=None)[0]
    assert np.mean((inputs @ weights > 0) == labels) < 0.95


@pytest.mark.parametrize("n", [0, -3, 2.5, "many", None, True])
def test_a_bad_number_of_points_is_named(n):
    with pytest.raises(ValueError, match="n must be a positive whole number"):
        datasets.two_clouds(n)


@pytest.mark.parametrize(("name", "argument"), AMOUNTS)
@pytest.mark.parametrize("value", [-1.0, np.nan, np.inf, "wide"])
def test_a_bad_amount_is_named(name, argument, value):
    with pytest.raises((ValueError, TypeError), match=argument):
        getattr(datasets, name)(10, **{argument: value})


def test_one_hot_labels():
    expected = [[1, 0, 0], [0, 0, 1], [0, 1, 0]]
    np.testing.assert_array_equal(datasets.one_hot_labels([0, 2, 1]), expected)
    assert datasets.one_hot_labels([0, 1], classes=4).shape == (2, 4)
    assert datasets.one_hot_labels([], classes=3).shape == (0, 3)


@pytest.mark.parametrize(
    ("labels", "classes", "message"),
    [
        ([[0, 1]], None, r"shape \(n,\), not \(1, 2\)"),
        ([0.5, 1.0], None, "whole numbers"),
        ([0, 3], 3, "between 0 and 2"),
        ([-1, 0], None, "between 0 and 0"),
        ([], None, "empty"),
    ],
)
def test_bad_labels_are_named(labels, classes, message):
    with pytest.raises(ValueError, match=message):
        datasets.one_hot_labels(labels, classes)


def test_digits():
    train, train_labels, test, test_labels = datasets.digits()
    assert (train.shape, test.shape) == ((1200, 64), (597, 64))
    assert train.dtype == test.dtype == np.float64
    assert train_labels.dtype == test_labels.dtype == np.int64
    images = np.concatenate([train, test])
    labels = np.concatenate([train_labels, test_labels])
    assert np.isin(images * 16, range(17)).all()
    assert (images.min(), images.max()) == (0, 1)
    # The counts that the repository's page gives for the test set.
    counts = [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]
    np.testing.assert_array_equal(np.bincount(labels), counts)


def test_a_digit_looks_like_itself():
    zero = datasets.digits()[0][0].reshape(8, 8)
    assert zero[3:5, 3:5].max() < 0.1, "a zero is empty in the middle"
    assert zero[1].max() > 0.9
    assert zero[6].max() > 0.7


def test_digits_are_divided_without_changing_their_order():
    train, labels, rest, rest_labels = datasets.digits(test=100)
    again, _, _, _ = datasets.digits(test=597)
    assert (len(train), len(labels), len(rest), len(rest_labels)) == (1697, 1697, 100, 100)
    np.testing.assert_array_equal(train[:1200], again)


@pytest.mark.parametrize("test", [0, -1, 1797, 0.25, True, None])
def test_a_bad_number_of_test_digits_is_named(test):
    with pytest.raises(ValueError, match="from 1 to 1796"):
        datasets.digits(test=test)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: datasets.two_clouds(10, seed="a"), "seed must be a whole number from 0, not 'a'"),
        (lambda: datasets.two_clouds(10, seed=-1), "seed must be a whole number from 0, not -1"),
        (lambda: datasets.two_clouds(10**9), "at most 10000000 points"),
        (lambda: datasets.moons(10, radius=10**400), "radius must be a finite number"),
        (lambda: datasets.spirals(10, noise="a" * 10_000), "finite number.{,90}$"),
        (lambda: datasets.one_hot_labels([[1, 2], [3]]), "not lists of lists"),
        (lambda: datasets.one_hot_labels([0], classes=1.5), "classes must be a whole number"),
        (lambda: datasets.one_hot_labels([0], classes=10**30), "10,000 classes at most"),
        (lambda: datasets.one_hot_labels([10**9]), "10,000 classes at most"),
    ],
)
def test_amounts_that_are_none(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_any_kind_of_number_is_an_amount():
    usual, _ = datasets.moons(10, radius=2.0)
    for radius in (2, np.float16(2), np.float32(2), np.int64(2)):
        np.testing.assert_array_equal(datasets.moons(10, radius=radius)[0], usual)
    assert np.isfinite(datasets.moons(10, radius=10**30)[0]).all()
