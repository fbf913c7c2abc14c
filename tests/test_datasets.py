"""Tests of the lessons' data sets."""

import numpy as np
import pytest

from dl101 import datasets

CLOUDS = [datasets.two_clouds, datasets.three_clouds, datasets.xor_clouds]
CURVES = [datasets.circles, datasets.moons, datasets.spirals]


@pytest.mark.parametrize("make", CLOUDS + CURVES)
def test_shapes_types_limits_and_seeds(make):
    classes = 3 if make is datasets.three_clouds else 2
    for n in (1, 7, 60):
        points, labels = make(n, seed=3)
        assert points.shape == (n, 2)
        assert points.dtype == np.float64
        assert labels.shape == (n,)
        assert labels.dtype == np.int64
        assert np.abs(points).max() <= 4
        assert set(labels) <= set(range(classes))
        counts = np.bincount(labels, minlength=classes)
        assert counts.max() - counts.min() <= 1
    np.testing.assert_array_equal(make(60, seed=3)[0], points)
    assert not np.array_equal(make(60, seed=4)[0], points)


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


@pytest.mark.parametrize("make", CURVES)
def test_noise_moves_every_point_of_a_curve_and_no_line_separates_it(make):
    shifts = make(200, noise=0.2)[0] - make(200, noise=0.0)[0]
    assert 0.15 < shifts.std() < 0.25
    points, labels = make(200)
    inputs = np.column_stack([points, np.ones(200)])
    weights = np.linalg.lstsq(inputs, 2.0 * labels - 1, rcond=None)[0]
    assert np.mean((inputs @ weights > 0) == labels) < 0.95


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: datasets.two_clouds(0), ValueError, "n must be a whole number from 1 .* not 0"),
        (lambda: datasets.two_clouds(2.5), TypeError, "n must be a whole number, not 2.5"),
        (
            lambda: datasets.two_clouds(10**9),
            ValueError,
            "n must be a whole number from 1 to 10000000",
        ),
        (lambda: datasets.moons(9, "a"), TypeError, "seed must be a whole number, not 'a'"),
        (lambda: datasets.moons(9, -1), ValueError, "seed must be a whole number, 0 or more"),
        (lambda: datasets.two_clouds(9, distance=-1.0), ValueError, "distance must be a finite"),
        (lambda: datasets.three_clouds(9, distance="far"), ValueError, "distance must be a finite"),
        (lambda: datasets.xor_clouds(9, distance=np.nan), ValueError, "distance must be a finite"),
        (lambda: datasets.xor_clouds(9, spread=np.inf), ValueError, "spread must be a finite"),
        (lambda: datasets.circles(9, radius=-1.0), ValueError, "radius must be a finite"),
        (lambda: datasets.moons(9, radius=np.nan), ValueError, "radius must be a finite"),
        (lambda: datasets.spirals(9, turns=-1.0), ValueError, "turns must be a finite"),
        (lambda: datasets.spirals(9, noise="a"), ValueError, "noise must be a finite"),
        (lambda: datasets.digits(0), ValueError, "test must be a whole number from 1 to 1796"),
        (lambda: datasets.digits(0.25), TypeError, "test must be a whole number"),
        (lambda: datasets.one_hot_labels([[0, 1]]), ValueError, r"labels must have shape \(n,\)"),
        (lambda: datasets.one_hot_labels([0.5, 1]), ValueError, "labels must be whole numbers"),
        (lambda: datasets.one_hot_labels([0, 3], 3), ValueError, "between 0 and 2.* from 0 to 3"),
        (lambda: datasets.one_hot_labels([-1, 0]), ValueError, "between 0 and 0.* from -1 to 0"),
        (lambda: datasets.one_hot_labels([]), ValueError, "labels is empty"),
        (lambda: datasets.one_hot_labels([0], 1.5), TypeError, "classes must be a whole number"),
    ],
)
def test_mistakes_are_named(call, error, message):
    with pytest.raises(error, match=message):
        call()


def test_one_hot_labels():
    expected = [[1, 0, 0], [0, 0, 1], [0, 1, 0]]
    np.testing.assert_array_equal(datasets.one_hot_labels([0, 2, 1]), expected)
    assert datasets.one_hot_labels([0, 1], classes=4).shape == (2, 4)
    assert datasets.one_hot_labels([], classes=3).shape == (0, 3)


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


def test_zeros_and_ones_are_standardized_measurements_of_digits():
    images, points, labels = datasets.zeros_and_ones()
    assert (images.shape, points.shape, labels.shape) == ((360, 64), (360, 2), (360,))
    np.testing.assert_allclose(points.mean(axis=0), 0, atol=1e-3)
    np.testing.assert_allclose(points.std(axis=0), 1, atol=1e-3)
    measured = datasets.ink_and_symmetry(images)
    assert np.all((measured >= 0) & (measured <= 1))
    np.testing.assert_allclose(np.corrcoef(measured.T), np.corrcoef(points.T), atol=1e-3)
    few_images, few, _ = datasets.zeros_and_ones(12)
    np.testing.assert_array_equal(few, points[:12])
    np.testing.assert_array_equal(few_images, images[:12])


def test_ink_and_symmetry_of_a_picture_drawn_by_hand():
    left_half = np.zeros((8, 8))
    left_half[:, :4] = 1
    middle = np.zeros((8, 8))
    middle[:, 3:5] = 1
    pictures = [left_half.ravel(), middle.ravel(), np.zeros(64)]
    np.testing.assert_array_equal(datasets.ink_and_symmetry(pictures), [[0.5, 0], [1, 1], [0, 1]])
    with pytest.raises(ValueError, match="images"):
        datasets.ink_and_symmetry(np.zeros((3, 8, 8)))


def test_a_line_reads_zeros_and_ones_better_than_either_number_alone():
    _, points, labels = datasets.zeros_and_ones()
    for column, best in ((0, 0.911), (1, 0.744)):
        cuts = points[:, column, None] > points[:, column]
        right = np.mean(cuts == labels[:, None], axis=0)
        assert np.maximum(right, 1 - right).max() == pytest.approx(best, abs=1e-3)
    right = (points @ [2.0, -1.6] - 0.5 > 0) == labels
    assert right.mean() > 0.96


def test_digits_are_divided_without_changing_their_order():
    train, labels, rest, rest_labels = datasets.digits(test=100)
    again, _, _, _ = datasets.digits(test=597)
    assert (len(train), len(labels), len(rest), len(rest_labels)) == (1697, 1697, 100, 100)
    np.testing.assert_array_equal(train[:1200], again)


def test_any_kind_of_number_is_an_amount():
    usual, _ = datasets.moons(10, radius=2.0)
    for radius in (2, np.float32(2), np.int64(2)):
        np.testing.assert_array_equal(datasets.moons(10, radius=radius)[0], usual)
