"""Going back in training: the same to the last bit, within bounds; runs beside each other."""

from __future__ import annotations

import nbformat
import numpy as np
import pytest
from axe_playwright_python.base import AXE_SCRIPT

from dl101.widgets.choices import OPTIMIZERS
from dl101.widgets.features import FEATURES
from dl101.widgets.network import MOST_LAYERS, MOST_UNITS
from dl101.widgets.training_graph import LARGEST_LOSS
from dl101.widgets.training_ground import TrainingGround
from dl101.widgets.training_record import CURVE_LENGTH

from .figures import CHECK, TALL, TOO_WIDE, module, wait_until
from .plain_page import plain_page, write_page
from .test_training_ground import XOR, Ground, in_second_window

LOAD = """async ({ loader, files }) => {
  const url = URL.createObjectURL(new Blob([loader], { type: "text/javascript" }));
  const { address } = await import(url);
  const names = ["training.js", "timeline.js", "runs.js"];
  const modules = await Promise.all(names.map((name) => import(address(name, files))));
  Object.assign(window, ...modules);

  // All that a training is, in one text, for each number to the last bit.
  window.written = (training) => {
    const { snapshot, settings, data, losses } = training;
    const numbers = [...snapshot.numbers, ...snapshot.curve, ...losses];
    const bits = Array.from(new BigUint64Array(Float64Array.from(numbers).buffer), String);
    const { run, changes } = snapshot;
    return JSON.stringify({ ...run, settings, rows: data.rows, changes, bits });
  };
}"""

# What a hand changes, by the number of steps taken before.
EDITS = """
const pointsOf = ({ data }) => data.rows.map(([x, y]) => [x, y]);
const labelsOf = ({ data }) => data.rows.map(([, , label]) => label);
const edit = (training, points) => training.setData({ points, labels: labelsOf(training) });
const moved = (training, by) => pointsOf(training).with(2, [by, -by]);
const HAND = {
  0: (training) => edit(training, moved(training, 0.25)),
  60: (training) => training.change("learning_rate", 0.02),
  101: (training) => training.change("weight_decay", 0.003),
  150: (training) => {
    edit(training, moved(training, 1));
    training.change("learning_rate", 0.07);
  },
  151: (training) => edit(training, moved(training, 2)),
  // An edit that is taken back has begun a new round of batches.
  188: (training) => {
    const points = pointsOf(training);
    edit(training, moved(training, 3));
    edit(training, points);
  },
  275: (training) => {
    const { rows } = training.data;
    const points = [...pointsOf(training).slice(5), [0.5, 0.5]];
    training.setData({ points, labels: [...labelsOf(training).slice(5), 1] });
  },
  433: (training) => training.change("batch_size", training.settings.batch_size ? 7 : 9),
  900: (training) => training.change("batch_size", null),
  902: (training) => {
    const points = pointsOf(training);
    edit(training, moved(training, 4));
    edit(training, points);
  },
  905: (training) => training.change("batch_size", 8),
};
"""

REPLAY = f"""({{ spec, length, seeks }}) => {{
  {EDITS}
  const straight = [];
  const unrewound = new Timeline(new Training(spec));
  const play = (run) => {{
    run.advance();
    HAND[run.step]?.(run.training);
  }};
  HAND[0](unrewound.training);
  for (let step = 0; step <= length; step++) {{
    straight.push(written(unrewound.training));
    if (step < length) play(unrewound);
  }}
  const run = new Timeline(new Training(spec));
  HAND[0](run.training);
  while (run.step < length / 2) play(run);
  const wrong = [];
  const compare = (what) => {{
    if (written(run.training) !== straight[run.step]) wrong.push(`${{what}} ${{run.step}}`);
  }};
  for (const step of seeks) {{
    run.seek(step);
    compare("gone to");
    for (let i = 0; i < 3 && run.rewound; i++) {{
      run.advance();
      compare("gone on to");
    }}
  }}
  while (run.rewound) run.advance();
  compare("back at");
  while (run.step < length) play(run);
  compare("later");
  run.seek(0);
  compare("from there");
  return wrong;
}}"""


@pytest.fixture(scope="module")
def page(browser):
    """A blank page that has loaded the modules."""
    opened = browser.new_page()
    opened.evaluate(LOAD, module("runs.js"))
    yield opened
    opened.close()


def spec(ground: TrainingGround, **network: object) -> dict:
    """Return what a `Training` in the page is made of."""
    data = ground._initial
    tests = {"points": ground.test_points.tolist(), "labels": ground.test_labels.tolist()}
    names = ("hidden", "activation", "optimizer", "classes", "features")
    settings = ("learning_rate", "batch_size", "weight_decay")
    return {
        "network": {**{name: getattr(ground, name) for name in names}, "seed": 3, **network},
        "settings": {name: getattr(ground, name) for name in settings},
        "base": data,
        "data": data,
        "tests": tests,
        "limits": {"largest_loss": LARGEST_LOSS, "curve_length": CURVE_LENGTH},
    }


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("size", [None, 10])
def test_going_back_is_equal_to_the_last_bit(page, optimizer, size):
    ground = TrainingGround("xor", n=40, optimizer=optimizer, batch_size=size, noise=0.3)
    random = np.random.default_rng(0)
    seeks = [600, 0, 195, 180, 198, 275, 276, *random.integers(0, 600, 30).tolist()]
    given = {"spec": spec(ground), "length": 1200, "seeks": seeks}
    assert page.evaluate(REPLAY, given) == []


# Trains until it diverges, and tries once more.
DIVERGED = """(spec) => {
  const training = new Training(spec);
  const stop = () => {
    try {
      training.advance(1000);
    } catch (error) {
      return [error.message, written(training)];
    }
  };
  return [stop(), stop()];
}"""


def test_a_step_that_cannot_be_taken_leaves_everything_as_it_was(page):
    ground = TrainingGround(
        "clouds",
        hidden=(8, 8),
        activation="relu",
        optimizer="gradient descent",
        learning_rate=100,
        batch_size=10,
    )
    first, second = page.evaluate(DIVERGED, spec(ground))
    assert first == second
    assert first[0].startswith("Training diverges: after step ")


# Trains some runs, and measures what they keep.
KEPT = """({ spec, steps, count }) => {
  const made = [];
  const { get } = Object.getOwnPropertyDescriptor(Training.prototype, "place");
  Object.defineProperty(Training.prototype, "place", {
    get() {
      const place = get.call(this);
      made.push([this, place.step, place.numbers.byteLength]);
      return place;
    },
  });
  const runs = new Runs(Array.from({ length: count }, () => new Training(spec)));
  runs.advance(steps);
  Object.defineProperty(Training.prototype, "place", { get, configurable: true });
  const kept = made.filter(([training, step]) =>
    runs.all.some((run) => run.training === training && step >= run.first)
  );
  const bytes = kept.reduce((sum, [, , length]) => sum + length, 0);
  return { bytes, reach: Math.min(...runs.all.map(({ first, last }) => last - first)) };
}"""


@pytest.mark.parametrize("count", [1, 3])
def test_ten_thousand_steps_of_the_largest_network_fit_into_20_megabytes(page, count):
    points = [[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]]
    ground = TrainingGround(
        (points, [0, 1, 2]),
        hidden=(MOST_UNITS,) * MOST_LAYERS,
        features=list(FEATURES),
        learning_rate=0.001,
        test_share=0,
    )
    kept = page.evaluate(KEPT, {"spec": spec(ground), "steps": 10_500, "count": count})
    assert kept["reach"] >= 10_000
    assert 10e6 < kept["bytes"] <= 20e6


NAMED = """(spec) => {
  const runs = new Runs([new Training(spec)]);
  const change = (step, name, value) => {
    runs.seek(step);
    runs.branch();
    runs.marked.training.change(name, value);
    runs.advance(30);
  };
  runs.advance(30);
  change(20, "learning_rate", 0.1);
  change(10, "weight_decay", 0.01);
  const names = () => runs.all.map((run) => runs.describe(run));
  const late = names();
  runs.seek(10); // where they do not differ yet
  const early = names();
  runs.keepMarked();
  for (const features of [["x1**2"], ["x2**2"]]) {
    runs.fork();
    runs.replace(new Training({ ...spec, network: { ...spec.network, features } }));
  }
  return [late, early, names()];
}"""


def test_runs_are_told_apart(page):
    late, early, inputs = page.evaluate(NAMED, spec(TrainingGround("xor", n=40)))
    assert late == ["rate 0.05, decay 0", "rate 0.1, decay 0", "rate 0.05, decay 0.01"]
    assert early == late
    assert [words.split(", ")[0] for words in inputs] == [
        "inputs x₁ x₂",
        "inputs x₁ x₂ x₁²",
        "inputs x₁ x₂ x₂²",
    ]


# By hand ----------------------------------------------------------------------------------------

SAME = "names = {}; exec(ground.export(), names);"
SAME += "print(abs(names['train_loss'] - ground.train_loss) < 1e-9)"


class Runs(Ground):
    """A training ground with more than one run."""

    @property
    def rewind(self):
        return self.slider("rewind")

    def go(self, *keys):
        """Press keys on the slider; return where it is then."""
        self.press(self.rewind, *keys)
        wait_until(lambda: self.step() == int(self.rewind.input_value()), "another step is shown")
        return self.step()

    def names(self):
        return self.find(".dl101-runs label:visible").all_inner_texts()

    def mark(self, index):
        self.find(".dl101-runs input").nth(index).check()

    def trains(self, count):
        """Play for so many steps or more."""
        until = self.step() + count
        self.play()
        wait_until(lambda: self.step() > until, "it does not train")
        self.pause()


@pytest.fixture(scope="module")
def notebook(lab, open_notebook):
    with open_notebook(lab.write("runs.ipynb", [XOR]), height=1500) as opened:
        opened.run_all()
        yield opened


@pytest.fixture
def ground(notebook):
    notebook.kernel(
        "ground.activation = 'tanh'; ground.optimizer = 'Adam'; ground.learning_rate = 0.05;"
        "ground.dataset = 'clouds'; ground.dataset = 'xor'; ground.pace = 300; ground.reset()"
    )
    found = Runs(notebook, 0)
    wait_until(lambda: found.step() == 0 and found.names() == [], "not reset")
    yield found
    assert notebook.problems() == []


def told(notebook, ground):
    """Wait until Python is where the page is; return its settings and losses."""
    notebook.wait_kernel("print(ground.step_count, ground.playing)", f"{ground.step()} False")
    assert notebook.kernel(SAME).splitlines()[-1] == "True"
    return notebook.kernel(
        "print(ground.learning_rate, ground.activation, ground.optimizer, repr(ground.train_loss))"
    )


def test_going_back_and_on_along_the_same_run(ground, notebook):
    assert ground.rewind.is_disabled()
    ground.trains(500)
    end, last = ground.step(), told(notebook, ground)
    shown = ground.pixels(), ground.row("training")
    assert ground.go("Home") == 0
    assert ground.row("training")[1] == "49 % of 140"
    step = ground.go("PageUp", "ArrowRight", "ArrowRight")
    text = f"step {step} of {end:,}"
    wait_until(lambda: ground.rewind.get_attribute("aria-valuetext") == text, text)
    assert ground.pixels() != shown[0]
    assert told(notebook, ground) != last
    assert notebook.kernel("print(ground.history.steps[-1])") == str(step)
    ground.go("End")
    wait_until(lambda: (ground.pixels(), ground.row("training")) == shown, "it ends elsewhere")
    assert told(notebook, ground) == last
    ground.go("Home")
    ground.trains(end)
    assert ground.names() == []
    ground.go("ArrowLeft")
    told(notebook, ground)


def test_what_was_done_later_cannot_be_undone_before(ground, notebook):
    ground.trains(50)
    ground.button("Add").click()
    ground.trains(20)
    assert not ground.button("Undo").is_disabled()
    ground.go("Home")
    wait_until(ground.button("Undo").is_disabled, "it can be undone")


def test_a_change_of_the_rate_begins_another_run_beside_the_first(ground, notebook):
    ground.trains(500)
    ground.go("Home")
    step = ground.go("PageUp")
    first = told(notebook, ground)
    ground.press(ground.slider("learning rate"), *["ArrowRight"] * 4)
    wait_until(lambda: ground.names() == ["A rate 0.05", "B rate 0.0794"], ground.names())
    assert ground.step() == step
    assert told(notebook, ground) == first.replace("0.05", "0.0794", 1)
    assert ground.rewind.get_attribute("aria-valuetext") == f"step {step} of {step}"
    ground.trains(100)
    wait_until(lambda: ground.names() == ["A rate 0.05", "B rate 0.0794"], ground.names())
    later = told(notebook, ground)
    assert f"rates = {{{step}: 0.0794}}" in notebook.kernel("print(ground.export())")
    both = ground.pixels()
    assert "boundaries of other runs" in ground.summary()
    ground.mark(0)
    notebook.wait_kernel("print(ground.learning_rate)", "0.05")
    wait_until(lambda: ground.pixels() != both, "the picture is the same")
    assert "rates" not in notebook.kernel("print(ground.export())")
    assert told(notebook, ground) != later
    assert ground.slider("learning rate").get_attribute("aria-valuetext") == "0.05"
    # Back at the fork, both are the same.
    ground.go("Home")
    ground.go(*["ArrowRight"] * step)
    assert told(notebook, ground) == first
    ground.mark(1)
    notebook.wait_kernel("print(ground.learning_rate)", "0.0794")
    assert told(notebook, ground) == first.replace("0.05", "0.0794", 1)
    ground.button("Only this run").click()
    wait_until(lambda: ground.names() == [], "there are several runs")
    ground.go("End")
    assert told(notebook, ground) == later


def test_a_point_and_another_activation(ground, notebook):
    ground.trains(300)
    ground.go("Home", "PageUp")
    before = notebook.kernel("print(len(ground.points))")
    ground.press(ground.handle("points"), "Delete")
    changed = ["A points as drawn", "B points changed"]
    wait_until(lambda: ground.names() == changed, ground.names())
    ground.trains(20)
    assert notebook.kernel("print(len(ground.points))") == str(int(before) - 1)
    told(notebook, ground)
    ground.go("ArrowLeft")
    ground.choose("activation", "relu")
    wait_until(lambda: len(ground.names()) == 3, ground.names())
    assert [name[:6] for name in ground.names()] == ["A tanh", "B tanh", "C relu"]
    assert ground.button("Fork here").is_disabled()
    assert ground.step() == 0
    ground.trains(100)
    assert "relu" in told(notebook, ground)
    ground.mark(0)
    notebook.wait_kernel(
        "print(ground.activation, len(ground.points), len(ground.layers))", f"tanh {before} 2"
    )
    told(notebook, ground)
    # What Python does replaces them all.
    notebook.kernel("ground.step(5)")
    wait_until(lambda: ground.names() == [], "there are several runs")
    assert ground.rewind.is_disabled()


def test_a_fork_where_there_is_no_difference_yet(ground, notebook):
    ground.trains(100)
    step = ground.step()
    ground.button("Fork here").click()
    wait_until(lambda: ground.names() == ["A", f"B from step {step:,}"], ground.names())
    ground.choose("weight decay", "0.03")
    wait_until(lambda: ground.names() == ["A decay 0", "B decay 0.03"], ground.names())
    ground.trains(100)
    told(notebook, ground)
    ground.mark(0)
    ground.trains(100)
    told(notebook, ground)
    ground.button("Reset").click()
    wait_until(lambda: ground.names() == [], "there are several runs")


def test_a_race_of_the_optimizers(ground, notebook):
    ground.button("Race the optimizers").click()
    wait_until(lambda: ground.step() > 100, "it does not train")
    ground.pause()
    names = ["A gradient descent", "B momentum", "C Adam"]
    wait_until(lambda: ground.names() == names, ground.names())
    assert "Adam" in told(notebook, ground)
    ground.mark(0)
    notebook.wait_kernel("print(ground.optimizer)", "gradient descent")
    assert "GradientDescentOptimizer" in notebook.kernel("print(ground.export())")
    told(notebook, ground)
    ground.trains(50)
    wait_until(lambda: ground.names() == names, ground.names())
    ground.mark(1)
    notebook.wait_kernel("print(ground.optimizer)", "momentum")
    told(notebook, ground)
    notebook.page.evaluate(AXE_SCRIPT)
    notebook.page.evaluate(TALL)
    for theme in ("Dark", "Light"):
        notebook.theme(theme)
        violations, _ = ground.root.evaluate(CHECK)
        assert violations == [], theme
    host = "(root, width) => { root.parentElement.style.width = width; }"
    ground.root.evaluate(host, "280px")
    wait_until(lambda: ground.root.evaluate(TOO_WIDE) == [], "too wide")
    ground.root.evaluate(host, "")
    ground.button("Only this run").click()
    ground.choose("data set", "moons")
    wait_until(lambda: ground.step() == 0, "it does not begin again")
    assert ground.names() == []


def test_another_window_follows_and_ends_no_runs(ground, notebook):
    other = in_second_window(ground, "runs.ipynb")
    for hand, follower in ((ground, other), (other, ground)):
        hand.button("Race the optimizers").click()
        wait_until(lambda h=hand: h.step() > 50, "it does not train")
        hand.pause()
        hand.press(hand.handle("points"), "Delete")
        hand.mark(0)
        step = hand.step()
        notebook.wait_kernel(
            "print(ground.optimizer, ground.step_count)", f"gradient descent {step}"
        )
        wait_until(lambda f=follower, s=step: f.step() == s, "it does not follow")
        assert len(hand.names()) == 3
        hand.go("Home")
        wait_until(lambda f=follower: f.step() == 0, "it does not follow")
        notebook.wait_kernel("print(ground.step_count)", "0")
        assert len(hand.names()) == 3
    other.page.close()


def test_saved_it_does_the_same_on_a_plain_page(ground, notebook, browser, tmp_path):
    ground.trains(50)
    step = ground.step()
    notebook.wait_kernel("print(ground.step_count)", str(step))
    notebook.command("docmanager:save")
    saved = nbformat.read(notebook.lab.root / "runs.ipynb", as_version=4)
    with plain_page(browser, write_page(saved, tmp_path / "page.html")) as shown:
        alone = Runs.__new__(Runs)
        alone.page, alone._root = shown.page, ".dl101-plane"
        wait_until(lambda: alone.step() == step, "the saved state is not shown")
        assert alone.rewind.is_disabled()  # only the present state is saved
        alone.choose("batch size", "10")
        alone.trains(100)
        assert alone.go("Home") == step
        alone.go(*["ArrowRight"] * 6)
        seen = alone.pixels(), alone.row("training")
        alone.go("ArrowLeft")
        alone.button("Restore points").click()  # they are all in their places
        alone.button("Step").click()
        wait_until(lambda: alone.step() == step + 6, "no step is taken")
        wait_until(lambda: (alone.pixels(), alone.row("training")) == seen, "it ends elsewhere")
        alone.go("Home")
        alone.press(alone.slider("learning rate"), "ArrowRight")
        wait_until(lambda: alone.names() == ["A rate 0.05", "B rate 0.0562"], alone.names())
        alone.trains(50)
        alone.go("Home")
        alone.press(alone.handle("points"), "Delete")
        wait_until(lambda: len(alone.names()) == 3, alone.names())
        alone.mark(0)
        wait_until(lambda: alone.row("training")[1].endswith("of 140"), "another run is shown")
        alone.button("Race the optimizers").click()
        wait_until(lambda: alone.step() > 100, "it does not train")
        wait_until(lambda: alone.names()[1] == "B momentum", alone.names())
        assert shown.errors == []
