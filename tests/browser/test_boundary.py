"""The boundary widget in JupyterLab: hands, pixels, read-outs and the kernel agree."""

import json

import numpy as np
import pytest

from dl101.widgets import Boundary

from .figures import Figure, call, wait_until

TWO = """
from dl101.widgets import Boundary, SoftmaxBoundary
two = Boundary([[-2, -2], [-2, 1], [2, 2], [2, -1]], [0, 0, 1, 1], w1=1.0, w2=0.0, b=0.0,
               kernel_readout=lambda widget: {"heard": f"{widget.w1:.2f}"})
two
"""
THREE = """
three = SoftmaxBoundary([[-2, -2], [2, -2], [0, 3]], [0, 1, 2])
three
"""


@pytest.fixture(scope="module")
def notebook(lab, open_notebook):
    name = lab.write("boundary.ipynb", [TWO, THREE])
    with open_notebook(name) as opened:
        opened.run_all()
        yield opened


@pytest.fixture
def two(notebook):
    figure = Figure(notebook, 0)
    notebook.kernel("two.reset()")
    wait_until(lambda: "w = (1.00, 0.00), b = 0.00" in figure.summary(), figure.summary())
    wait_until(lambda: figure.reads("accuracy") == "4 of 4 = 100 %", "not reset")
    yield figure
    assert notebook.problems() == []


@pytest.fixture
def three(notebook):
    figure = Figure(notebook, 1)
    notebook.kernel("three.reset()")
    figure.find('.dl101-choice input[aria-label="blue circle"]').first.check(force=True)
    wait_until(
        lambda: "w = (\N{MINUS SIGN}1.00, \N{MINUS SIGN}0.50)" in figure.summary(), figure.summary()
    )
    yield figure
    assert notebook.problems() == []


@pytest.mark.parametrize("name", ["weight w1", "weight w2", "bias b"])
def test_keys_on_a_slider_move_picture_numbers_and_kernel(two, notebook, name):
    trait = name.split()[1]
    before = float(notebook.kernel(f"print(two.{trait})"))
    slider = two.slider(name)
    two.changes(lambda: two.press(slider, "ArrowRight", "ArrowRight", "ArrowLeft"))
    notebook.wait_kernel(f"print(round(two.{trait}, 6))", str(round(before + 0.1, 6)))
    assert slider.get_attribute("aria-valuetext") == f"{before + 0.1:.2f}"
    # JupyterLab's command mode would have taken the arrow keys, and moved to another cell.
    assert slider.evaluate("(input) => input === document.activeElement")


@pytest.mark.parametrize("name", ["weight w1", "weight w2", "bias b"])
def test_a_slider_is_dragged(two, notebook, name):
    trait = name.split()[1]
    box = two.slider(name).bounding_box()
    y = box["y"] + box["height"] / 2
    mouse = two.page.mouse
    mouse.move(box["x"] + box["width"] / 2, y)
    mouse.down()
    two.changes(lambda: mouse.move(box["x"] + 0.8 * box["width"], y, steps=4))
    mouse.up()
    shown = two.slider(name).input_value()
    assert float(shown) > 1
    notebook.wait_kernel(f"print(float(two.{trait}))", str(float(shown)))


def test_the_share_of_right_points_is_written_alike_by_page_and_still(notebook):
    cases = [(399, 400), (1, 400), (400, 400), (0, 400), (1, 8), (3, 8), (119, 120)]
    shown = call(notebook, "controls.js", "percent", cases)
    assert shown == [99, 1, 100, 0, 13, 38, 99]
    for (right, total), percent in zip(cases, shown, strict=True):
        labels = [1] * right + [0] * (total - right)
        still = Boundary([[1, 0]] * total, labels, w1=1.0, w2=0.0, b=0.0).alt
        assert f"Accuracy {right} of {total} = {percent} %." in still


def test_numbers_are_brief(notebook):
    cases = {
        1e-5: "1e-5",
        1.2e9: "1.2e+9",
        -1.234e-7: "-1.23e-7",
        0.01: "0.01",
        1e5: "1e+5",
        0: "0",
    }
    shown = call(notebook, "controls.js", "brief", [[value] for value in cases])
    assert [text.replace("\N{MINUS SIGN}", "-") for text in shown] == list(cases.values())


def test_dragging_the_line_shifts_it(two, notebook):
    two.changes(lambda: two.drag((0, 3), (1.5, 3)))
    notebook.wait_kernel("print(two.w1, two.w2, round(two.b, 1))", "1.0 0.0 -1.5")
    assert two.slider("bias b").input_value() == "-1.5"


def test_dragging_the_tip_turns_the_line(two, notebook):
    two.changes(lambda: two.drag((1, 0), (0, 2)))
    notebook.wait_kernel(
        "print(two.weights.round(1).tolist(), abs(two.b) < 0.05)", "[0.0, 2.0] True"
    )
    assert two.reads("accuracy") == "2 of 4 = 50 %"
    # The tip lies over the points, and is taken before them.
    notebook.kernel("two.set_points([[0, 2]], [1])")
    wait_until(lambda: two.reads("accuracy") == "1 of 1 = 100 %", "not Python's")
    two.changes(lambda: two.drag((0, 2), (2, 2)))
    notebook.wait_kernel(
        "print(two.weights.round(1).tolist(), two.points.tolist())", "[2.0, 2.0] [[0.0, 2.0]]"
    )


def test_keys_move_line_and_tip(two, notebook):
    two.changes(lambda: two.press(two.handle("line"), "ArrowRight", "ArrowRight"))
    notebook.wait_kernel("print(round(two.b, 6))", "-0.2")
    two.changes(lambda: two.press(two.handle("normal vector"), "Shift+ArrowUp"))
    notebook.wait_kernel("print(two.w1, two.w2, round(two.b, 6))", "1.0 0.5 -0.2")
    assert two.handle("normal vector").get_attribute("aria-valuetext") == "w = (1.00, 0.50)"


def test_points_are_dragged_and_read_out(two, notebook):
    two.changes(lambda: two.drag((-2, 1), (3, 1)))
    notebook.wait_kernel("print(two.points[1].round(1).tolist(), two.accuracy)", "[3.0, 1.0] 0.75")
    two.page.mouse.move(*two.screen(2, 2))
    wait_until(lambda: two.reads("x₁, x₂") == "2.00, 2.00", "no read-out")
    assert two.reads("label") == "orange square"
    assert two.reads("z = w·x + b") == "1.00·2.00 + 0.00·2.00 + 0.00 = 2.00"
    assert (
        two.reads("\N{GREEK SMALL LETTER SIGMA}(z)")
        == "1 / (1 + e^(\N{MINUS SIGN}2.00)) = 0.881 for orange"
    )
    assert two.reads("distance") == "z / ‖w‖ = 2.00 / 1.00 = 2.00"
    curve = two.find(".dl101-sigmoid").get_attribute("aria-label")
    assert curve == "The sigmoid of the score: at 2.00 it is 0.881."
    assert two.reads("accuracy") == "3 of 4 = 75 %"


def test_points_are_added_relabelled_and_deleted(two, notebook):
    two.page.mouse.dblclick(*two.screen(-3, 3))
    notebook.wait_kernel("print(len(two.points), two.labels.tolist())", "5 [0, 0, 1, 1, 0]")
    two.find('.dl101-choice input[aria-label="orange square"]').check(force=True)
    two.button("Add").click()
    notebook.wait_kernel("print(two.labels.tolist())", "[0, 0, 1, 1, 0, 1]")
    assert two.handle("points").evaluate("(node) => node === document.activeElement")
    two.button("Delete").click()
    notebook.wait_kernel("print(two.labels.tolist())", "[0, 0, 1, 1, 0]")
    two.press(two.handle("points"), "1")
    notebook.wait_kernel("print(two.labels.tolist())", "[0, 0, 1, 1, 1]")
    two.press(two.handle("points"), "Delete", "Delete", "Delete", "Delete", "Delete")
    notebook.wait_kernel("print(two.points.shape, two.labels.shape)", "(0, 2) (0,)")
    assert two.reads("accuracy") == "0 of 0"
    two.button("Reset").click()
    notebook.wait_kernel("print(two.labels.tolist())", "[0, 0, 1, 1]")


def test_points_by_keyboard_and_undo(two, notebook):
    points = two.handle("points")
    two.press(points, "p", "N", "n")
    start = json.loads(notebook.kernel("print(two.points.tolist())"))
    two.changes(lambda: two.press(points, "ArrowUp", "Shift+ArrowRight"))
    text = points.get_attribute("aria-valuetext")
    index = int(text.split()[1]) - 1
    moved = [round(start[index][0] + 0.5, 3), round(start[index][1] + 0.1, 3)]
    notebook.wait_kernel(f"print(two.points[{index}].tolist())", str(moved))
    undo = two.button("Undo")
    two.press(undo, "Enter")
    notebook.wait_kernel("print(two.points.tolist())", str(start))
    # With nothing left to undo it keeps the focus.
    two.press(undo, *["Enter"] * 100)
    wait_until(lambda: undo.get_attribute("aria-disabled") == "true", "more to undo")
    assert undo.evaluate("(node) => node === document.activeElement")


def test_python_moves_the_picture(two, notebook):
    two.changes(lambda: notebook.kernel("two.w2 = 2.5"))
    assert two.slider("weight w2").input_value() == "2.5"
    two.changes(lambda: notebook.kernel("two.set_points([[0, 3]], [1])"))
    assert two.reads("accuracy") == "1 of 1 = 100 %"
    assert "no line" not in two.summary()
    two.changes(lambda: notebook.kernel("two.weights = 0, 0"))
    assert "no line, since w = 0" in two.summary()
    assert two.handle("line").is_hidden()
    two.changes(lambda: two.press(two.handle("normal vector"), "ArrowUp"))
    notebook.wait_kernel("print(two.w1, two.w2)", "0.0 0.1")


def test_the_kernel_answers_and_its_errors_are_shown(two, notebook):
    two.press(two.slider("weight w1"), "ArrowRight")
    wait_until(lambda: two.kernel_text() == "heard: 1.10", "the kernel's read-out did not follow")
    notebook.kernel("kept = two.kernel_readout; two.kernel_readout = lambda widget: 1 / 0")
    wait_until(lambda: "ZeroDivisionError" in two.kernel_text(), "the error is not shown")
    two.changes(lambda: two.press(two.slider("weight w1"), "ArrowRight"))
    notebook.kernel("two.kernel_readout = kept")
    wait_until(lambda: two.kernel_text() == "heard: 1.20", "the read-out did not come back")


def test_the_length_of_w_changes_and_the_line_stays(two, notebook):
    notebook.kernel("two.weights, two.b = (0.6, 0.8), 0.3")
    length = two.slider("length of w: scales w and b together, the line stays")
    wait_until(lambda: length.get_attribute("aria-valuetext") == "1.00", "not Python's")
    two.changes(lambda: two.press(length, *["ArrowRight"] * 10))
    found = "(two.w2 / two.w1).__round__(9), (two.b / two.w1).__round__(9)"
    notebook.wait_kernel(f"print({found}, two.w1 > 0.9)", "1.333333333 0.5 True")


def test_rosenblatt_s_rule_takes_the_chosen_point_or_the_next(two, notebook):
    said = two.find(".dl101-said")
    assert said.inner_text() == "No point is misclassified: there is nothing to correct."
    notebook.kernel("two.weights = -1, 0")
    wait_until(lambda: "Next would be point 1, a blue circle" in said.inner_text(), "not seen")
    two.changes(lambda: two.button("One step").click())
    notebook.wait_kernel("print(two.w1, two.w2, two.b)", "1.0 2.0 -1.0")
    assert said.inner_text().startswith("1 correction")
    two.button("Undo").click()
    notebook.wait_kernel("print(two.w1, two.w2, two.b)", "-1.0 0.0 0.0")
    two.page.mouse.click(*two.screen(2, -1))
    two.changes(lambda: two.button("One step").click())
    notebook.wait_kernel("print(two.w1, two.w2, two.b)", "1.0 -1.0 1.0")
    # A score of 0 is wrong as well.
    notebook.kernel("two.weights, two.b = (0, 0), 0")
    two.changes(lambda: two.button("One step").click())
    notebook.wait_kernel("print(two.w1, two.w2, two.b)", "2.0 2.0 -1.0")
    two.button("Run it").click()
    wait_until(lambda: said.inner_text().startswith("No point is misclassified after"), "no end")
    assert float(notebook.kernel("print(two.accuracy)")) == 1.0


def test_points_on_the_line_are_of_class_0(two, notebook):
    notebook.kernel("two._best = {}; two.b = -2.0")
    wait_until(lambda: two.reads("accuracy") == "2 of 4 = 50 %", two.summary())
    assert notebook.kernel("print(two.accuracy)") == "0.5"
    two.find("text=best so far: 2").wait_for()
    notebook.kernel("two.b = 2.0")
    wait_until(lambda: two.reads("accuracy") == "4 of 4 = 100 %", two.summary())
    two.find("text=best so far: 4").wait_for()
    two.find("text=Next would be point 1, a blue circle.").wait_for()


@pytest.mark.parametrize("change", ["delete", "relabel", "move"])
def test_a_correction_is_told_no_longer_when_its_point_has_changed(two, notebook, change):
    said = two.find(".dl101-said")
    notebook.kernel("two.weights = -1, 0")
    wait_until(lambda: "Next would be point 1, a blue circle" in said.inner_text(), "not seen")
    points = two.handle("points")
    two.page.mouse.click(*two.screen(2, -1))
    assert points.get_attribute("aria-valuetext").startswith("point 4")
    two.button("One step").click()
    wait_until(lambda: "Point 4, an orange square, had the score" in said.inner_text(), "no step")
    key = {"delete": "Delete", "relabel": "0", "move": "ArrowDown"}[change]
    two.changes(lambda: two.press(points, key))
    wait_until(lambda: "had the score" not in said.inner_text(), said.inner_text())
    two.changes(lambda: two.button("One step").click())


def test_a_score_that_is_no_more_than_rounding_counts_everywhere_alike(two, notebook):
    notebook.kernel("two.set_points([[0.1, 0.2], [0, 3]], [1, 1]); two._best = {}")
    notebook.kernel("two.weights, two.b = (1.0, 1.0), -0.3")
    assert 0 < float(notebook.kernel("print(0.1 + 0.2 - 0.3)")) < 1e-16
    wait_until(lambda: two.reads("accuracy") == "1 of 2 = 50 %", two.summary())
    assert notebook.kernel("print(two.accuracy)") == "0.5"
    two.find("text=best so far: 1").wait_for()
    two.find("text=Next would be point 1, an orange square.").wait_for()


def test_rosenblatt_s_rule_gives_up_where_no_line_separates(two, notebook):
    points, labels = [[-1.5, -1], [1, 1], [-1, 1], [1, -1]], [0, 0, 1, 1]
    notebook.kernel(f"two.set_points({points}, {labels})")
    wait_until(lambda: two.reads("accuracy") == "2 of 4 = 50 %", "not Python's")
    two.button("Run it").click()
    said, end = two.find(".dl101-said"), "1,000 corrections without an end; the data may not be"
    wait_until(lambda: said.inner_text().startswith(end), "it goes on")
    # It is not said of other points.
    notebook.kernel(f"two.set_points({points}, [0, 0, 1, 0])")
    wait_until(lambda: not said.inner_text().startswith(end), said.inner_text())
    notebook.kernel(f"two.set_points({points}, {labels})")
    wait_until(lambda: said.inner_text().startswith(end), said.inner_text())
    line, i = np.array([1.0, 0.0, 0.0]), 0
    for _ in range(1000):
        while True:
            x, sign, i = np.append(points[i], 1.0), 2 * labels[i] - 1, (i + 1) % 4
            if sign * (line @ x) <= 0:
                break
        line = line + sign * x
    notebook.wait_kernel("print([two.w1, two.w2, two.b])", str(line.tolist()))
    # Every line that the rule has passed counts for the best.
    assert two.find(".dl101-best button").first.inner_text() == "best so far: 3"
    best = two.find(".dl101-best button").first
    two.changes(best.click)
    assert two.reads("accuracy") == "3 of 4 = 75 %"
    # There already: nothing to go to, and nothing to undo.
    assert best.get_attribute("aria-disabled") == "true"
    best.click(force=True)
    two.changes(lambda: two.button("Undo").click())
    assert two.reads("accuracy") != "3 of 4 = 75 %"


def test_three_classes(three, notebook):
    assert three.reads("accuracy") == "3 of 3 = 100 %"
    three.find('.dl101-choice input[aria-label="green triangle"]').first.check(force=True)
    wait_until(lambda: three.slider("weight w2").input_value() == "1", "no sliders of that class")
    three.changes(lambda: three.press(three.slider("bias b"), "ArrowLeft"))
    notebook.wait_kernel("print(three.biases.tolist())", "[0.0, 0.0, -0.1]")
    three.changes(lambda: three.press(three.handle("w of green triangles"), "ArrowRight"))
    notebook.wait_kernel("print(three.weights[:, 2].round(3).tolist())", "[0.1, 1.0]")
    three.page.mouse.move(*three.screen(2, -2))
    wait_until(lambda: three.reads("label") == "orange square", "no read-out")
    expected = json.loads(notebook.kernel("print(three.probabilities([[2, -2]])[0].tolist())"))
    shown = three.reads("softmax(z)").replace("●", "").replace("■", "").replace("▲", "").split()
    np.testing.assert_allclose([float(text) for text in shown], expected, atol=0.00501)
    three.changes(lambda: three.button("Reset").click())
    notebook.wait_kernel("print(three.biases.tolist())", "[0.0, 0.0, 0.0]")


def test_an_arrow_beside_the_frame_keeps_its_head(three, notebook):
    weights = [[3.0, 0.5, 0.0], [0.0, -0.5, 1.0]]
    notebook.kernel(
        f"three.set_points([[4.5, 0], [2, -2], [0, 3]], [0, 1, 2]); three.weights = {weights}"
    )
    tip = three.handle("w of blue circles")
    wait_until(lambda: tip.get_attribute("aria-valuetext") == "w = (3.00, 0.00)", "not Python's")

    def reach():
        box, canvas = tip.bounding_box(), three.canvas.bounding_box()
        return (box["x"] + box["width"] / 2 - canvas["x"]) / canvas["width"]

    wait_until(lambda: reach() < 0.97, "the tip is at the edge, or outside")


def test_three_classes_by_pointer(three, notebook):
    three.changes(lambda: three.drag((0, 3), (1, 3)))
    notebook.wait_kernel("print(three.points[2].round(1).tolist())", "[1.0, 3.0]")
    three.changes(lambda: three.drag((3, -2.5), (3, -3)))
    notebook.wait_kernel("print(three.weights[:, 1].round(1).tolist())", "[1.0, -1.0]")
    assert three.slider("weight w2").input_value() == "-1"
    three.button("Undo").click()
    three.changes(lambda: three.drag((0, -3.5), (1, -3.5)))
    notebook.wait_kernel("print(three.biases.round(1).tolist())", "[1.0, -1.0, 0.0]")
    border = three.handle("boundary between blue circles and orange squares")
    three.changes(lambda: three.press(border, "ArrowLeft"))
    notebook.wait_kernel("print(three.biases.round(1).tolist())", "[0.9, -0.9, 0.0]")
