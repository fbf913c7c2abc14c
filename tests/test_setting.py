"""A training ground's setting as a link and as code; the page's are compared in the browser."""

from email.message import Message

import pytest

from dl101.widgets import TrainingGround, setting

SITE = "https://example.org/course"
POINTS = [[0.0, 0.0], [1.0, 1.0]]
EVERYTHING = {
    "dataset": "zeros and ones",
    "hidden": (4, 2),
    "activation": "relu",
    "optimizer": "gradient descent",
    "features": ("x1*x2", "sin(x2)"),
    "learning_rate": 1.5e-05,
    "batch_size": 10,
    "weight_decay": 1e-3,
    "pace": None,
    "hidden_plane": True,
}


def made(code):
    """Run what `code` returns; return the training ground."""
    names = {"TrainingGround": TrainingGround}
    *before, last = code.splitlines()
    exec("\n".join(before), names)
    return eval(last, names)


def test_a_link_says_all_settings_and_can_be_read():
    assert TrainingGround().link(SITE) == (
        "https://example.org/course/playground.html#dataset=xor&hidden=4&activation=tanh"
        "&features=none&optimizer=Adam&learning_rate=0.05&batch_size=all&weight_decay=0&pace=100"
        "&seed=0"
    )
    ground = TrainingGround(**EVERYTHING)
    ground.reset(seed=7)
    assert ground.link(f"{SITE}/").partition("#")[2] == (
        "dataset=zeros+and+ones&hidden=4,2&activation=relu&features=x1%2Ax2,sin%28x2%29"
        "&optimizer=gradient+descent&learning_rate=1.5e-5&batch_size=10&weight_decay=0.001"
        "&pace=fastest&seed=7"
    )
    assert "&weight_decay=0&" in TrainingGround(weight_decay=-0.0).link(SITE)
    three = TrainingGround("three clouds", hidden=()).link(SITE)
    assert "/playground-3.html#dataset=three+clouds&hidden=none&" in three


def test_code_names_what_differs_from_the_defaults():
    assert TrainingGround().code() == 'TrainingGround("xor")'
    ground = TrainingGround("moons", hidden=(3,), noise=0.5, n=60, seed=4, test_share=0)
    assert ground.code() == (
        'TrainingGround("moons", hidden=(3,), noise=0.5, n=60, test_share=0, seed=4)'
    )
    own = TrainingGround((POINTS, [0, 1]), test_share=0)
    assert own.code() == "TrainingGround((points, labels), test_share=0)"


@pytest.mark.parametrize("seed", [0, 2**32 - 1])
def test_code_makes_the_same(seed):
    ground = TrainingGround(**EVERYTHING)
    ground.step(3)
    ground.reset(seed=seed)
    again = made(ground.code())
    assert again.code() == ground.code()
    assert again.link(SITE) == ground.link(SITE)
    assert again.train_loss == ground.train_loss
    assert again.hidden_plane


def test_a_link_follows_what_is_changed():
    ground = TrainingGround()
    ground.step(5)
    ground.dataset, ground.hidden, ground.batch_size = "moons", (2, 2), 5
    changed = TrainingGround("moons", hidden=(2, 2), batch_size=5)
    assert ground.link(SITE) == changed.link(SITE)
    assert ground.code() == changed.code()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"dataset": (POINTS, [0, 1])}, "does not have your points"),
        ({"noise": 0.3}, "no points with noise=0.3,"),
        ({"n": 60, "test_share": 0.5, "seed": 3}, "no points with n=60, test_share=0.5, seed=3,"),
    ],
)
def test_no_link_leads_to_points_that_the_web_edition_does_not_have(arguments, words):
    with pytest.raises(ValueError, match=words):
        TrainingGround(**arguments).link(SITE)


def test_no_link_leads_to_points_that_were_changed():
    ground = TrainingGround()
    points = ground.points.copy()
    points[0] += 1
    ground.set_points(points, ground.labels)
    with pytest.raises(ValueError, match="as you have changed them"):
        ground.link(SITE)
    assert ground.code() == 'TrainingGround("xor")'
    other = TrainingGround()
    other.set_points(other.points, other.labels, POINTS, [0, 1])
    with pytest.raises(ValueError, match="as you have changed them"):
        other.link(SITE)


@pytest.fixture
def urls(monkeypatch):
    """What the installed package says of addresses."""
    told = Message()
    monkeypatch.setattr(setting.metadata, "metadata", lambda name: told)
    setting.web_edition.cache_clear()
    yield told
    setting.web_edition.cache_clear()


@pytest.mark.parametrize("end", ["", "/"])
def test_the_web_edition_is_where_the_project_says(end, urls):
    urls["Project-URL"] = "Homepage, https://example.org"
    urls["Project-URL"] = f"Web edition, {SITE}{end}"
    ground = TrainingGround()
    assert ground._link["site"] == f"{SITE}/"
    assert ground.link() == ground.link(SITE)
    with pytest.raises(ValueError, match=r"See code\(\)\."):
        TrainingGround(noise=0.3).link()


def test_without_a_web_edition_there_is_the_code(urls):
    ground = TrainingGround(noise=0.3)
    assert ground._link["site"] == ""
    assert ground.link() == ground.code()
