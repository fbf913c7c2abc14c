"""Tests of the table of gradient rules, as readers ask it."""

import dl101 as dl
from dl101.source import show_source


def test_a_rule_is_found_by_node_by_class_and_by_name():
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
