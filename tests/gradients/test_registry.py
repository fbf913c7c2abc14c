"""Tests of the table of gradient rules, as readers ask it."""

import pytest

import dl101 as dl
from dl101.source import show_source


def test_a_rule_is_found_by_node_by_kind_and_by_name():
    rule = dl.get_gradient_function("Exp")
    assert dl.get_gradient_function(dl.exp) is rule
    assert dl.get_gradient_function(dl.exp(1.0)) is rule
    assert dl.get_gradient_function(dl.reduce_max) is dl.get_gradient_function(dl.reduce_min)
    assert show_source(rule).code == (
        "@RegisterGradient(exp)\ndef _exp(op, grad):\n    return grad * op"
    )


def test_the_rule_registered_last_is_the_one():
    class Twice(dl.Operation):
        op_type = "TwiceInTest"

    def first(op, grad):
        return grad

    def second(op, grad):
        return 2 * grad

    dl.RegisterGradient(Twice)(first)
    assert dl.get_gradient_function("TwiceInTest") is first
    dl.RegisterGradient("TwiceInTest")(second)
    assert dl.get_gradient_function(Twice) is second


def test_what_has_no_rule_is_named():
    with pytest.raises(LookupError, match=r"no gradient rule for ArgMax\. Register one with"):
        dl.get_gradient_function(dl.argmax)
    with pytest.raises(LookupError, match="for ArgMax 'best', through which"):
        dl.get_gradient_function(dl.argmax(dl.constant([1.0, 2.0]), name="best"))
    with pytest.raises(LookupError, match="for Nonsense"):
        dl.get_gradient_function("Nonsense")


@pytest.mark.parametrize("thing", [3, None, len, dl.nn.softmax_cross_entropy_with_logits])
def test_what_is_no_operation_is_refused(thing):
    with pytest.raises(TypeError, match="is no operation: name one by its class"):
        dl.get_gradient_function(thing)
    with pytest.raises(TypeError, match="is no operation"):
        dl.RegisterGradient(thing)


def test_what_has_no_rule_is_named_briefly():
    with pytest.raises(LookupError, match=r"^There is no gradient rule for .{,250}$"):
        dl.get_gradient_function("n" * 10_000)
    with pytest.raises(TypeError):
        dl.RegisterGradient(None)
