"""Property tests: every operation gives NumPy's values, and the shape and dtype it declared."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import dl101 as dl
from dl101 import shapes

from ..cases import ANY, CASES
from ..strategies import NUMBERS, arrays

#: Exported operations that are no functions of their inputs' values; tested on their own.
OTHERS = {
    *("random_normal", "random_uniform", "truncated_normal", "set_random_seed", "nn.dropout"),
    *("assign", "assign_add", "assign_sub", "group", "no_op", "global_variables"),
    *("global_variables_initializer", "variables_initializer", "trainable_variables"),
    *("zeros", "ones", "range"),
}


def draw_example(data, name):
    case = CASES[name]
    dtype = data.draw(st.sampled_from(case.dtypes), "dtype")
    return case.draw(data.draw, lambda shape, low=-3, high=3: arrays(shape, dtype, low, high))


@pytest.mark.parametrize("name", CASES)
@given(data=st.data(), known=st.booleans())
def test_value_shape_and_dtype(name, data, known):
    example = draw_example(data, name)
    expected = np.asarray(example.reference(*example.inputs))
    declared = [x.shape for x in example.inputs]
    if not known:
        some = [st.tuples(*(st.sampled_from([n, None]) for n in shape)) for shape in declared]
        declared = [data.draw(st.none() | lengths, "shape") for lengths in some]
    with dl.Graph().as_default() as graph:
        nodes = [dl.placeholder(x.dtype, s) for x, s in zip(example.inputs, declared, strict=True)]
    # Built outside of the block: a node joins the graph of its inputs.
    y = example.build(*nodes)
    value = dl.Session(graph=graph).run(y, dict(zip(nodes, example.inputs, strict=True)))
    assert np.asarray(value).dtype == y.dtype == expected.dtype
    assert np.shape(value) == expected.shape
    assert y.shape == expected.shape if known else shapes.compatible(y.shape, expected.shape)
    tolerance = 1e-5 if expected.dtype == np.float32 else 1e-11
    np.testing.assert_allclose(value, expected, rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize("name", CASES)
@given(data=st.data())
def test_results_share_memory_with_nothing(name, data):
    """Neither with feeds, nor with variables and constants, nor with each other."""
    example = draw_example(data, name)
    with dl.Graph().as_default():
        nodes, feeds = [], {}
        for x in example.inputs:
            kind = data.draw(st.sampled_from([dl.placeholder, dl.Variable, dl.constant]))
            node = kind(x.dtype, x.shape) if kind is dl.placeholder else kind(x)
            nodes.append(node)
            if kind is dl.placeholder:
                feeds[node] = x.copy()
        y = example.build(*nodes)
        floating = [node for node in nodes if node.dtype.kind == "f"]
        found = dl.gradients(y, floating) if floating and y.dtype.kind == "f" else []
        changed = [dl.assign(v, v) for v in dl.global_variables()]
        fetches = [y, dl.identity(y), *nodes, *changed, *(g for g in found if g is not None)]
        session = dl.Session()
        before = session.run(fetches, feeds)
        results = session.run(fetches, feeds)
        for i, result in enumerate(results):
            if isinstance(result, np.ndarray):
                result[...] = ~result if result.dtype == bool else result + 1
            for other, value in zip(results[i + 1 :], before[i + 1 :], strict=True):
                np.testing.assert_array_equal(other, value)
        for node, x in zip(nodes, example.inputs, strict=True):
            np.testing.assert_array_equal(feeds.get(node, x), x)
        for again, value in zip(session.run(fetches, feeds), before, strict=True):
            np.testing.assert_array_equal(again, value)


def test_no_operation_is_forgotten():
    exported = set(dl.operations.__all__) | {f"nn.{name}" for name in dl.nn.__all__}
    assert exported == set(CASES) | OTHERS


@given(st.sampled_from(NUMBERS), st.sampled_from(ANY))
def test_dtypes_meet(first, second):
    with dl.Graph().as_default():
        y = dl.add(dl.cast(dl.ones([2]), first), dl.cast(dl.ones([2]), second))
        floating = [d for d in (first, second) if d.startswith("float")]
        assert y.dtype == np.result_type(*(floating or (first, second)))
        assert dl.Session().run(y).dtype == y.dtype
