"""A `dl101` program that does what a trainer has done."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from dl101.widgets.trainer import Trainer
from dl101.widgets.training_data import Data, Edit, training_count
from dl101.widgets.training_graph import MOMENTUM
from dl101.widgets.training_sets import SOURCES

_ACTIVATIONS = {
    "linear": "{}",
    "tanh": "dl.tanh({})",
    "sigmoid": "dl.sigmoid({})",
    "relu": "dl.nn.relu({})",
}
_OPTIMIZERS = {
    "gradient descent": "dl.train.GradientDescentOptimizer({})",
    "momentum": f"dl.train.MomentumOptimizer({{}}, momentum={MOMENTUM})",
    "Adam": "dl.train.AdamOptimizer({})",
}


def program(trainer: Trainer, made: tuple[str, int, int, float, float] | None) -> str:
    """Write a program that ends with the same weights and losses.

    `made` says how the trainer's data was made at first: name of the data set, number of points,
    seed, noise and test share. Without it the points are written out.
    """
    changes = _Changes(trainer)
    maker = [f"from dl101.datasets import {SOURCES[made[0]].maker.__name__}"] if made else []
    features = trainer.network.features
    arrays = ["import numpy as np", ""] if changes.edits or features or not made else []
    random = "from dl101.random_numbers import Random"
    parts = [
        [*arrays, "import dl101 as dl", *maker, random],
        _made(*made) if made else _written_out(trainer.record.base, trainer.test),
        list(_inputs(features)),
        ["graph = dl.Graph()", "with graph.as_default():", *_indented(_graph(trainer, changes))],
        ["session = dl.Session(graph=graph)", "session.run(start)"],
        list(_training(trainer, changes)),
        list(_results(trainer)),
    ]
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


class _Changes:
    """What was changed during training, by kind and by step."""

    def __init__(self, trainer: Trainer) -> None:
        self.rates, self.sizes, self.decays, self.edits = (
            {
                step: change[kind]
                for step, change in trainer.record.changes.items()
                if kind in change
            }
            for kind in ("learning_rate", "batch_size", "weight_decay", "edit")
        )
        self.any = bool(trainer.record.changes)
        self.at_the_end = trainer.step_count in self.edits
        first = trainer.record.began["batch_size"]
        self.batches = first is not None or bool(self.sizes)
        self.whole_at_times = None in (first, *self.sizes.values())
        self.decay = any((trainer.record.began["weight_decay"], *self.decays.values()))


# The data ---------------------------------------------------------------------------------------


def _made(name: str, n: int, seed: int, noise: float, test_share: float) -> list[str]:
    source = SOURCES[name]
    asked, others = source.arguments(n, seed, noise)
    arguments = [str(asked), *(f"{name}={value!r}" for name, value in others.items())]
    count = training_count(asked, test_share)
    # Besides, the handwritten digits have their pictures.
    images = "" if source.noise_argument else "images, "
    return [
        f"{images}points, labels = {source.maker.__name__}({', '.join(arguments)})",
        f"test_points, test_labels = points[{count}:], labels[{count}:]",
        f"points, labels = points[:{count}], labels[:{count}]",
    ]


def _written_out(training: Data, test: Data) -> list[str]:
    lines = []
    for prefix, data in (("", training), ("test_", test)):
        points = [_pair(point) for point in data.points]
        lines += [
            *_folded(f"{prefix}points = np.array([", points, "]).reshape(-1, 2)"),
            *_folded(
                f"{prefix}labels = np.array([", map(str, data.labels.tolist()), "], dtype=int)"
            ),
        ]
    return lines


def _pair(values: NDArray[np.float64]) -> str:
    return "(" + ", ".join(map(repr, values.tolist())) + ")"


def _folded(start: str, items: Iterable[str], end: str) -> list[str]:
    """Write a long list in lines of a readable length."""
    items = [f"{item}," for item in items]
    if len(start) + len(end) + sum(len(item) + 1 for item in items) < 88:
        return [start + " ".join(items).rstrip(",") + end]
    lines = [start, "   "]
    for item in items:
        if len(lines[-1]) + len(item) > 88:
            lines.append("   ")
        lines[-1] += " " + item
    return [*lines, end]


# The graph --------------------------------------------------------------------------------------


def _inputs(features: Sequence[str]) -> Iterator[str]:
    if features:
        columns = ["points", *(feature.replace("sin", "np.sin") for feature in features)]
        yield "def inputs(points):"
        yield '    """Append further inputs, computed from x1 and x2."""'
        yield "    x1, x2 = points.T"
        yield f"    return np.column_stack([{', '.join(columns)}])"


def _graph(trainer: Trainer, changes: _Changes) -> Iterator[str]:
    network = trainer.network
    yield f"random = Random({network.seed})"
    yield f"X = dl.placeholder(dl.float64, [None, {network.inputs}])"
    two = network.classes == 2
    yield f"y = dl.placeholder({'dl.float64, [None, 1]' if two else 'dl.int64, [None]'})"
    if changes.rates:
        yield "learning_rate = dl.placeholder(dl.float64, [])"
    if changes.decays:
        yield "weight_decay = dl.placeholder(dl.float64, [])"
    values = "X"
    for layer, (inputs, outputs) in enumerate(network.shapes, 1):
        gain = "" if network.gain == 1 else f", gain={network.gain}"
        last = layer == len(network.shapes)
        result = "logits" if last else f"h{layer}"
        sums = f"dl.matmul({values}, W{layer}) + b{layer}"
        yield ""
        yield f"W{layer} = dl.Variable(random.weights({inputs}, {outputs}{gain}))"
        yield f"b{layer} = dl.Variable(dl.zeros([{outputs}]))"
        yield f"{result} = {sums if last else _ACTIVATIONS[network.activation].format(sums)}"
        values = result
    yield ""
    losses = "sigmoid_cross_entropy" if two else "sparse_softmax_cross_entropy"
    yield f"losses = dl.nn.{losses}_with_logits(labels=y, logits=logits)"
    yield "loss = dl.reduce_mean(losses)"
    goal = "loss"
    if changes.decay:
        decay = "weight_decay" if changes.decays else repr(trainer.record.began["weight_decay"])
        squares = [f"dl.reduce_sum(dl.square(W{i + 1}))" for i in range(len(network.shapes))]
        yield from _folded("squares = dl.add_n([", squares, "])")
        goal = f"loss + {decay} * squares"
    rate = "learning_rate" if changes.rates else repr(trainer.record.began["learning_rate"])
    yield f"train = {_OPTIMIZERS[network.optimizer].format(rate)}.minimize({goal})"
    yield "start = dl.global_variables_initializer()"


# Training ---------------------------------------------------------------------------------------

_IN_PAGE = (
    "# Some of these steps were taken in the browser, which rounds exp and tanh in another way.",
    "# The losses agree to nine digits or more, after long training with large steps to fewer.",
)

_EDITED = """\
def edited(points, labels, start, stop, rows):
    \"\"\"Put rows of x1, x2 and label in the place of the points from start to stop.\"\"\"
    rows = np.array(rows).reshape(-1, 3)
    points = np.concatenate([points[:start], rows[:, :2], points[stop:]])
    labels = np.concatenate([labels[:start], rows[:, 2].astype(int), labels[stop:]])
    return points, labels
"""


def _training(trainer: Trainer, changes: _Changes) -> Iterator[str]:
    two = trainer.network.classes == 2
    if trainer.in_page:
        yield from _IN_PAGE
    yield from _tables(trainer, changes)
    if not changes.any and not changes.batches:
        yield f"feed = {{X: {_fed(trainer, 'points')}, y: {_labels(two)}}}"
    yield f"for step in range({trainer.step_count}):"
    yield from _indented(_changing(changes))
    if changes.batches:
        yield from _indented(_batch(changes))
    if changes.any or changes.batches:
        points, rows = ("points[rows]", "rows") if changes.batches else ("points", "")
        points = _fed(trainer, points)
        rate = ", learning_rate: rate" if changes.rates else ""
        rate += ", weight_decay: decay" if changes.decays else ""
        yield f"    feed = {{X: {points}, y: {_labels(two, rows)}{rate}}}"
    yield "    session.run(train, feed)"
    if changes.at_the_end:
        yield f"points, labels = edited(points, labels, *edits[{trainer.step_count}])"


def _fed(trainer: Trainer, points: str) -> str:
    """Write what the network is given for points."""
    return f"inputs({points})" if trainer.network.features else points


def _labels(two: bool, rows: str = "", prefix: str = "") -> str:
    """Write the labels in the shape that the graph expects."""
    if two:
        return f"{prefix}labels[{rows or ':'}, None]"
    return f"{prefix}labels[{rows}]" if rows else f"{prefix}labels"


def _tables(trainer: Trainer, changes: _Changes) -> Iterator[str]:
    """Write what was changed by hand, and what it was before."""
    if changes.any:
        yield "# What was changed by hand, by the number of steps taken before."
    if changes.rates:
        yield from _folded("rates = {", _entries(changes.rates), "}")
        yield f"rate = {trainer.record.began['learning_rate']!r}"
    if changes.decays:
        yield from _folded("decays = {", _entries(changes.decays), "}")
        yield f"decay = {trainer.record.began['weight_decay']!r}"
    if changes.sizes:
        yield from _folded("sizes = {", _entries(changes.sizes), "}")
    if changes.batches:
        yield f"size = {trainer.record.began['batch_size']}"
        yield "order = []"
    if changes.edits:
        edits = {step: _edit(edit) for step, edit in changes.edits.items()}
        yield "edits = {"
        yield from (f"    {step}: {edit}," for step, edit in edits.items())
        yield "}"
        yield "\n"
        yield _EDITED
        yield ""


def _entries(table: Mapping[int, object]) -> list[str]:
    return [f"{step}: {value!r}" for step, value in table.items()]


def _edit(edit: Edit) -> str:
    rows = [_pair(row[:2])[:-1] + f", {int(row[2])})" for row in edit.rows]
    return f"({edit.start}, {edit.stop}, [{', '.join(rows)}])"


def _changing(changes: _Changes) -> Iterator[str]:
    if changes.rates:
        yield "rate = rates.get(step, rate)"
    if changes.decays:
        yield "decay = decays.get(step, decay)"
    if changes.sizes:
        yield "size = sizes.get(step, size)"
    if changes.edits:
        yield "if step in edits:"
        yield "    points, labels = edited(points, labels, *edits[step])"
        if changes.batches:
            yield "    order = []"


def _batch(changes: _Changes) -> Iterator[str]:
    """Write how the batches are cut from a new order of the points in each round."""
    cut = [
        "if len(order) == 0:",
        "    order = random.permutation(len(points))",
        "rows, order = order[:size], order[size:]",
    ]
    if changes.whole_at_times:
        cut = ["rows = slice(None)", "if size is not None:", *_indented(cut)]
    yield from cut


def _results(trainer: Trainer) -> Iterator[str]:
    two = trainer.network.classes == 2
    points = _fed(trainer, "points")
    yield f"train_loss = session.run(loss, {{X: {points}, y: {_labels(two)}}})"
    yield 'print(f"training loss {train_loss:.6f}")'
    if len(trainer.test.points):
        labels = _labels(two, prefix="test_")
        points = _fed(trainer, "test_points")
        yield f"test_loss = session.run(loss, {{X: {points}, y: {labels}}})"
        yield 'print(f"test loss {test_loss:.6f}")'


def _indented(lines: Iterable[str]) -> list[str]:
    return [f"    {line}" if line else "" for line in lines]
