"""The patients: one sound training program, and what is different in each."""

from dataclasses import dataclass
from functools import cached_property

from ..source import Source
from .charts import show_evidence
from .evidence import Evidence, examine

_SOUND = """\
images, classes, _, _ = digits()
order = np.random.default_rng(0).permutation(len(images))
learned, new = order[:600], order[600:]
pictures, labels = images[learned], classes[learned]
new_pictures, new_labels = images[new], classes[new]

X = dl.placeholder(shape=[None, 64], name="X")
Y = dl.placeholder(shape=[None, 10], name="Y")


def start(shape, seed):
    return dl.Variable(dl.random_normal(shape, stddev=0.3, seed=seed))


W1, W2, W3 = start([64, 10], 1), start([10, 10], 2), start([10, 10], 3)
b1, b2, b3 = [dl.Variable(dl.zeros([10])) for _ in range(3)]
A = dl.tanh(X @ W1 + b1)
B = dl.tanh(A @ W2 + b2)
Z = (A + B) @ W3 + b3
P = dl.softmax(Z)
loss = dl.reduce_mean(dl.nn.softmax_cross_entropy_with_logits(labels=Y, logits=Z))

grad = {}
grad[Z] = (P - Y) / dl.cast(dl.shape(X)[0], dl.float64)
grad[W3] = dl.transpose(A + B) @ grad[Z]
grad[b3] = dl.reduce_sum(grad[Z], axis=0)
grad[A] = grad[Z] @ dl.transpose(W3)
grad[B] = grad[Z] @ dl.transpose(W3)
before_B = grad[B] * (1 - B * B)
grad[W2] = dl.transpose(A) @ before_B
grad[b2] = dl.reduce_sum(before_B, axis=0)
grad[A] += before_B @ dl.transpose(W2)
before_A = grad[A] * (1 - A * A)
grad[W1] = dl.transpose(X) @ before_A
grad[b1] = dl.reduce_sum(before_A, axis=0)

rate = 0.5
parameters = [W1, b1, W2, b2, W3, b3]
step = dl.group(*[dl.assign_sub(w, rate * grad[w]) for w in parameters])
"""

# Grey values up to 255, a rectifier and single precision.
_GREY = {
    "= digits()\n": "= digits()\nimages = 255 * images\n",
    "dl.tanh": "dl.nn.relu",
    "(1 - A * A)": "dl.cast(A > 0, dl.float32)",
    "(1 - B * B)": "dl.cast(B > 0, dl.float32)",
    "stddev=0.3": "stddev=0.1",
    "seed=seed))": "seed=seed, dtype=dl.float32))",
    "dl.zeros([10])": "dl.zeros([10], dl.float32)",
    "dl.placeholder(": "dl.placeholder(dl.float32, ",
    "dl.float64": "dl.float32",
    "rate = 0.5": "rate = 0.001",
}


@dataclass(frozen=True)
class Patient:
    """A training program with one wrong line; `sound` is that line without the fault."""

    number: int
    sound: str
    faulty: str
    setting: tuple[tuple[str, str], ...] = ()

    @property
    def program(self) -> str:
        """The program as it runs."""
        program = _SOUND
        for old, new in self.setting:
            program = program.replace(old, new)
        assert program.count(self.sound) == 1, self.sound
        return program.replace(self.sound, self.faulty)

    @cached_property
    def evidence(self) -> Evidence:
        """What is measured when the program runs."""
        return examine(self.program)

    @property
    def source(self) -> Source:
        """The program with numbered lines, folded."""
        lines = enumerate(self.program.strip().split("\n"), start=1)
        code = "\n".join(f"{number:2}  {line}".rstrip() for number, line in lines)
        return Source(code, f"The program of patient {self.number}, to open after your verdict")

    def show(self) -> None:
        """Show the evidence."""
        show_evidence(self.evidence)

    def mended(self, number: int, line: str) -> str:
        """Replace a line of the program, keeping its indentation."""
        lines = self.program.split("\n")
        old = lines[number - 1]
        lines[number - 1] = old[: len(old) - len(old.lstrip())] + line.strip()
        return "\n".join(lines)


HEALTHY = Patient(0, "rate = 0.5", "rate = 0.5")
"""The sound program, for comparison."""

PATIENTS = {
    patient.number: patient
    for patient in (
        Patient(1, "rate = 0.5", "rate = 1.5"),
        Patient(
            2,
            "P = dl.softmax(Z)",
            "P = dl.exp(Z) / dl.reduce_sum(dl.exp(Z), axis=1, keepdims=True)",
            tuple(_GREY.items()),
        ),
        Patient(
            3,
            "grad[A] += before_B @ dl.transpose(W2)",
            "grad[A] = before_B @ dl.transpose(W2)",
        ),
        Patient(
            4,
            "pictures, labels = images[learned], classes[learned]",
            "pictures, labels = images[learned], classes[:600]",
        ),
        Patient(5, "grad[B] = grad[Z] @ dl.transpose(W3)", "grad[B] = grad[Z] @ W3"),
        Patient(
            6,
            "    return dl.Variable(dl.random_normal(shape, stddev=0.3, seed=seed))",
            "    return dl.Variable(0.1 * dl.ones(shape))",
        ),
        Patient(
            7,
            "step = dl.group(*[dl.assign_sub(w, rate * grad[w]) for w in parameters])",
            "step = dl.group(*[dl.assign_add(w, rate * grad[w]) for w in parameters])",
        ),
        Patient(
            8,
            "learned, new = order[:600], order[600:]",
            "learned, new = order[:600], order[300:900]",
        ),
    )
}
"""The patients by their numbers."""
