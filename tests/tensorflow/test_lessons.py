"""Every graph that a lesson builds agrees with TensorFlow's, node by node and in its gradients."""

import pytest

pytest.importorskip("tensorflow", reason="TensorFlow is not installed")

import dl101

from .comparing import draw_examples
from .functions import CASES
from .lessons import LESSONS, Run, compare, record, uses_tensorflow

pytestmark = pytest.mark.filterwarnings("ignore:.*gave inf or nan:RuntimeWarning")


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_graphs_agree(path):
    if path.stem.startswith("C-"):
        pytest.skip("its programs are wrong on purpose; what they show is kept from run to run")
    if uses_tensorflow(path):
        pytest.skip("compares the libraries itself, with TensorFlow's own graphs")
    runs = record(path)
    assert runs
    for run in runs:
        compare(run)


@pytest.mark.parametrize("name", [name for name in CASES if CASES[name].ours is dl101])
def test_translations_agree(name):
    """Whatever the next lesson uses of the core and its gradients has a translation."""
    case = CASES[name]
    inputs, options, _ = next(draw_examples(name, case))
    with dl101.Graph().as_default() as graph:
        nodes = [dl101.placeholder(x.dtype, x.shape) for x in inputs]
        given = dict(zip(nodes, inputs, strict=True))
        targets = [case.call(dl101, *nodes, **options)]
        floats = [node for node in nodes if node.dtype.kind == "f"]
        if targets[0].dtype.kind == "f" and floats and case.twice:
            targets += [g for g in dl101.gradients(targets, floats) if g is not None]
        values = dl101.Session(graph=graph).run(targets, given)
    compare(Run(tuple(targets), values, given))
