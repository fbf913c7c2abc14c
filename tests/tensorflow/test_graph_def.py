"""Drawings of TensorFlow's graphs: real ones, and fields of a GraphDef made by hand."""

from types import SimpleNamespace as Field
from xml.etree import ElementTree

import numpy as np
import pytest

import dl101 as dl
from dl101.draw import draw
from dl101.drawing.graph_def import translate
from dl101.drawing.looks import kind_of
from dl101.import_tensorflow import import_tensorflow

SVG = "{http://www.w3.org/2000/svg}"


def shape(*sizes):
    dims = [Field(size=-1 if size is None else size) for size in sizes]
    return Field(unknown_rank=False, dim=dims)


def node(name, op, *inputs, **attributes):
    return Field(name=name, op=op, input=inputs, attr=attributes)


def shaped(*sizes):
    return Field(shape=shape(*sizes))


def typed(number):
    return Field(type=number)


def boxes(drawing):
    groups = ElementTree.fromstring(drawing.svg()).iter(f"{SVG}g")
    return {
        group.get("id").removeprefix("node-"): [text.text for text in group.iter(f"{SVG}text")]
        for group in groups
        if group.get("class", "").startswith("node")
    }


class TestByHand:
    """Without TensorFlow: only the fields count."""

    @pytest.fixture
    def graph_def(self):
        tensor = Field(
            dtype=2, tensor_shape=shape(), tensor_content=np.float64(2.5).tobytes(), float_val=[]
        )
        return Field(
            node=[
                # Not in an order in which they could be computed.
                node("y", "AddV2", "product:0", "two"),
                node("product", "MatMul", "x", "w/read"),
                node("x", "Placeholder", dtype=typed(2), shape=shaped(None, 3)),
                node("w", "VarHandleOp", dtype=typed(20), shape=shaped(3, 1)),
                node("w/read", "ReadVariableOp", "w"),
                node("two", "Const", value=Field(tensor=tensor)),
                node("gradients/y_grad/Sum", "Sum", "y"),
                node("update", "ResourceApplyGradientDescent", "w", "two", "gradients/y_grad/Sum"),
                node("step", "NoOp", "^update"),
            ]
        )

    def test_kinds_shapes_and_values(self, graph_def):
        drawing = draw(graph_def)
        assert boxes(drawing) == {
            "x": ["x", "Placeholder (None, 3)"],
            "w": ["w", "VarHandleOp (3, 1)"],
            "w/read": ["w/read", "ReadVariableOp"],
            "product": ["product", "MatMul"],
            "two": ["two", "Const", "value 2.5"],
            "y": ["y", "AddV2"],
            "gradients/y_grad/Sum": ["y_grad/Sum"],
            "update": ["update", "ResourceApplyGradientDescent"],
            "step": ["step", "NoOp"],
        }
        kinds = {one.name: kind_of(one) for one in translate(graph_def).nodes}
        assert kinds["x"] == "placeholder"
        assert kinds["w"] == "variable"
        assert kinds["two"] == "constant"
        assert kinds["update"] == "update"
        assert kinds["step"] == kinds["product"] == "operation"

    def test_arrows_are_inputs_and_updates_point_at_their_variable(self, graph_def):
        source = draw(graph_def).source
        assert 'x -> product [headlabel=1 id="edge-product-0"]' in source
        assert '"w/read" -> product [headlabel=2' in source
        assert "update -> step" in source
        assert "update -> w [" in source
        assert "w -> update" not in source
        assert 'label="dashed: gradients;  dotted: sets a variable"' in source

    def test_what_must_only_be_done_before_is_no_input(self):
        nodes = [node("a", "Placeholder", dtype=typed(1)), node("b", "Identity", "a", "^c")]
        graph = translate(Field(node=[*nodes, node("c", "NoOp", "^a")]))
        inputs = {one.name: [i.name for i in one.inputs] for one in graph.nodes}
        assert inputs == {"a": [], "b": ["a"], "c": ["a"]}

    def test_a_loop_is_drawn_without_the_way_back(self):
        graph_def = Field(
            node=[
                node("start", "Const"),
                node("merge", "Merge", "start", "next"),
                node("next", "NextIteration", "merge"),
            ]
        )
        assert set(boxes(draw(graph_def))) == {"start", "merge", "next"}

    def test_a_resource_that_comes_in_from_outside_is_a_variable(self):
        graph_def = Field(node=[node("w", "Placeholder", dtype=typed(20), shape=shaped())])
        assert boxes(draw(graph_def)) == {"w": ["w", "Placeholder"]}
        assert kind_of(translate(graph_def).nodes[0]) == "variable"

    def test_markup_in_names_reaches_the_page_as_text(self):
        evil = '<script>alert("1")</script>&\\n'
        drawing = draw(Field(node=[node(evil, "<b>Add</b>"), node("ok", "Neg", evil)]))
        bundle = drawing._repr_mimebundle_()
        assert "<script" not in bundle["image/svg+xml"]
        assert "<b>" not in bundle["image/svg+xml"]
        assert "<script" not in bundle["text/html"]
        assert any(evil in lines[0] for lines in boxes(drawing).values())

    def test_a_long_chain_folds(self):
        chain = [node(f"n{i}", "Neg", f"n{i - 1}") for i in range(1, 40)]
        drawing = draw(Field(node=[node("n0", "Placeholder", dtype=typed(1)), *chain]))
        assert len(boxes(drawing)) < 8

    def test_a_chain_longer_than_the_recursion_limit(self):
        chain = [node(f"n{i}", "Neg", f"n{i - 1}") for i in range(1, 5000)]
        graph_def = Field(node=[*reversed(chain), node("n0", "Placeholder", dtype=typed(1))])
        assert [one.name for one in translate(graph_def).nodes] == [f"n{i}" for i in range(5000)]

    def test_values_are_refused(self, graph_def):
        with pytest.raises(ValueError, match="shows no values"):
            draw(graph_def, feed_dict={})


class TestRealGraphs:
    """What TensorFlow writes."""

    @pytest.fixture(autouse=True)
    def _tensorflow(self):
        pytest.importorskip("tensorflow")
        self.tf = import_tensorflow()
        self.tf1 = self.tf.compat.v1

    def regression(self, tf):
        x = tf.placeholder(tf.float64, shape=[None, 2], name="x")
        w = tf.Variable(tf.zeros([2, 1], tf.float64), name="w")
        loss = tf.reduce_mean(tf.square(x @ w - 1.0), name="loss")
        return loss, tf.train.GradientDescentOptimizer(0.5).minimize(loss)

    def test_a_tensor_and_all_it_needs(self):
        with self.tf1.Graph().as_default():
            loss, _ = self.regression(self.tf1)
        texts = boxes(draw(loss))
        assert texts["x"] == ["x", "Placeholder (None, 2)"]
        assert texts["w"] == ["w", "VarHandleOp (2, 1)"]
        assert texts["loss"] == ["loss", "Mean ()"]
        assert ["sub/y", "Const", "value 1"] in texts.values()
        assert not any(name.startswith(("gradients", "Gradient")) for name in texts)
        assert boxes(draw([loss])) == boxes(draw(loss.op)) == texts

    def test_the_training_step(self):
        with self.tf1.Graph().as_default() as graph:
            _, step = self.regression(self.tf1)
        drawing = draw(step)
        assert "dashed: gradients;  dotted: sets a variable" in drawing.source
        assert "constraint=false" in drawing.source
        assert set(boxes(drawing)) < set(boxes(draw(graph)))

    def test_both_libraries_draw_the_same_skeleton(self):
        def kinds(drawing):
            return sorted(line for lines in boxes(drawing).values() for line in lines[1:2])

        with dl.Graph().as_default():
            ours = kinds(draw(self.regression(dl)[0]))
        with self.tf1.Graph().as_default():
            theirs = kinds(draw(self.regression(self.tf1)[0]))
        assert [line for line in ours if "Variable" not in line and line in theirs]
        assert "Mean ()" in ours
        assert "Mean ()" in theirs

    def test_constants_of_every_kind(self):
        values = {
            "scalar": 2.5,
            "floats": np.array([[1.5, -2.0]], np.float32),
            "filled": np.full((2, 3), 7.0),
            "zeros": np.zeros(4),
            "ints": np.array([3, 1, 2]),
            "longs": np.int64(5),
            "booleans": np.array([True, False]),
            "empty": np.zeros((0, 2)),
        }
        with self.tf1.Graph().as_default() as graph:
            for name, value in values.items():
                self.tf1.constant(value, name=name)
            self.tf1.constant("text", name="text")
        nodes = {one.name: one for one in translate(graph).nodes}
        assert nodes["text"].value is None
        for name, value in values.items():
            np.testing.assert_array_equal(nodes[name].value, value)
            assert nodes[name].value.shape == np.shape(value)

    def test_a_traced_function(self):
        w = self.tf.Variable(np.zeros((2, 1)))

        @self.tf.function
        def descend(x):
            with self.tf.GradientTape() as tape:
                loss = self.tf.reduce_mean(self.tf.square(x @ w - 1.0))
            w.assign_sub(0.5 * tape.gradient(loss, w))
            return loss

        graph = descend.get_concrete_function(np.ones((5, 2))).graph
        drawing = draw(graph)
        assert boxes(drawing)["x"] == ["x", "Placeholder (5, 2)"]
        assert "dashed: gradients;  dotted: sets a variable" in drawing.source
        kinds = {kind_of(one) for one in translate(graph).nodes}
        assert kinds == {"placeholder", "variable", "constant", "operation", "update"}

    def test_nodes_of_two_graphs(self):
        tensors = []
        for _ in range(2):
            with self.tf1.Graph().as_default():
                tensors.append(self.tf1.constant(1.0))
        with pytest.raises(ValueError, match="two graphs"):
            draw(tensors)

    def test_a_tensor_without_a_graph(self):
        with pytest.raises(TypeError, match="computed at once"):
            draw(self.tf.constant(1.0))
