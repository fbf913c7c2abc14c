"""The network library of the page beside `dl101`: one step, three hundred, and what starts them.

``python -m tests.browser.test_network`` prints how closely they agree over many runs.
"""

from __future__ import annotations

import warnings
from dataclasses import asdict, dataclass, replace
from itertools import pairwise, product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from playwright.sync_api import Page, sync_playwright

import dl101 as dl
import dl101.widgets
from dl101.random_numbers import Random
from dl101.widgets.choices import HIDDEN_FUNCTIONS, OPTIMIZERS
from dl101.widgets.features import FEATURES, with_features
from dl101.widgets.network import ACTIVATIONS, Dense, evaluate, to_json
from dl101.widgets.training_graph import LARGEST_LOSS

from .lab import start_browser

MODULE = Path(dl101.widgets.__file__).parent / "web" / "network.js"
LOAD = """async (text) => {
  const url = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
  window.library = await import(url);
  URL.revokeObjectURL(url);
}"""
TRAIN = """({ data, from, ...run }) => {
  const { Network, OPTIMIZERS, Random, Batches, takeRows, withFeatures } = window.library;
  const { widths, activation, optimizer, loss, rate, decay, size, steps, seed } = run;
  const network = new Network(widths, activation, loss);
  const trained = new OPTIMIZERS[optimizer](network.parameters.length);
  network.parameters.set(from.parameters);
  trained.state.forEach((array, i) => array.set(from.state[i]));
  const [points, labels] = data.map((rows) => Float64Array.from(rows.flat()));
  const inputs = withFeatures(points, run.features);
  const [width, count] = [data[1][0].length, data[0].length];
  const batches = new Batches(new Random(seed));
  const losses = [];
  for (let step = 0; step < steps; step++) {
    const rows = batches.next(count, size);
    losses.push(network.lossOf(takeRows(inputs, widths[0], rows), takeRows(labels, width, rows)));
    network.backward(decay);
    trained.step(network.parameters, network.gradient, rate);
  }
  const state = trained.state.map((array) => Array.from(array));
  return { losses, parameters: Array.from(network.parameters), state };
}"""
# Steps may be too large for a network: then its loss overflows.
pytestmark = pytest.mark.filterwarnings("ignore:.* gave inf or nan:RuntimeWarning")

STARTS = 5
"""How many starts near a run's own are tried."""

LOSSES = {"sigmoid": 1, "softmax": 3, "squared": 2}
"""Losses and, for each, the number of outputs that it is tried with."""


@dataclass(frozen=True)
class Run:
    """A network, its data by seed, and how it is trained."""

    hidden: tuple[int, ...]
    activation: str
    optimizer: str
    loss: str
    rate: float
    decay: float
    size: int
    steps: int
    seed: int
    features: tuple[str, ...] = ()

    @property
    def widths(self) -> list[int]:
        return [2 + len(self.features), *self.hidden, LOSSES[self.loss]]

    @property
    def data(self) -> tuple[NDArray, NDArray]:
        """24 points and their labels, one row each."""
        random = np.random.default_rng(self.seed)
        points = random.normal(size=(24, 2)) * 2
        if self.loss == "squared":
            return points, random.normal(size=(24, 2))
        return points, random.integers(0, max(2, LOSSES[self.loss]), (24, 1)).astype(float)

    def start(self) -> NDArray:
        """Draw parameters as the page does: a layer's weights, its biases, the next layer's."""
        random, gain = Random(self.seed), 2 if self.activation == "relu" else 1
        layers = [(random.weights(a, b, gain), np.zeros(b)) for a, b in pairwise(self.widths)]
        return np.concatenate([array.ravel() for layer in layers for array in layer])


class Reference:
    """The same run, in `dl101`."""

    def __init__(self, run: Run, parameters: NDArray) -> None:
        self.run, (points, self._labels) = run, run.data
        self._rows = with_features(points, run.features)
        with dl.Graph().as_default() as graph:
            self._X = values = dl.placeholder(dl.float64, [None, run.widths[0]])
            self._variables: list[dl.Variable] = []
            for a, b in pairwise(run.widths):
                own, parameters = np.split(parameters, [(a + 1) * b])
                weights, biases = dl.Variable(own[: a * b].reshape(a, b)), dl.Variable(own[a * b :])
                self._variables += [weights, biases]
                sums = dl.matmul(values, weights) + biases
                values = HIDDEN_FUNCTIONS[run.activation](sums)
            self._make_loss(sums)
            penalty = dl.add_n([dl.reduce_sum(dl.square(w)) for w in self._variables[::2]])
            total = self._loss + run.decay * penalty
            self._step = OPTIMIZERS[run.optimizer](run.rate, 0.9).minimize(total)
            self._others = [v for v in graph.variables if not v.trainable]
        self._session = dl.Session(graph=graph)

    def _make_loss(self, sums: dl.Node) -> None:
        if self.run.loss == "softmax":
            self._y = dl.placeholder(dl.int64, [None])
            self._labels = self._labels[:, 0].astype(int)
            losses = dl.nn.sparse_softmax_cross_entropy_with_logits(labels=self._y, logits=sums)
        else:
            self._y = dl.placeholder(dl.float64, [None, self.run.widths[-1]])
            if self.run.loss == "sigmoid":
                losses = dl.nn.sigmoid_cross_entropy_with_logits(labels=self._y, logits=sums)
            else:
                losses = dl.reduce_sum(dl.square(sums - self._y), 1)
        self._loss = dl.reduce_mean(losses)

    def train(self) -> list[float]:
        """Take the steps; return the loss before each. Like a trainer, stop at a large one."""
        random, order, losses = Random(self.run.seed), [], []
        for _ in range(self.run.steps):
            if len(order) == 0:
                order = random.permutation(len(self._rows))
            rows, order = order[: self.run.size], order[self.run.size :]
            feed = {self._X: self._rows[rows], self._y: self._labels[rows]}
            losses.append(self._session.run([self._loss, self._step], feed)[0])
            if losses[-1] > LARGEST_LOSS:
                raise ArithmeticError(f"diverged: {losses[-1]:.3g}")
        return losses

    @property
    def parameters(self) -> NDArray:
        return np.concatenate([v.ravel() for v in self._session.run(self._variables)])

    @property
    def state(self) -> list[NDArray]:
        """What the optimizer remembers, in the order of the page."""
        values = dict(zip(self._others, self._session.run(self._others), strict=True))

        def ending(text: str) -> list[NDArray]:
            return [value.ravel() for node, value in values.items() if node.name.endswith(text)]

        if self.run.optimizer == "Adam":
            powers = ending("beta1_power") + ending("beta2_power")
            found = [ending("/Adam"), ending("/Adam_1"), powers]
        else:
            found = [ending("/Momentum")] if self.run.optimizer == "momentum" else []
        return [np.concatenate(arrays) for arrays in found]

    def describe(self) -> dict:
        """Parameters and state, as the page takes them over."""
        return {"parameters": self.parameters.tolist(), "state": [s.tolist() for s in self.state]}


def train(page: Page, run: Run, start: Reference) -> dict:
    """Train in the page, from where a reference is."""
    data = [array.tolist() for array in run.data]
    spec = {**asdict(run), "widths": run.widths, "data": data, "from": start.describe()}
    return page.evaluate(TRAIN, spec)


def distance(found: list[float] | NDArray, expected: NDArray) -> float:
    """The largest difference between two arrays, for numbers over 1 relative to the largest."""
    scale = max(1.0, np.abs(expected).max(initial=0))
    return float(np.abs(np.asarray(found) - expected).max(initial=0) / scale)


def measure(page: Page, run: Run) -> tuple[float, float]:
    """Return how far page and Python part in a run, and Python from itself, started 4e-16 away.

    The latter is the largest of several: where a unit is dead, or a gradient is zero but for
    rounding, one start in some other direction may show nothing.
    """
    start = run.start()
    reference = Reference(run, start)
    found = train(page, run, reference)
    reference.train()
    expected, random = reference.parameters, np.random.default_rng(run.seed)
    parted = []
    for _ in range(STARTS):
        other = Reference(run, start + 4e-16 * random.choice([-1, 1], start.shape))
        other.train()
        parted.append(distance(other.parameters, expected))
    return distance(found["parameters"], expected), max(parted)


RUNS = st.builds(
    Run,
    hidden=st.lists(st.integers(1, 6), max_size=3).map(tuple),
    activation=st.sampled_from(sorted(HIDDEN_FUNCTIONS)),
    optimizer=st.sampled_from(sorted(OPTIMIZERS)),
    loss=st.sampled_from(sorted(LOSSES)),
    rate=st.sampled_from([0.003, 0.01, 0.03, 0.1]),
    decay=st.sampled_from([0.0, 0.001, 0.01]),
    size=st.sampled_from([5, 24]),
    steps=st.just(1),
    seed=st.integers(0, 2**32 - 1),
    features=st.sets(st.sampled_from(sorted(FEATURES))).map(tuple),
)


@pytest.fixture(scope="module")
def page(browser):
    """A blank page that has loaded the library."""
    opened = browser.new_page()
    opened.evaluate(LOAD, MODULE.read_text("utf-8"))
    yield opened
    opened.close()


@settings(max_examples=100)
@given(run=RUNS, before=st.sampled_from([0, 7]))
def test_one_step_from_any_state(page, run, before):
    reference = Reference(replace(run, steps=before), run.start())
    try:
        reference.train()
        # Whatever came before: both sides begin a new round of batches.
        found = train(page, run, reference)
        reference.run = run
        losses = reference.train()
    except ArithmeticError:
        return  # the steps are too large for the network, in Python as in the page
    assert distance(found["losses"], np.array(losses)) < 1e-12
    assert distance(found["parameters"], reference.parameters) < 1e-12
    for mine, its in zip(found["state"], reference.state, strict=True):
        assert distance(mine, its) < 1e-12


@settings(max_examples=20)
@given(run=RUNS.map(lambda run: replace(run, steps=300)))
def test_three_hundred_steps(page, run):
    try:
        apart, python_from_itself = measure(page, run)
    except ArithmeticError:
        return
    bound = 1e-9 if python_from_itself < 1e-11 else 100 * python_from_itself
    assert apart < bound, f"{apart:.1e}, while Python stays within {python_from_itself:.1e}"


@given(seed=st.integers(0, 2**53 - 1), n=st.integers(0, 200))
def test_random_numbers_are_the_same(page, seed, n):
    script = """([seed, n]) => {
      const random = new window.library.Random(seed);
      return [random.next(), random.permutation(n), random.next(), random.state];
    }"""
    random = Random(seed)
    expected = [random.next(), random.permutation(n).tolist(), random.next(), random.state]
    assert page.evaluate(script, [seed, n]) == expected


@given(run=RUNS)
def test_starts_are_the_same_to_the_last_bit(page, run):
    script = """([widths, activation, seed]) => {
      const { Network, Random } = window.library;
      const network = new Network(widths, activation, "sigmoid");
      network.initialize(new Random(seed));
      return Array.from(network.parameters);
    }"""
    found = page.evaluate(script, [run.widths, run.activation, run.seed])
    np.testing.assert_array_equal(found, run.start())


def test_batches_are_resumed_where_another_one_was(page):
    script = """([before, size]) => {
      const { Batches, Random } = window.library;
      const [one, other] = [1, 2].map((seed) => new Batches(new Random(seed)));
      for (let i = 0; i < before; i++) one.next(12, size);
      other.resume(one, 12);
      return [one, other].map((batches) => [1, 2, 3, 4].map(() => batches.next(12, size)));
    }"""
    for before in range(6):
        one, other = page.evaluate(script, [before, 5])
        assert one == other
        assert {len(rows) for rows in one} == {5, 2}


def test_finished_networks_are_evaluated_as_in_python(page):
    script = """([layers, points]) => {
      const inputs = Float64Array.from(points.flat());
      const { activations, forward } = window.library;
      const all = [...activations(layers, inputs), forward(layers, inputs)];
      return all.map(({ values }) => Array.from(values));
    }"""
    random = np.random.default_rng(0)
    points = random.uniform(-5, 5, (50, 2))
    ends = (("sigmoid", 1), ("softmax", 3))
    for activation, (last, outputs), scale in product(ACTIVATIONS[:-1], ends, (0.1, 1, 30)):
        layers = [
            Dense(scale * random.normal(size=(a, b)), random.normal(size=b), activation)
            for a, b in pairwise((2, 5, 4, outputs))
        ]
        layers[-1] = layers[-1]._replace(activation=last)
        *each, end = page.evaluate(script, [to_json(layers), points.tolist()])
        for count, found in enumerate(each, 1):
            expected = evaluate(layers[:count], points)
            np.testing.assert_allclose(found, expected.ravel(), rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(end, evaluate(layers, points).ravel(), atol=1e-9)


def main() -> None:
    """Print how far page and Python part over many runs of 300 steps."""
    warnings.simplefilter("error")
    random = np.random.default_rng(0)
    runs, apart = [], []
    with sync_playwright() as playwright:
        browser = start_browser(playwright)
        page = browser.new_page()
        page.evaluate(LOAD, MODULE.read_text("utf-8"))
        for seed in range(320):
            hidden = tuple(int(n) for n in random.integers(1, 9, random.integers(0, 4)))
            names = [str(random.choice(sorted(c))) for c in (HIDDEN_FUNCTIONS, OPTIMIZERS, LOSSES)]
            rate = float(random.choice([0.003, 0.01, 0.03, 0.1, 0.3]))
            size = int(random.choice([5, 24]))
            features = tuple(feature for feature in FEATURES if seed % 2 and random.random() < 0.3)
            run = Run(hidden, *names, rate, 0.0, size, 300, seed, features)
            try:
                apart.append(measure(page, run))
                runs.append(run)
            except (ArithmeticError, RuntimeWarning):
                continue
        browser.close()
    page_from_python, python_from_itself = np.array(apart).T
    chaotic = python_from_itself >= 1e-11
    bounds = np.where(chaotic, 100 * python_from_itself, 1e-9)
    print(f"{len(apart)} runs of 300 steps whose loss stays below {LARGEST_LOSS:g}; ", end="")
    print(f"{np.sum(chaotic)} of them ({np.mean(chaotic):.0%}) are chaotic:")
    print("started 4e-16 away, Python itself parts by more than 1e-11")
    print(f"page from Python in the others, at most: {page_from_python[~chaotic].max():.1e}")
    ratio = page_from_python[chaotic] / python_from_itself[chaotic]
    print(f"in the chaotic ones, as multiples of Python's own: {ratio.max():.1f} at most")
    print(f"parted by more than 1e-9: page {np.sum(page_from_python > 1e-9)}, ", end="")
    print(f"Python {np.sum(python_from_itself > 1e-9)}; out of bounds: ", end="")
    outside = np.flatnonzero(page_from_python >= bounds)
    print(len(outside), *(f"{apart[i]} {runs[i]}" for i in outside), sep="\n")


if __name__ == "__main__":
    main()
