"""TrainingGround in JupyterLab: trained by hand, watched, dragged across, closed, left alone."""

from __future__ import annotations

import time
from copy import copy

import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient

from dl101.widgets import TrainingGround, setting
from dl101.widgets.training_sets import OWN, SOURCES

from .delay import Delay
from .figures import PIXELS, TOO_WIDE, Figure, call, wait_until
from .lab import IDLE

XOR = "from dl101.widgets import TrainingGround\nground = TrainingGround('xor')\nground"
PAIR = """
import numpy as np
rows = [[-2, 0], [2, 0], [-2, 2], [2, 2]]
pair = TrainingGround((rows * 5, [0, 1] * 10), hidden=(3, 2), test_share=0, pace=None)
pair
"""
THREE = """
three = TrainingGround("three clouds", hidden=(4,), pace=None, hidden_plane=True)
three.step(200)
three
"""
ORANGE = """(canvas) => {
  const { width, height } = canvas;
  const { data } = canvas.getContext("2d").getImageData(0, 0, width, height);
  const cells = Array.from({ length: 20 }, (_, i) => (i + 0.5) / 20);
  const at = (x, y) => 4 * (Math.floor(y * height) * width + Math.floor(x * width));
  return cells.flatMap((y) => cells.map((x) => data[at(x, y)] > data[at(x, y) + 2]));
}"""
COLOURS = """(canvas, shares) => {
  const { width, height } = canvas;
  const { data } = canvas.getContext("2d").getImageData(0, 0, width, height);
  return shares.map(([x, y]) => {
    const at = 4 * (Math.round(y * height) * width + Math.round(x * width));
    return Number(data[at] > data[at + 2]);
  });
}"""
SPEECH = ".dl101-unseen"


class Ground(Figure):
    """The training ground in the output of one code cell."""

    @property
    def canvas(self):
        return self.find(".dl101-stage canvas")

    def step(self):
        """The number of steps that is shown."""
        return int(self.find(".dl101-train-test strong").inner_text().replace(",", ""))

    def status(self):
        return self.find(".dl101-training-status").inner_text()

    def choose(self, name, value):
        self.find(f'select[aria-label="{name}"]').select_option(value)

    def play(self):
        self.button("▶ Play").click()
        self.button("❚❚ Pause").wait_for()

    def pause(self):
        self.button("❚❚ Pause").click()
        self.button("▶ Play").wait_for()

    def unit(self, layer, unit):
        return self.find(f'[data-layer="{layer}"][data-unit="{unit}"]')

    def row(self, name):
        """Loss and accuracy of the training or the test points."""
        return self.find(f'tr:has(th:has-text("{name}")) td').all_inner_texts()


@pytest.fixture(scope="module")
def notebook(lab, open_notebook):
    name = lab.write("training.ipynb", [XOR, PAIR, THREE])
    with open_notebook(name, height=1500) as opened:
        opened.run_all()
        yield opened


@pytest.fixture
def ground(notebook):
    notebook.kernel(
        "ground.dataset = 'clouds'; ground.dataset = 'xor'; ground.hidden = 4; ground.pace = 100;"
        "ground.features = ();"
        "ground.activation = 'tanh'; ground.optimizer = 'Adam'; ground.learning_rate = 0.05;"
        "ground.batch_size = None; ground.weight_decay = 0; ground.reset(seed=0)"
    )
    found = Ground(notebook, 0)
    wait_until(lambda: found.step() == 0, "not reset")
    yield found
    assert notebook.problems() == []


def test_play_learns_xor_and_pause_stops(ground, notebook):
    before = ground.pixels()
    assert ground.row("training")[1] == "49 % of 140"
    ground.play()
    wait_until(lambda: ground.row("training")[1] in ("99 % of 140", "100 % of 140"), "not learnt")
    assert ground.pixels() != before
    ground.pause()
    notebook.wait_kernel("print(ground.playing)", "False")
    count = notebook.kernel("print(ground.step_count)")
    wait_until(lambda: str(ground.step()) == count, "the last picture is not that of the pause")
    loss, accuracy = notebook.kernel(
        "print(f'{ground.test_loss:.3g} {ground.test_accuracy:.0%}')"
    ).split()
    assert ground.row("test") == [loss, accuracy.replace("%", " % of 60")]
    ground.page.wait_for_timeout(300)
    assert notebook.kernel("print(ground.step_count)") == count


def test_no_step_is_taken_after_a_pause(ground, notebook):
    notebook.kernel("ground.pace = None")
    ground.play()
    wait_until(lambda: ground.step() > 500, "it does not train")
    ground.pause()
    step = ground.step()
    notebook.wait_kernel("print(ground.playing, ground.step_count)", f"False {step}")
    ground.page.wait_for_timeout(300)
    assert ground.step() == step
    assert notebook.kernel("print(ground.step_count)") == str(step)


def test_step_reset_and_new_weights(ground, notebook):
    start = ground.pixels()
    ground.changes(lambda: ground.button("Step").click())
    ground.press(ground.button("Step"), "Enter", "Enter")
    wait_until(lambda: ground.step() == 3, "not stepped")
    notebook.wait_kernel("print(ground.step_count)", "3")
    ground.button("Reset").click()
    wait_until(lambda: ground.step() == 0, "not reset")
    wait_until(lambda: ground.pixels() == start, "reset shows something else")
    ground.changes(lambda: ground.button("New weights").click())
    ground.button("Step").click()
    wait_until(lambda: ground.step() == 1, "not stepped")
    ground.button("Reset").click()
    wait_until(lambda: ground.step() == 0, "not reset")
    assert ground.pixels() != start
    notebook.wait_kernel("print(ground._state['seed'], ground.step_count)", "1 0")


def test_new_weights_go_on_playing(ground, notebook):
    ground.play()
    wait_until(lambda: ground.step() > 20, "it does not train")
    ground.button("New weights").click()
    ground.button("New weights").click()
    wait_until(lambda: ground.step() > 10, "it does not go on")
    notebook.wait_kernel("print(ground._state['seed'], ground.playing)", "2 True")
    ground.button("Reset").click()
    ground.button("▶ Play").wait_for()
    notebook.wait_kernel("print(ground.step_count, ground.playing)", "0 False")


def test_python_goes_on_where_the_page_is(ground, notebook):
    notebook.kernel("ground.pace = None; ground.batch_size = 10")
    ground.play()
    wait_until(lambda: ground.step() > 300, "it does not train")
    notebook.wait_kernel("print(ground.step_count > 200)", "True")
    before, after = notebook.kernel(
        "before = ground.step_count; ground.step(5); print(before, ground.step_count)"
    ).split()
    assert int(after) == int(before) + 5
    ground.button("▶ Play").wait_for()
    wait_until(lambda: ground.step() == int(after), "the page is elsewhere")
    same = "names = {}; exec(ground.export(), names);"
    same += "print(abs(names['train_loss'] - ground.train_loss) < 1e-9)"
    assert notebook.kernel(same).splitlines()[-1] == "True"
    ground.button("Step").click()
    notebook.wait_kernel("print(ground.step_count)", str(int(after) + 1))
    assert notebook.kernel(same).splitlines()[-1] == "True"
    loss = float(notebook.kernel("print(ground.train_loss)"))
    shown = float(ground.row("training")[0].replace("\N{MINUS SIGN}", "-"))
    assert shown == pytest.approx(loss, rel=0.005)


def test_what_python_replaces_comes_whole(ground, notebook):
    """Also where nothing has changed in Python: the page may have changed it meanwhile."""
    ground.button("Step").click()
    ground.press(ground.handle("points"), "Delete")
    notebook.wait_kernel(
        "print(len(ground.points), list(ground._trainer.record.changes))", "139 [1]"
    )
    notebook.kernel("ground.dataset = 'clouds'; ground.dataset = 'xor'; ground.reset()")
    wait_until(lambda: ground.step() == 0, "not reset")
    ground.button("Step").click()
    notebook.wait_kernel("print(ground.step_count, ground._trainer.record.changes)", "1 {}")
    loss = float(notebook.kernel("print(TrainingGround('xor').train_loss)"))
    first = float(notebook.kernel("print(ground.history.train_loss[0])"))
    assert first == pytest.approx(loss, rel=1e-12)


def test_other_cells_run_while_it_trains(ground, notebook):
    notebook.kernel("ground.pace = None")
    ground.play()
    wait_until(lambda: ground.step() > 100, "it does not train")
    assert notebook.kernel("print(sum(range(1000)))") == "499500"
    step = ground.step()
    wait_until(lambda: ground.step() > step, "it stops when a cell runs")
    notebook.kernel("ground.pause()")
    ground.button("▶ Play").wait_for()


def test_every_setting_reaches_python(ground, notebook):
    ground.choose("data set", "spirals")
    notebook.wait_kernel("print(ground.dataset, ground.noise, ground.step_count)", "spirals 0.1 0")
    assert ground.slider("noise").get_attribute("aria-valuetext") == "0.10"
    ground.press(ground.slider("noise"), "ArrowRight")
    notebook.wait_kernel("print(ground.noise)", "0.15")
    ground.choose("activation", "relu")
    ground.choose("optimizer", "gradient descent")
    notebook.wait_kernel("print(ground.activation, ground.optimizer)", "relu gradient descent")
    ground.press(ground.slider("learning rate"), "ArrowRight", "ArrowRight")
    notebook.wait_kernel("print(ground.learning_rate)", "0.0631")
    ground.choose("batch size", "10")
    ground.choose("weight decay", "0.01")
    ground.choose("pace, steps a second", "as fast as it can")
    notebook.wait_kernel(
        "print(ground.batch_size, ground.weight_decay, ground.pace)", "10 0.01 None"
    )
    ground.button("Step").click()
    wait_until(lambda: ground.step() == 1, "not stepped")


def test_another_data_set_is_the_same_in_python(ground, notebook):
    ground.play()
    wait_until(lambda: ground.step() > 5, "it does not train")
    ground.choose("data set", "zeros and ones")
    wait_until(lambda: ground.row("training")[1].endswith("of 140"), "no accuracy")
    ground.pause()
    notebook.wait_kernel("print(ground.dataset, ground.playing)", "zeros and ones False")
    notebook.wait_kernel("print(ground.step_count)", str(ground.step()))
    notebook.kernel("names = {}; exec(ground.export(), names)")
    assert notebook.kernel("print(abs(names['train_loss'] - ground.train_loss) < 1e-9)") == "True"
    assert "zeros_and_ones(200)" in notebook.kernel("print(ground.export())")
    ground.press(ground.handle("points"), "Delete")
    ground.choose("data set", "moons")
    notebook.wait_kernel("print(ground.dataset, len(ground.points))", "moons 140")
    assert notebook.kernel("print(ground._trainer.record.changes)") == "{}"
    assert ground.button("Undo").is_disabled()


def test_further_inputs(ground, notebook):
    notebook.kernel("ground.hidden = ()")
    square = ground.find('label:has-text("x₁x₂") input')
    ground.press(square, "Space")
    ground.find('label:has-text("sin(x₁)") input').check()
    notebook.wait_kernel("print(ground.features)", "('x1*x2', 'sin(x1)')")
    wait_until(lambda: ground.find("[data-layer]").count() == 1, "hidden units are still there")
    ground.play()
    wait_until(lambda: ground.step() > 100, "it does not train")
    ground.pause()
    # Without hidden units only the product separates XOR.
    assert int(ground.row("training")[1].split()[0]) > 95
    ground.unit(0, 0).hover()
    formula = ground.find(".dl101-unit-formula").inner_text()
    assert formula.startswith("output: sigmoid(")
    assert " x₁x₂ " in formula
    assert " sin(x₁) " in formula
    notebook.wait_kernel("print(ground.step_count)", str(ground.step()))
    notebook.kernel("names = {}; exec(ground.export(), names)")
    assert notebook.kernel("print(abs(names['train_loss'] - ground.train_loss) < 1e-9)") == "True"
    # The colours are those of the network, and so is the plane of two hidden units.
    notebook.kernel("ground.hidden = (2,); ground.step(200)")
    wait_until(lambda: ground.step() == 200, "not stepped")
    ground.page.mouse.move(5, 5)
    places = [(x, y) for x in (-4.2, -0.3, 0.4, 4.1) for y in (-4.3, 0.6, 4.4)]
    wanted = notebook.kernel(f"print(*ground.predictions({places}))").split()
    shares = [[(x + 5) / 10, (5 - y) / 10] for x, y in places]
    found = map(str, ground.canvas.evaluate(COLOURS, shares))
    # A line may lie over one of them.
    assert sum(a != b for a, b in zip(found, wanted, strict=True)) <= 1
    notebook.kernel("ground.features = ()")
    wait_until(lambda: not square.is_checked(), "Python's choice is not shown")


def test_width_and_depth_by_pointer_and_by_keyboard(ground, notebook):
    more = ground.find('[aria-label="One unit more in hidden layer 1"]')
    more.click()
    ground.press(more, "Enter")
    notebook.wait_kernel("print(ground.hidden)", "(6,)")
    ground.unit(0, 5).wait_for()
    ground.find('[aria-label="One hidden layer more"]').click()
    ground.unit(1, 5).wait_for()
    ground.find('[aria-label="One unit fewer in hidden layer 2"]').click()
    notebook.wait_kernel("print(ground.hidden)", "(6, 5)")
    fewer = ground.find('[aria-label="One hidden layer fewer"]')
    ground.press(fewer, "Enter", "Enter")
    notebook.wait_kernel("print(ground.hidden)", "()")
    assert fewer.is_disabled()
    wait_until(lambda: ground.find("[data-layer]").count() == 1, "hidden units are still there")
    ground.changes(lambda: ground.button("Step").click())


def test_settings_of_python_are_shown(ground, notebook):
    notebook.kernel("ground.batch_size = 33; ground.pace = 55.5; ground.hidden = (3, 2)")
    wait_until(
        lambda: ground.find('select[aria-label="batch size"]').input_value() == "33", "no 33"
    )
    assert ground.find('select[aria-label="pace, steps a second"]').input_value() == "55.5"
    ground.unit(1, 1).wait_for()
    notebook.kernel("ground.step(20)")
    wait_until(lambda: ground.step() == 20, "the steps are not shown")


def test_a_unit_is_shown_large_with_its_weights(ground, notebook):
    output = ground.pixels()
    words = ground.find(".dl101-unit-formula")
    ground.changes(lambda: ground.unit(0, 1).hover())
    w1, w2, b = (
        notebook.kernel(
            "w, b, _ = ground.layers[0]; print(*(f'{v:.2f}' for v in (*w[:, 1], b[1])))"
        )
        .replace("-", "")
        .split()
    )
    text = words.inner_text()
    assert text.startswith("hidden layer 1, unit 2 of 4: tanh(")
    assert f"{w1} x₁" in text
    assert f"{w2} x₂ + {b}" in text
    shown = ground.pixels()
    ground.page.mouse.move(5, 5)
    wait_until(lambda: ground.pixels() == output, "the unit is shown for ever")
    ground.unit(0, 1).focus()
    wait_until(lambda: ground.pixels() == shown, "the keyboard shows something else")
    ground.changes(lambda: ground.page.keyboard.press("ArrowDown"))
    assert "unit 3 of 4" in words.inner_text()
    ground.page.keyboard.press("Enter")
    assert ground.unit(0, 2).get_attribute("aria-pressed") == "true"
    ground.page.keyboard.press("ArrowRight")
    wait_until(lambda: words.inner_text().startswith("output: sigmoid("), words.inner_text())
    ground.unit(0, 2).click()
    ground.page.mouse.move(5, 5)
    ground.unit(0, 2).evaluate("(node) => node.blur()")
    wait_until(lambda: ground.pixels() == output, "the unit is still pinned")


def test_one_of_several_outputs_is_shown_where_it_is_the_largest(notebook):
    three = Ground(notebook, 2)
    three.changes(lambda: three.unit(1, 1).hover())
    grid = "np.stack(np.meshgrid(side, -side), axis=-1).reshape(-1, 2)"
    wanted = notebook.kernel(
        f"side = np.linspace(-4.75, 4.75, 20); print(*(three.predictions({grid}) == 1).astype(int))"
    )
    wanted = np.array(wanted.split(), dtype=int) == 1
    assert 40 < wanted.sum() < 300
    # Points lie over some of the cells, and the boundary goes through others.
    agree = np.mean(three.canvas.evaluate(ORANGE) == wanted)
    assert agree > 0.9, agree
    three.page.mouse.move(5, 5)
    assert notebook.problems() == []


def test_the_plane_of_two_hidden_units(ground, notebook):
    notebook.kernel("ground.hidden = (3, 2); ground.step(120)")
    ground.find('summary:text-is("The plane of two hidden units")').click()
    canvas = ground.find(".dl101-hidden canvas")
    wait_until(lambda: "h₁ of layer 2 and h₂" in (canvas.get_attribute("aria-label") or ""), "?")
    # Each point is where the units' values are: there, the picture has its class's colour.
    hidden = notebook.kernel(
        "from dl101.widgets.network import evaluate\n"
        "for row in evaluate(ground.layers[:2], ground.points): print(*row)"
    )
    places = np.array([line.split() for line in hidden.splitlines()], dtype=float)
    labels = np.array(notebook.kernel("print(*ground.labels)").split(), dtype=int)
    shares = (places * [1, -1] + 1.2) / 2.4
    found = canvas.evaluate(COLOURS, shares.tolist())
    assert np.mean(np.array(found) == labels) > 0.9
    ground.find('select[aria-label="hidden unit up"]').select_option("h₃ of layer 1")
    wait_until(lambda: "h₃ of layer 1" in canvas.get_attribute("aria-label"), "another unit")
    before = canvas.evaluate(PIXELS)
    ground.play()
    wait_until(lambda: canvas.evaluate(PIXELS) != before, "it does not bend")
    ground.pause()
    notebook.kernel("ground.hidden = ()")
    wait_until(lambda: not canvas.is_visible(), "without hidden units there is a plane")
    ground.find('summary:text-is("The plane of two hidden units")').click()


def test_the_plane_of_two_hidden_units_may_be_open_from_the_beginning(notebook):
    canvas = Ground(notebook, 2).find(".dl101-network .dl101-hidden canvas")
    assert canvas.is_visible()
    assert canvas.evaluate(PIXELS)[1] > 1, "a blank picture"


def test_a_logarithmic_axis(ground, notebook):
    notebook.kernel("ground.step(300)")
    curves = ground.find(".dl101-curves canvas")
    wait_until(lambda: "Step 300" in curves.get_attribute("aria-label"), "not stepped")
    linear = curves.evaluate(PIXELS)
    ground.find('label:has-text("logarithmic") input').check()
    wait_until(lambda: curves.evaluate(PIXELS) != linear, "the axis stays")
    ground.find('label:has-text("logarithmic") input').uncheck()
    wait_until(lambda: curves.evaluate(PIXELS) == linear, "the axis does not come back")


def test_weights_in_numbers(ground, notebook):
    ground.find('summary:text-is("Weights in numbers")').click()
    cells = ground.find(".dl101-tables td:not(:empty)")
    wait_until(lambda: cells.count() == 17, "not all weights are shown")
    for _ in range(2):
        expected = notebook.kernel(
            "print(*(f'{v:.3f}' for w, b, _ in ground.layers for v in (*w.ravel(), *b)))"
        ).replace("-0.000", "0.000")
        expected = expected.replace("-", "\N{MINUS SIGN}").split()
        wait_until(lambda e=expected: cells.all_inner_texts() == e, "other weights are shown")
        notebook.kernel("ground.step(10)")
    ground.find('summary:text-is("Weights in numbers")').click()


def test_the_program_does_the_same(ground, notebook):
    ground.button("Step").click()
    ground.play()
    wait_until(lambda: ground.step() > 20, "it does not train")
    ground.pause()
    ground.find('summary:text-is("Export as code")').click()
    code = ground.find('[aria-label="program"]')
    wait_until(lambda: "train_loss" in code.inner_text(), "no program")
    step = ground.find(".dl101-program .dl101-row span")
    before = ground.step()
    ground.button("Step").click()
    wait_until(lambda: ground.step() == before + 1, "no step")
    assert step.inner_text() == f"to step {before}"
    ground.button("Write again").click()
    wait_until(lambda: step.inner_text() == f"to step {before + 1}", "not written again")
    text = code.inner_text()
    notebook.kernel(f"names = {{}}; exec({text!r}, names)")
    assert notebook.kernel("print(abs(names['train_loss'] - ground.train_loss) < 1e-9)") == "True"
    notebook.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ground.button("Copy").click()
    ground.button("Copied").wait_for()
    assert ground.page.evaluate("() => navigator.clipboard.readText()") == text
    ground.find('summary:text-is("Export as code")').click()


def test_the_page_writes_the_same_setting(ground, notebook):
    grounds = [
        TrainingGround(),
        TrainingGround("three clouds", hidden=(), activation="relu", pace=None),
        TrainingGround("zeros and ones", hidden=(1, 16), features=("x1**2", "sin(x2)")),
        TrainingGround("moons", optimizer="gradient descent", noise=0.5, n=60, test_share=0.1),
        TrainingGround(([[0.0, 0.0], [1.0, 2.0]], [0, 1]), hidden_plane=True),
        *(
            TrainingGround(learning_rate=a, weight_decay=b, pace=c, batch_size=7, seed=2**32 - 1)
            for a, b, c in ((1e-4, 1e-5, 1e16), (99.9999, 1 / 3, 1e15), (1.5e-7, 1e-10, 12345.6))
        ),
    ]
    grounds[1].reset(seed=3)
    settings = [one._setting for one in grounds]
    told = grounds[0]._link
    links = call(notebook, "setting.js", "fragment", [[one, told["linked"]] for one in settings])
    wanted = [setting.link("", one.classes, one._setting) for one in grounds]
    assert links == [link.partition("#")[2] for link in wanted]
    given = [[one, told["defaults"], OWN] for one in settings]
    assert call(notebook, "setting.js", "code", given) == [one.code() for one in grounds]
    given = [[*one, edited] for one in given for edited in (False, True)]
    found = call(notebook, "setting.js", "obstacle", given)
    told = [setting.obstacle(one, dict(given[0][1]), OWN, edited) for one, *_, edited in given]
    assert found == told
    assert len(set(found)) == 5
    # What a link says is read as what it was.
    own = grounds[0].get_state()
    known = own["_constants"] | own["_link"]
    datasets = [name for name in SOURCES if SOURCES[name].classes == 2]
    known |= {"datasets": [*datasets, "three clouds", OWN]}
    read = call(notebook, "setting.js", "read", [[link, known] for link in links])
    again = [[one, own["_link"]["linked"]] for one in read]
    assert call(notebook, "setting.js", "fragment", again) == links


def test_a_setting_is_shared(ground, notebook):
    notebook.kernel("ground.set_trait('_link', ground._link | {'site': ''})")
    ground.choose("data set", "moons")
    ground.button("New weights").click()
    ground.find('summary:text-is("Share this setting")').click()
    code = ground.find('[aria-label="code of this setting"]')
    field = ground.find('[aria-label="link to this setting"]')
    wait_until(lambda: "moons" in code.inner_text(), "no code")
    wait_until(lambda: code.inner_text() == notebook.kernel("print(ground.code())"), "other code")
    assert "ground.reset(seed=1)" in code.inner_text()
    assert not field.is_visible()
    assert "There is no web edition yet" in ground.root.inner_text()
    notebook.kernel("ground.set_trait('_link', ground._link | {'site': 'https://example.org/'})")
    ground.choose("batch size", "10")
    field.wait_for()
    link = "print(ground.link('https://example.org'))"
    wait_until(lambda: field.input_value() == notebook.kernel(link), "another link")
    assert "batch_size=10&" in field.input_value()
    notebook.context.grant_permissions(["clipboard-read", "clipboard-write"])
    for name, text in (("link", field.input_value()), ("code", code.inner_text())):
        copy = ground.find(f'[title="Copy the {name}"]')
        copy.click()
        wait_until(lambda c=copy: c.inner_text() == "Copied", "not copied")
        assert ground.page.evaluate("() => navigator.clipboard.readText()") == text
    ground.find('[aria-label="One unit more in hidden layer 1"]').click()
    wait_until(lambda: copy.inner_text() == "Copy code", "it says that it has copied this")
    ground.press(ground.handle("points"), "ArrowLeft")
    wait_until(lambda: not field.is_visible(), "a link to other points")
    assert "as you have changed them" in ground.root.inner_text()
    ground.button("Restore points").click()
    ground.press(ground.slider("noise"), "ArrowRight")
    wait_until(lambda: "noise=0.3" in code.inner_text(), "no noise")
    assert "no points with noise=0.3," in ground.root.inner_text()
    ground.find('summary:text-is("Share this setting")').click()


def test_points_are_added_moved_and_deleted(ground, notebook):
    ground.page.mouse.dblclick(*ground.screen(4.4, -4.2))
    notebook.wait_kernel("print(len(ground.points))", "141")
    ground.drag((4.4, -4.2), (4.0, 4.4))
    notebook.wait_kernel("print(ground.points[-1].round(1), ground.labels[-1])", "[4.  4.4] 0")
    ground.press(ground.handle("points"), "1", "ArrowLeft")
    notebook.wait_kernel("print(ground.points[-1].round(1), ground.labels[-1])", "[3.9 4.4] 1")
    ground.press(ground.handle("points"), "Delete")
    notebook.wait_kernel("print(len(ground.points))", "140")
    ground.button("Undo").click()
    notebook.wait_kernel("print(len(ground.points))", "141")
    ground.button("Restore points").click()
    notebook.wait_kernel("print(len(ground.points))", "140")
    assert "New point" in ground.root.inner_text()


@pytest.fixture
def pair(notebook):
    yield Ground(notebook, 1)
    notebook.kernel("pair.pause()")


def test_a_point_dragged_across_is_followed(notebook, pair):
    # With two rows of points the place is orange however long a fast machine has trained. The pace:
    # the export has to make all these steps again, in Python.
    notebook.kernel("pair.pace = 300")
    pair.play()
    wait_until(lambda: pair.row("training")[1] == "100 % of 20", "not learnt")
    notebook.kernel(
        "pair.set_points(np.concatenate([pair.points, [[-2.0, 3.5]]]), [*pair.labels, 0])"
    )
    wait_until(lambda: pair.row("training")[1] == "100 % of 21", "the new point is not learnt")
    predicted = "print(pair.predictions([[2.0, 3.5]])[0], pair.playing)"
    notebook.wait_kernel(predicted, "1 True")
    pair.drag((-2, 3.5), (2, 3.5))
    notebook.wait_kernel("print(pair.points[-1].round(1))", "[2.  3.5]")
    notebook.wait_kernel(predicted, "0 True")
    pair.pause()
    notebook.kernel("names = {}; exec(pair.export(), names)")
    assert notebook.kernel("print(abs(names['train_loss'] - pair.train_loss) < 1e-6)") == "True"
    assert notebook.problems() == []


def test_divergence_is_told(ground, notebook):
    ground.choose("optimizer", "gradient descent")
    ground.choose("activation", "relu")
    ground.choose("data set", "clouds")
    notebook.kernel("ground.hidden = (8, 8)")
    ground.press(ground.slider("learning rate"), "End")
    notebook.wait_kernel("print(ground.learning_rate > 0.05)", "True")
    notebook.kernel("ground.learning_rate = 100")
    ground.button("▶ Play").click()
    wait_until(lambda: "Training diverges" in ground.status(), "no message")
    assert "smaller learning rate than 100" in ground.status()
    ground.button("▶ Play").wait_for()
    assert "NaN" not in ground.root.inner_text()
    ground.press(ground.slider("learning rate"), "Home")
    wait_until(lambda: ground.status() == "", "the message stays")


def test_that_there_are_no_points_is_told_until_there_are(ground, notebook):
    notebook.kernel("ground.set_points(np.empty((0, 2)), [])")
    wait_until(lambda: ground.row("training")[1] == "\N{EN DASH}", "the points stay")
    ground.button("Step").click()
    wait_until(lambda: "There are no points to train on" in ground.status(), "no message")
    ground.button("Add").click()
    wait_until(lambda: ground.status() == "", "the message stays")
    ground.button("Delete").click()
    ground.button("Step").click()
    wait_until(lambda: "There are no points to train on" in ground.status(), "no message")
    ground.button("Restore points").click()
    wait_until(lambda: ground.status() == "", "the message stays")


def test_words_are_few_while_it_trains(ground):
    said = """(node) => {
      window.said = [];
      const listen = () => window.said.push(node.textContent);
      new MutationObserver(listen).observe(node, { childList: true, subtree: true });
    }"""
    for node in ground.find(SPEECH).all():
        node.evaluate(said)
    begun = time.monotonic()
    ground.play()
    wait_until(lambda: ground.step() > 150, "it does not train")
    said = ground.page.evaluate("() => window.said")
    assert said[0] == "Training."
    # One more may be about what was done before.
    assert len(said) <= 2 + (time.monotonic() - begun) / 10
    ground.pause()
    wait_until(
        lambda: "Training points: " in ground.page.evaluate("() => window.said.at(-1)"),
        "the pause is not reported",
    )
    assert "140 training points and 60 test points" in ground.summary()


def test_a_cell_that_runs_again_ends_the_training_before(notebook):
    first = Ground(notebook, 0)
    first.play()
    wait_until(lambda: first.step() > 10, "it does not train")
    notebook.kernel("old = ground")
    notebook.run_cell(0)
    notebook.wait_kernel("print(old.playing, ground is old)", "False False")
    again = Ground(notebook, 0)
    assert again.step() == 0
    again.play()
    wait_until(lambda: again.step() > 10, "the new one does not train")
    again.pause()
    assert notebook.problems() == []


def test_training_ends_when_the_view_is_closed(notebook):
    ground = Ground(notebook, 0)
    ground.play()
    wait_until(lambda: ground.step() > 10, "it does not train")
    notebook.page.evaluate(
        "() => { window.jupyterapp.shell.currentWidget.content.activeCellIndex = 0; }"
    )
    notebook.command("notebook:clear-cell-output")
    notebook.wait_kernel("print(ground.playing)", "False")
    notebook.run_cell(0)
    assert notebook.problems() == []


def test_many_units_fit_a_narrow_window(notebook):
    ground = Ground(notebook, 0)
    notebook.command("application:toggle-left-area")
    notebook.page.set_viewport_size({"width": 360, "height": 900})
    wait_until(lambda: ground.canvas.bounding_box()["width"] < 330, "too wide")
    notebook.kernel("ground.hidden = (16, 16, 4, 2)")
    ground.unit(3, 1).wait_for()
    wait_until(lambda: ground.root.evaluate(TOO_WIDE) == [], "it sticks out")
    ground.changes(lambda: ground.button("Step").click())
    assert notebook.problems() == []


BUSY = """(seconds) => {
  const { kernel } = window.jupyterapp.shell.currentWidget.sessionContext.session;
  kernel.requestExecute({ code: `import time; time.sleep(${seconds})`, store_history: false });
}"""


def test_two_views_of_one_share_training_and_runs(lab, open_notebook):
    cells = [
        "from dl101.widgets import TrainingGround",
        "ground = TrainingGround('xor', n=40)\nground",
        "ground",
    ]
    with open_notebook(lab.write("two-views.ipynb", cells)) as notebook:
        notebook.run_all()
        first, second = Ground(notebook, 1), Ground(notebook, 2)
        first.play()
        wait_until(lambda: second.step() > 20, "it does not follow")
        second.pause()
        assert first.step() == second.step()
        first.button("Fork here").click()
        runs = second.find(".dl101-runs")
        wait_until(
            lambda: runs.inner_text() == first.find(".dl101-runs").inner_text(), "other runs"
        )
        assert runs.locator("input").count() == 2
        # Without the view that was there first the other goes on hearing of Python.
        notebook.run_cell(0)
        notebook.page.evaluate(
            "() => window.jupyterapp.shell.currentWidget.content.widgets[1].model.clearExecution()"
        )
        first.root.wait_for(state="detached")
        notebook.kernel("ground.step(3)")
        step = int(notebook.kernel("print(ground.step_count)"))
        wait_until(lambda: second.step() == step, "Python is not heard")
        assert notebook.problems() == []


def trains(ground):
    """Do everything that needs no Python."""
    ground.play()
    wait_until(lambda: ground.step() > 60, "it does not train")
    assert ground.status() == ""
    ground.button("New weights").click()
    wait_until(lambda: 0 < ground.step() < 60, "it does not begin again")
    ground.find('[aria-label="One unit more in hidden layer 1"]').click()
    ground.unit(0, 4).wait_for()
    wait_until(lambda: ground.step() > 5, "another network is not trained")
    ground.changes(lambda: ground.drag((-1.048, -1.94), (4, -4)))
    ground.pause()
    ground.changes(lambda: ground.button("Step").click())
    ground.button("Reset").click()
    wait_until(lambda: ground.step() == 0, "not reset")


def uses(ground, name):
    """Change to another data set, and train on it."""
    ground.choose("data set", name)
    wait_until(lambda: ground.step() == 0, "it does not begin again")
    ground.changes(lambda: ground.button("Step").click())
    assert ground.status() == ""


def test_without_python_it_trains(lab, open_notebook):
    name = lab.write("alone.ipynb", [XOR])
    with open_notebook(name) as notebook:
        notebook.run_all()
        ground = Ground(notebook, 0)
        notebook.end_kernel()
        trains(ground)
        uses(ground, "zeros and ones")
        assert ground.slider("noise").is_disabled()
        uses(ground, "spirals")
        ground.press(ground.slider("noise"), "ArrowRight")
        wait_until(lambda: "Python is needed" in ground.status(), "no message")
        assert "un this cell again" in ground.status()
        # What is shown is the noise of the points that are there.
        assert ground.slider("noise").input_value() == "0.1"
        ground.changes(lambda: ground.button("Step").click())
        assert not [error for error in notebook.errors if error.startswith("page error")]


def test_while_python_is_busy_it_trains(lab, open_notebook):
    name = lab.write("busy.ipynb", [XOR])
    with open_notebook(name) as notebook:
        notebook.run_all()
        ground = Ground(notebook, 0)
        notebook.page.evaluate(BUSY, 10)
        trains(ground)
        uses(ground, "spirals")
        ground.press(ground.slider("noise"), "ArrowRight")
        wait_until(lambda: "busy with another cell" in ground.status(), "no message")
        wait_until(lambda: ground.status() == "", "the message stays")
        told = "print(ground.dataset, ground.noise, ground.hidden, ground.step_count)"
        notebook.wait_kernel(told, "spirals 0.15 (5,) 0")
        assert ground.slider("noise").input_value() == "0.15"
        assert notebook.problems() == []


def test_far_from_the_server_it_trains(lab, open_notebook):
    far = Delay(lab.port, 0.05)
    try:
        name = lab.write("far.ipynb", [XOR])
        with open_notebook(name, url=f"http://127.0.0.1:{far.port}") as notebook:
            notebook.run_all()
            ground = Ground(notebook, 0)
            trains(ground)
            ground.play()
            wait_until(lambda: ground.step() > 50, "it does not train")
            ground.pause()
            step = ground.step()
            notebook.wait_kernel("print(ground.playing, ground.step_count)", f"False {step}")
            assert notebook.problems() == []
    finally:
        far.close()


def in_second_window(one, name):
    """Open the notebook of a training ground once more; return the same one there."""
    notebook = one.notebook
    notebook.command("docmanager:save")
    other = copy(one)
    other.page = notebook.context.new_page()
    other.page.goto(f"{notebook.lab.url}/lab/workspaces/second/tree/{name}?reset")
    other.page.wait_for_function(IDLE)
    other.canvas.wait_for()
    return other


def test_in_two_windows_one_plays_and_the_other_follows(lab, open_notebook):
    name = lab.write("windows.ipynb", [XOR])
    with open_notebook(name) as notebook:
        notebook.run_all()
        one = Ground(notebook, 0)
        other = in_second_window(one, name)
        for hand, follower, x in ((one, other, 3.5), (other, one, 4), (one, other, 4.5)):
            seen = follower.pixels()
            hand.page.mouse.dblclick(*hand.screen(x, -4.2))
            wait_until(lambda w=follower, p=seen: w.pixels() != p, "a new point is not seen")
        notebook.wait_kernel("print(len(ground.points))", "143")
        one.play()
        wait_until(lambda: other.step() > 20, "the other does not follow")
        other.button("❚❚ Pause").click()
        one.button("▶ Play").wait_for()
        notebook.wait_kernel("print(ground.playing)", "False")
        step = one.step()
        wait_until(lambda: other.step() == step, "they show different steps")
        other.button("▶ Play").click()
        wait_until(lambda: one.step() > step + 20, "the first does not follow")
        notebook.kernel("ground.step()")
        other.button("▶ Play").wait_for()
        count = notebook.kernel("print(ground.step_count)")
        wait_until(lambda: str(one.step()) == str(other.step()) == count, "they disagree")
        notebook.kernel("ground.play()")
        further = int(count) + 20
        wait_until(lambda: min(one.step(), other.step()) > further, "one stands still")
        notebook.kernel("ground.pause()")
        for window in (one, other):
            window.button("▶ Play").wait_for()
        # After a pause, the window that has only heard of playing does not repeat it.
        one.play()
        other.button("❚❚ Pause").wait_for()
        notebook.kernel("ground.pause()")
        for window in (one, other):
            window.button("▶ Play").wait_for()
        # What has stopped training is told in both, as long as it is so.
        notebook.kernel("ground.set_points([], [])")
        for window in (one, other):
            wait_until(lambda w=window: w.row("training")[1] == "\N{EN DASH}", "points are left")
        one.button("Step").click()
        for window in (one, other):
            wait_until(lambda w=window: "no points" in w.status(), "not told")
        for hand, follower, name in ((other, one, "moons"), (one, other, "zeros and ones")):
            hand.choose("data set", name)
            chosen = follower.find('select[aria-label="data set"]')
            wait_until(lambda s=chosen, n=name: s.input_value() == n, "other data are not seen")
            notebook.wait_kernel("print(ground.dataset, ground.step_count)", f"{name} 0")
            wait_until(lambda: one.step() == other.step() == 0, "it does not begin again")
            wait_until(lambda: one.status() == other.status() == "", "it is told still")
            hand.button("Step").click()
            wait_until(lambda: one.step() == other.step() == 1, "they disagree")
            wait_until(lambda: one.row("training") == other.row("training"), "they disagree")
            told = "print(ground.dataset, ground.step_count, ground._trainer.record.changes)"
            notebook.wait_kernel(told, f"{name} 1 {{}}")
        other.page.close()


def test_a_saved_one_trains_before_any_cell_is_run(lab, open_notebook):
    name = lab.write("reopened.ipynb", [XOR])
    path = lab.root / name
    saved = nbformat.read(path, as_version=4)
    NotebookClient(saved, timeout=120).execute()
    nbformat.write(saved, path)
    lab.trust(name)
    for _ in range(5):  # as in test_every_widget
        with open_notebook(name, fresh=True) as notebook:
            if shown(notebook):
                trains(Ground(notebook, 0))
                assert notebook.problems() == []
                return
    pytest.fail("the saved widget was not shown in five attempts")


def shown(notebook):
    def lost():
        return "model not found" in notebook.page.inner_text(".jp-Notebook")

    wait_until(lambda: lost() or notebook.page.locator(".dl101-training").count(), "nothing")
    return not lost()
