"""What the README promises."""

import re
from importlib.util import find_spec
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_it_leads_with_two_commands_of_one_line():
    blocks = re.findall(r"^```\n(.*?)^```", README, re.S | re.M)
    assert [block.count("\n") for block in blocks] == [1, 1]
    assert all(block.startswith("pip install uv && uv run ") for block in blocks)
    lesson = re.search(r"lessons/\S+\.ipynb", blocks[0])
    assert (ROOT / lesson.group()).is_file()


def test_ci_runs_the_second_command():
    pattern = re.search(r"grep -E '(.*?)'", (ROOT / ".ci/run").read_text())[1]
    assert len(re.findall(pattern, README, re.M)) == 1


def test_the_example_prints_what_its_comments_say(capsys):
    (program,) = re.findall(r"```python\n(.*?)```", README, re.S)
    exec(compile(program, "README.md", "exec"), {})
    promised = re.findall(r"print\(.*\)\s+# (.*)", program)
    assert promised
    assert capsys.readouterr().out.splitlines() == promised


def test_links_lead_somewhere_and_to_every_lesson():
    targets = set(re.findall(r"\]\(([^)#:]+)\)", README))
    assert [target for target in targets if not (ROOT / target).exists()] == []
    lessons = {f"lessons/{path.name}" for path in (ROOT / "lessons").glob("*.ipynb")}
    assert lessons
    assert lessons <= targets


def test_every_tool_is_there_and_told_of():
    named = set(re.findall(r"python -m (tests[\w.]+)", README))
    assert [name for name in named if not find_spec(name)] == []
    tools = {f"tests.tools.{path.stem}" for path in (ROOT / "tests/tools").glob("[!_]*.py")}
    assert tools - named == {"tests.tools.packages"}  # that one is no command


def test_it_opens_with_a_picture_that_moves():
    _title, _sentence, picture, *_ = README.split("\n\n")
    words, path = re.fullmatch(r"!\[(.*)\]\((.*)\)", picture).groups()
    assert len(words) > 100
    assert (ROOT / path).stat().st_size < 1_500_000
    with Image.open(ROOT / path) as moving:
        assert moving.width <= 880
        assert moving.n_frames > 80
