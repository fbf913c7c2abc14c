"""Tests of dl101.source."""

import ast

import pytest

import dl101 as dl
from dl101.source import show_javascript, show_source


@pytest.mark.parametrize(
    "obj", [dl.matmul, dl.Session.run, dl.topological_order, dl.matmul.compute, dl.nn, dl.Graph]
)
def test_source_stands_alone_and_docstrings_are_left_out(obj):
    tree = ast.parse(show_source(obj).code)
    owners = ast.Module | ast.ClassDef | ast.FunctionDef
    assert not any(ast.get_docstring(one) for one in ast.walk(tree) if isinstance(one, owners))


def documented():
    """Its docstring.

    It takes the blank lines along.
    """

    def only():
        """Nothing else."""

    return only


def test_a_docstring_takes_its_blank_lines_along_and_an_empty_body_stays_valid():
    expected = "def documented():\n    def only():\n        ...\n\n    return only"
    assert show_source(documented).code == expected


def test_several_objects_properties_and_gradient_rules():
    with dl.Graph().as_default():
        rule = dl.get_gradient_function(dl.sigmoid(1.0))
    code = show_source(dl.square, dl.Graph.variables, rule).code
    assert code.count("\n\n\n") == 2
    assert "@property\ndef variables" in code
    assert "RegisterGradient" in code


def test_notebooks_get_a_highlighted_block_and_plain_text():
    shown = show_source(dl.square)
    bundle = shown._repr_mimebundle_()
    assert bundle == {
        "text/markdown": f"```python\n{shown.code}\n```",
        "text/plain": shown.code,
    }
    assert repr(shown) == shown.code


def test_source_can_be_folded():
    shown = show_source(dl.square, folded="a < b")
    bundle = shown._repr_mimebundle_()
    assert bundle["text/markdown"] == (
        f"<details><summary>a &lt; b</summary>\n\n```python\n{shown.code}\n```\n\n</details>"
    )
    assert bundle["text/plain"] == shown.code


def test_a_fence_in_the_source_does_not_end_the_block():
    def fenced():
        return "```"

    assert show_source(fenced)._repr_mimebundle_()["text/markdown"].startswith("````python\n")


@pytest.mark.parametrize("obj", [3, len, "matmul", None])
def test_what_has_no_python_source_is_named(obj):
    with pytest.raises(TypeError, match="show_source shows functions, classes"):
        show_source(obj)


def test_a_node_has_no_source_but_its_class_has():
    node = dl.square(3.0)
    with pytest.raises(TypeError, match="Square"):
        show_source(node)
    assert show_source(type(node)).code.startswith("class square")


def test_nothing_to_show():
    with pytest.raises(TypeError, match="needs something to show"):
        show_source()


def test_source_in_no_file():
    namespace = {}
    exec("def f(): pass", namespace)
    with pytest.raises(TypeError, match="in no file"):
        show_source(namespace["f"])


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("sigmoid", "export function sigmoid(sum) {", "}"),
        ("Random", "export class Random {", "}"),
        ("OPTIMIZERS", "export const OPTIMIZERS = {", "Adam };"),
        ("ACTIVATIONS.tanh", "tanh: {", "}"),
        ("Dense.forward", "forward(inputs) {", "}"),
        ("LOSSES.sigmoid", "sigmoid(sums, labels, _width, gradient) {", "}"),
    ],
)
def test_parts_of_a_javascript_file(name, first, last):
    shown = show_javascript("network.js", name)
    assert shown.code.startswith(first)
    assert shown.code.endswith(last)
    # Whole: every bracket that is opened is closed.
    assert [shown.code.count(one) for one in "{(["] == [shown.code.count(one) for one in "})]"]
    assert shown._repr_mimebundle_()["text/markdown"] == f"```javascript\n{shown.code}\n```"


def test_javascript_parts_stand_below_each_other_and_may_be_folded():
    shown = show_javascript("network.js", "ofLength", "sigmoid", folded="Show")
    assert "\n}\n\nexport function sigmoid" in shown.code
    assert shown._repr_mimebundle_()["text/markdown"].startswith("<details><summary>Show<")


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (("net.js", "Dense"), "file must be one of"),
        (("network.js",), "needs something to show"),
        (("network.js", "Dens"), "network.js has nothing with the name 'Dens'"),
        (("network.js", "Dense.walk"), "nothing with the name 'Dense.walk'"),
        (("network.js", 3), "each name must be a string"),
    ],
)
def test_javascript_that_is_not_there_is_named(given, message):
    with pytest.raises((TypeError, ValueError), match=message):
        show_javascript(*given)
