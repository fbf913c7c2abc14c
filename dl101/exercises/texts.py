"""Reads the texts of exercises: a Markdown file for each lesson.

Under a title, each exercise has a heading `## name` and consists of its task, the blank cell as a
block of Python, and sections with headings `### …`:

Hints
    A numbered list; the last hint is the strongest.
Given (optional)
    Python. What it defines are attributes of the exercise, and known to all of its other code.
Solution
    A block of Python, then why it is a solution.
Also right (optional)
    Other answers that the check must accept. They are for the tests.
Check: kind
    What is said of a right answer, a block of Python, and perhaps what is said of every wrong one,
    after its mistake. The kinds are described in `numeric`, `cases`, `verdicts` and `judges`;
    `kind with tensorflow` means that there is no check without that package.
Mistakes
    A list of wrong answers by their names. Those of one name may be several::

        - **no_norm**: This is the score, not the distance: it is not divided by ‖w‖.
          - `X @ w + b`

    `- **name** when `expression`: …` is recognized by the expression instead of the answers below
    it, which are examples for the tests. A mistake with the name `other` is all that is left.
Remarks (optional)
    The same, for answers that are accepted and yet worth a remark.

An answer is written as a reader writes it, on a line of its own as `- `…``, or as a block of
Python in the list. An expression replaces the right-hand side in the blank, statements replace the
line with `...`, a method replaces the solution's, and what an answer does not define is the
solution's. Messages may hold expressions in braces, without `:` or `!`, and perhaps with a format:
`{found}`, `{distance:.2f}`. A brace itself is written twice. A paragraph is one line.
"""

import ast
import re
import textwrap
from dataclasses import dataclass
from pathlib import Path
from traceback import extract_tb

_FENCE = re.compile(r" *(?:- )?(```+)(\w*)$")
_MISTAKE = re.compile(r"- \*\*(\w+)\*\*(?: when `([^`]+)`)?: ?(.*)")
_ANSWER = re.compile(r" *- (`+)(.+)\1$")


class Malformed(ValueError):
    """A file of exercises is not as it should be."""


@dataclass(frozen=True)
class Code:
    """A piece of Python, and where it stands."""

    text: str
    path: Path
    line: int

    def tree(self) -> ast.Module:
        """Parse it."""
        try:
            return ast.parse(self.text)
        except SyntaxError as error:
            line = self.line + (error.lineno or 1) - 1
            raise Malformed(f"{self.path.name}, line {line}: invalid Python: {error.msg}") from None

    def run(self, names: dict) -> dict:
        """Run it among names, and return these."""
        tree = ast.increment_lineno(self.tree(), self.line - 1)
        exec(compile(tree, self.path, "exec"), names)
        return names

    def place_of(self, error: BaseException) -> str:
        """Say in which line it stopped."""
        steps = extract_tb(error.__traceback__)
        lines = [step.lineno for step in steps if step.filename == str(self.path)]
        return f"{self.path.name}, line {(lines or [self.line])[0]}"


@dataclass(frozen=True)
class Mistake:
    """A typical wrong answer: what to say of it, and how to recognize it."""

    name: str
    place: str
    when: str | None
    message: str
    answers: tuple[Code, ...]


@dataclass
class Text:
    """An exercise as its file tells it."""

    name: str
    place: str
    task: str
    blank: Code
    hints: tuple[str, ...] = ()
    given: Code | None = None
    solution: Code | None = None
    why: str = ""
    also_right: tuple[Code, ...] = ()
    kind: str = ""
    needs: str | None = None
    checked: str = ""
    check: Code | None = None
    otherwise: str = ""
    mistakes: tuple[Mistake, ...] = ()
    remarks: tuple[Mistake, ...] = ()

    def cell(self, code: Code) -> Code:
        """Complete an answer that may be only a part of its cell."""
        return Code(self._completed(code), code.path, code.line)

    def _completed(self, code: Code) -> str:
        body = code.tree().body
        if any(set(names_bound(node)) & set(self.answers) for node in body):
            return code.text
        if all(isinstance(node, ast.FunctionDef) for node in body):
            return _with_methods(self.solution, body, code)
        # The formatter puts a body that is blank behind its `def`.
        blank = re.sub(r"^( *)(def .*:) \.\.\.$", r"\1\2\n\1    ...", self.blank.text, flags=re.M)
        found = None
        if len(body) == 1 and isinstance(body[0], ast.Expr):
            found = re.search(r"(return |= )(.*\.\.\..*)$", blank, re.MULTILINE)
        found = found or re.search(r"^( *)(\.\.\.|return .*\.\.\..*)$", blank, re.MULTILINE)
        if not found:
            raise Malformed(f"{code.path.name}, line {code.line}: the blank has no place for this.")
        indent = found[1] if found[1].isspace() else ""
        text = textwrap.indent(code.text, indent).lstrip()
        return blank[: found.start(2)] + text + blank[found.end(2) :]

    @property
    def answers(self) -> tuple[str, ...]:
        """The names in the blank, which are handed to `check`."""
        return tuple(name for node in self.blank.tree().body for name in names_bound(node))


def names_bound(node: ast.stmt) -> list[str]:
    """List the names that a statement defines or assigns."""
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return [node.name]
    if isinstance(node, ast.Assign):
        return [name.id for t in node.targets for name in ast.walk(t) if isinstance(name, ast.Name)]
    return []


def _with_methods(solution: Code, methods: list[ast.FunctionDef], code: Code) -> str:
    lines = solution.text.splitlines()
    in_class = [node for node in ast.walk(solution.tree()) if isinstance(node, ast.FunctionDef)]
    for old in sorted(in_class, key=lambda node: -node.lineno):
        for new in methods:
            if new.name == old.name:
                text = code.text.splitlines()[new.lineno - 1 : new.end_lineno]
                indented = textwrap.indent("\n".join(text), " " * old.col_offset)
                lines[old.lineno - 1 : old.end_lineno] = indented.splitlines()
    return "\n".join(lines)


def read(path: Path) -> list[Text]:
    """Read the exercises of a lesson; `Malformed` names the file and the line."""
    lines = list(enumerate(path.read_text(encoding="utf-8").splitlines(), start=1))
    _must_end_blocks(path, lines)
    return [_exercise(path, part) for part in _parts(lines, "## ")[1:]]


def _must_end_blocks(path: Path, lines: list) -> None:
    begun = None
    for number, line in lines:
        if mark := _FENCE.match(line):
            if begun and mark[2]:
                break
            begun = None if begun else number
    if begun:
        raise Malformed(f"{path.name}, line {begun}: this block of code has no end.")


def _parts(lines: list, heading: str) -> list[list]:
    """Cut numbered lines before each heading; what stands before the first comes first."""
    parts, in_code = [[]], False
    for number, line in lines:
        if _FENCE.match(line):
            in_code = not in_code
        elif line.startswith(heading) and not in_code:
            parts.append([])
        parts[-1].append((number, line))
    return parts


def _exercise(path: Path, lines: list) -> Text:
    head, *sections = _parts(lines, "### ")
    place = f"{path.name}, line {head[0][0]}"
    name = head[0][1][3:].strip()
    if not name.isidentifier():
        raise Malformed(f"{place}: a name is an identifier, not {name!r}.")
    task, codes, _ = _prose_and_code(path, head[1:])
    if len(codes) != 1 or "..." not in codes[0].text:
        raise Malformed(f"{place}: '{name}' needs one block of Python with its blank, '...'.")
    text = Text(name, place, task, codes[0])
    for (number, title), *section in sections:
        _fill(text, title[4:], path, section, f"{path.name}, line {number}")
    for needed in ("hints", "solution", "kind", "checked"):
        if not getattr(text, needed):
            raise Malformed(f"{place}: '{name}' has no {needed}.")
    return text


def _fill(text: Text, title: str, path: Path, lines: list, place: str) -> None:
    """Put a section where it belongs."""
    title, _, kind = title.partition(": ")
    if title in ("Mistakes", "Remarks"):
        setattr(text, title.lower(), _named(path, lines))
        return
    before, codes, after = _prose_and_code(path, lines)
    needs_code = title in ("Given", "Solution") or kind.startswith(("nodes", "function"))
    if (needs_code and not codes) or (title != "Also right" and len(codes) > 1):
        raise Malformed(f"{place}: '{title}' needs one block of Python.")
    match title:
        case "Hints":
            items = re.split(r"^\d+\. ", before, flags=re.MULTILINE)[1:]
            text.hints = tuple(" ".join(item.split()) for item in items)
        case "Given":
            text.given = codes[0]
        case "Solution":
            text.solution, text.why = codes[0], after
        case "Also right":
            text.also_right = tuple(codes)
        case "Check":
            text.kind, _, needs = kind.partition(" with ")
            text.needs = needs or None
            text.checked, text.otherwise = _flowing(before), _flowing(after)
            text.check = codes[0] if codes else None
        case _:
            raise Malformed(f"{place}: no section is called {title!r}.")


def _prose_and_code(path: Path, lines: list) -> tuple[str, list[Code], str]:
    """Tell the prose before the first block of code, all code, and the prose after it."""
    before, after, codes = [], [], []
    block = None
    for number, line in lines:
        mark, answer = _FENCE.match(line), _ANSWER.match(line)
        if block is not None and mark:
            codes.append(Code(textwrap.dedent("\n".join(block)), path, number - len(block)))
            block = None
        elif block is not None:
            block.append(line)
        elif mark and mark[2] == "python":
            block = []
        elif answer:
            codes.append(Code(answer[2].strip(), path, number))
        else:
            (after if codes else before).append(line)
    return "\n".join(before).strip(), codes, "\n".join(after).strip()


def _named(path: Path, lines: list) -> tuple[Mistake, ...]:
    mistakes = []
    blank, *items = _parts(lines, "- ")
    stray = next((number for number, line in blank if line.strip()), None)
    if stray:
        raise Malformed(f"{path.name}, line {stray}: a list '- **name**: message' belongs here.")
    for (number, first), *rest in items:
        place, head = f"{path.name}, line {number}", _MISTAKE.match(first)
        if not head:
            raise Malformed(f"{place}: write '- **name**: message'.")
        name, when, message = head.groups()
        more, codes, after = _prose_and_code(path, rest)
        message = _flowing("\n".join([message, more, after]))
        if not codes:
            raise Malformed(f"{place}: '{name}' has no wrong answer.")
        mistakes.append(Mistake(name, place, when, message, tuple(codes)))
    return tuple(mistakes)


def _flowing(prose: str) -> str:
    """Put each paragraph on one line."""
    return "\n\n".join(" ".join(part.split()) for part in re.split(r"\n\s*\n", prose)).strip()
