"""Property tests: every operation gives NumPy's values, and the shape and dtype it declared."""

import inspect

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


def placeholders(inputs, known):
    return [dl.placeholder(x.dtype, shape) for x, shape in zip(inputs, known, strict=True)]


def agree(actual, expected):
    tolerance = 1e-5 if expected.dtype == np.float32 else 1e-11
    np.testing.assert_allclose(actual, expected, rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize("name", CASES)
@given(data=st.data())
def test_value_shape_and_dtype(name, data):
    example = draw_example(data, name)
    expected = np.asarray(example.reference(*example.inputs))
    with dl.Graph().as_default() as graph:
        nodes = placeholders(example.inputs, [x.shape for x in example.inputs])
    # Built outside of the block: a node joins the graph of its inputs.
    y = example.build(*nodes)
    value = dl.Session(graph=graph).run(y, dict(zip(nodes, example.inputs, strict=True)))
    assert np.asarray(value).dtype == y.dtype == expected.dtype
    assert y.shape == np.shape(value) == expected.shape
    agree(value, expected)


@pytest.mark.parametrize("name", CASES)
@given(data=st.data())
def test_with_unknown_lengths(name, data):
    example = draw_example(data, name)
    expected = np.asarray(example.reference(*example.inputs))
    known = [
        data.draw(st.none() | st.tuples(*(st.sampled_from([n, None]) for n in x.shape)), "shape")
        for x in example.inputs
    ]
    with dl.Graph().as_default():
        nodes = placeholders(example.inputs, known)
        y = example.build(*nodes)
        value = dl.Session().run(y, dict(zip(nodes, example.inputs, strict=True)))
    assert shapes.compatible(y.shape, expected.shape)
    assert np.asarray(value).dtype == y.dtype
    assert np.shape(value) == expected.shape
    agree(value, expected)


def test_no_operation_is_forgotten():
    exported = set(dl.operations.__all__) | {f"nn.{name}" for name in dl.nn.__all__}
    assert exported == set(CASES) | OTHERS


def test_only_operations_are_exported():
    assert not [n for n in dl.operations.__all__ if inspect.ismodule(getattr(dl.operations, n))]


@pytest.mark.parametrize("first", NUMBERS)
@pytest.mark.parametrize("second", ANY)
def test_dtypes_meet(first, second, session):
    y = dl.add(dl.cast(dl.ones([2]), first), dl.cast(dl.ones([2]), second))
    floating = [d for d in (first, second) if d.startswith("float")]
    assert y.dtype == np.result_type(*(floating or (first, second)))
    assert session.run(y).dtype == y.dtype
