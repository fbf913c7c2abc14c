"""Reading the texts of exercises: what may stand there, and how a malformed file is reported."""

import time

import pytest

from dl101.exercises import LESSONS, Lesson
from dl101.exercises.texts import Malformed, read

TEXT = """# A lesson

## double

Return twice x.

```python
def double(x):
    return ...
```

### Hints

1. A nudge.
2. A stronger
   one.

### Given

```python
factor = 2
```

### Solution

```python
def double(x):
    return factor * x
```

Because.

### Also right

- `x + x`

### Check: function

Right, for {wrong}.

```python
returns = "a number"

double(3.0)
# then
double(-1.0)
```

### Mistakes

- **square**: That is the square,
  in two lines.

  Not {wanted:.1f}.
  - `x**2`
  - `x * x`
- **negative** when `stage == 2`: Wrong for {x:g}.
  ```python
  y = abs(x)
  return 2 * y
  ```

### Remarks

- **slow** when `stage == 3`: Right, but slow.
  - `x + x`
"""


@pytest.fixture
def written(tmp_path):
    """Write a text, changed in one place, into a file."""

    def write(old: str = "", new: str = ""):
        assert old in TEXT
        path = tmp_path / "lesson.md"
        path.write_text(TEXT.replace(old, new, 1), encoding="utf-8")
        return path

    return write


def test_a_text_is_read(written):
    (text,) = read(written())
    assert text.name == "double"
    assert text.task == "Return twice x."
    assert text.hints == ("A nudge.", "A stronger one.")
    assert text.why == "Because."
    assert text.answers == ("double",)
    assert (text.solution.line, text.given.text) == (27, "factor = 2")
    square, negative = text.mistakes
    assert square.message == "That is the square, in two lines.\n\nNot {wanted:.1f}."
    assert [code.text for code in square.answers] == ["x**2", "x * x"]
    assert (negative.when, negative.answers[0].line) == ("stage == 2", 59)
    assert [remark.name for remark in text.remarks] == ["slow"]


@pytest.mark.parametrize(
    ("blank", "answer", "cell"),
    [
        ("def f(x):\n    return ...", "x + 1", "def f(x):\n    return x + 1"),
        ("def f(x):\n    return ...", "y = x\nreturn y", "def f(x):\n    y = x\n    return y"),
        ("def f(x):\n    return ..., ...", "x, 1", "def f(x):\n    return x, 1"),
        ("def f(x):\n    return ...", "def f(y):\n    pass", "def f(y):\n    pass"),
        ("def f(x):\n    a = 1\n    ...\n    b", "c()", "def f(x):\n    a = 1\n    c()\n    b"),
        ("x = [..., ...]", "[1, 2]", "x = [1, 2]"),
        ("a, b = ..., ...", "1, 2", "a, b = 1, 2"),
        ("a, b = ..., ...", "b = 2", "b = 2"),
    ],
)
def test_an_answer_fills_its_place_in_the_blank(written, blank, answer, cell):
    (text,) = read(written("def double(x):\n    return ...", blank))
    code = type(text.blank)(answer, text.blank.path, 1)
    assert text.cell(code).text == cell


def test_a_method_takes_the_place_of_the_solutions(written):
    path = written("def double(x):\n    return ...", "class A(B):\n    def f(self): ...")
    solution = "class A(B):\n    def f(self):\n        return 1\n\n    def g(self):\n        pass"
    path.write_text(path.read_text().replace("def double(x):\n    return factor * x", solution))
    (text,) = read(path)
    code = type(text.blank)("def f(self):\n    return 2", path, 1)
    assert text.cell(code).text == solution.replace("return 1", "return 2")
    code = type(text.blank)("self.x", path, 1)
    assert text.cell(code).text == "class A(B):\n    def f(self):\n        self.x"


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("## double", "## a double", 3, "a name is an identifier, not 'a double'"),
        ("    return ...", "    return 1", 3, "one block of Python with its blank"),
        ("### Hints", "### Hnits", 12, "no section is called 'Hnits'"),
        ("1. A nudge.\n2. A stronger\n   one.\n", "", 3, "'double' has no hints"),
        ("### Check: function\n", "### Check\n", 3, "'double' has no kind"),
        ("Right, for {wrong}.\n", "", 3, "has no checked"),
        ("- **square**:", "- square:", 51, "write '- "),
        ("  - `x**2`\n  - `x * x`\n", "", 51, "'square' has no wrong answer"),
        ("### Mistakes\n", "### Mistakes\n\nThese:\n", 51, "belongs here"),
        ("\n```\n\nBecause", "\n\nBecause", 26, "has no end"),
        ("factor = 2\n```", "```\n\n```python\nfactor = 2\n```", 18, "one block of Python"),
    ],
)
def test_a_malformed_file_is_reported_with_its_line(written, old, new, line, words):
    with pytest.raises(Malformed, match=words) as caught:
        read(written(old, new))
    assert str(caught.value).startswith(f"lesson.md, line {line}: ")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("factor = 2", "factor =", "lesson.md, line 21: invalid Python"),
        ("return factor * x", "return factor x", "lesson.md, line 28: invalid Python"),
        ("- `x**2`", "- `x**`", "lesson.md, line 55: invalid Python"),
        ("- `x**2`", "- `y`", None),
        ("factor = 2", "factor = 1 / 0", "lesson.md, line 21: ZeroDivisionError"),
        ("double(3.0)", "double(y)", "lesson.md, line 44: NameError: name 'y'"),
        ("`stage == 2`", "`stag == 2`", "lesson.md, line 57: `stag == 2`: NameError"),
        ("Check: function", "Check: fnction", "lesson.md, line 3: no check is called 'fnction'"),
    ],
)
def test_what_is_only_found_in_use_is_told_with_its_line(written, monkeypatch, old, new, words):
    monkeypatch.setattr(Lesson, "path", written(old, new))
    lesson = Lesson(1, "lesson")
    lesson.double.check(lambda x: x**3)
    if words is None:
        assert lesson.double.verdict.mistake == "other"
    else:
        assert lesson.double.status == "unchecked"
        assert words in lesson.double.verdict.message


def test_messages_are_filled_in(written, monkeypatch):
    monkeypatch.setattr(Lesson, "path", written())
    double = Lesson(1, "lesson").double
    for answer, message in (
        (lambda x: x**2, "That is the square, in two lines.\n\nNot 6.0.\n\nFor `x` = `3.0` your"),
        (lambda x: 2 * abs(x), "Wrong for -1.\n\nFor `x` = `-1.0` your result is `2.0`; it should"),
    ):
        double.check(answer)
        assert double.verdict.message.startswith(message), double.verdict


def test_reading_a_lesson_is_quick():
    for lesson in LESSONS:
        seconds = []
        for _ in range(3):
            start = time.perf_counter()
            read(lesson.path)
            seconds.append(time.perf_counter() - start)
        assert min(seconds) < 0.02, lesson.topic
