"""The exercise of lesson 4 on mini-batches."""

import numpy as np

from .answers import Wrong, call, described, returned, shown
from .old_exercise import Exercise


class Minibatches(Exercise):
    """Cut a shuffled data set into mini-batches."""

    lesson, number, name = 4, 5, "minibatches"
    task = """
Write a function that shuffles the indices 0 to n - 1 and cuts them into batches of `size`, the last
one perhaps smaller: it returns a list of integer arrays in which each index occurs exactly once.
The same `seed` gives the same batches, another seed others.
"""
    blank = """
def minibatches(n, size, seed):
    return ...
"""
    answers = ("minibatches",)
    hints = (
        "Shuffle first, then cut: `np.random.default_rng(seed)` makes a generator of random "
        "numbers of your own, which has a method `permutation`.",
        "`order[start : start + size]` is one batch; let `start` run over "
        "`range(0, n, size)`. A slice that reaches beyond the end is simply shorter.",
    )
    solution_code = """
def minibatches(n, size, seed):
    order = np.random.default_rng(seed).permutation(n)
    return [order[start : start + size] for start in range(0, n, size)]
"""
    why = """
A mini-batch's gradient is an estimate of the whole data set's, and it is right *on average* if the
batch is a random sample. Data are seldom in random order (all of class 0 first, say), so
consecutive batches would each pull in a direction of their own. Shuffling the indices, not the
data, is cheap and keeps points and labels together: `X[batch]`, `y[batch]`.

Drawing each batch afresh, with replacement, is also right on average, but then more than a third of
the points (1/e = 37 %) are not seen in a round of n draws. Cutting a permutation shows each point
exactly once an epoch. The last batch may be smaller, and its gradient noisier; leaving it out would
be allowed as long as *other* points are left out each time, but here nothing is lost. And a
generator of one's own, made from a seed, makes a run repeatable without touching anybody else's
random numbers. For the next epoch, shuffle anew: take another seed.
"""
    checked = "Checked for 1 to 50 examples, batches of 1 to 60, and with two seeds."
    sizes = ((10, 4), (12, 4), (50, 7), (5, 1), (3, 60), (1, 1))

    def judge(self, answer):
        state = np.random.get_state()  # noqa: NPY002
        try:
            for n, size in self.sizes:
                self._must_be_partition(_batches(answer, n, size, 1), n, size)
            self._must_be_shuffled(_batches(answer, 50, 7, 1), 7)
            self._must_follow_seed(answer)
            return _remark(state)
        finally:
            np.random.set_state(state)  # noqa: NPY002

    def _must_be_partition(self, batches, n, size):
        flat = [int(i) for batch in batches for i in batch]
        example = f"For `n` = {n}, `size` = {size}, your batches are {_written(batches)}."
        for mistake, message in _partition_faults(batches, flat, n, size):
            raise Wrong(mistake, f"{message}\n\n{example}")

    def _must_be_shuffled(self, batches, size):
        flat = np.concatenate(batches)
        example = f"For `n` = 50, `size` = 7, your batches begin with {_written(batches[:2])}."
        if (np.diff(flat) == 1).all() or (np.diff(flat) == -1).all():
            raise Wrong(
                "not_shuffled",
                f"The batches are right, but nothing is shuffled: neighbours in the data set stay "
                f"together in every epoch.\n\n{example}",
            )
        if all(max(batch) - min(batch) == len(batch) - 1 for batch in batches):
            raise Wrong(
                "shuffled_apart",
                f"The shuffling comes after the cutting: each batch still consists of neighbours, "
                f"only in another order. Shuffle all indices first, then cut.\n\n{example}",
            )
        if any(len(batch) == size and (np.diff(np.sort(batch)) == size).all() for batch in batches):
            raise Wrong(
                "strided",
                f"The batches take every so-manieth index: they are spread out, but not "
                f"random.\n\n{example}",
            )

    def _must_follow_seed(self, answer):
        one, again, other = (
            np.concatenate(_batches(answer, 50, 7, seed)).tolist() for seed in (1, 1, 2)
        )
        if one != again:
            raise Wrong(
                "not_repeatable",
                "The batches are right, but two calls with the same seed give different ones: make "
                "the generator from the seed, `np.random.default_rng(seed)`, within the function.",
            )
        if one == other:
            raise Wrong(
                "seed_ignored",
                "Seeds 1 and 2 give the same batches: every epoch would have the same order. Make "
                "the generator from `seed`.",
            )


def _batches(answer, n, size, seed) -> list[np.ndarray]:
    result = returned(call(answer, n, size, seed), "a list of integer arrays")
    if isinstance(result, str | dict | set) or not hasattr(result, "__iter__"):
        raise Wrong(
            "not_a_list", f"Your function returns {described(result)}, and not a list of arrays."
        )
    return [_indices(batch) for batch in call(list, result)]


def _indices(batch) -> np.ndarray:
    try:
        array = np.asarray(batch)
    except Exception:
        array = np.asarray(None)
    if array.ndim != 1 or (array.dtype.kind not in "iu" and array.size):
        raise Wrong(
            "not_indices",
            f"Each batch is to be an array of integers, of one axis; one of yours is "
            f"{described(batch)}" + (f", {shown(array)}." if array.dtype.kind in "iufb" else "."),
        )
    return array


def _partition_faults(batches, flat, n, size):
    if sorted(flat) == list(range(1, n + 1)):
        yield "one_based", f"The indices run from 1 to n; Python counts from 0 to {n - 1}."
    if any(i not in range(n) for i in flat):
        yield "out_of_range", f"There is an index that is not between 0 and {n - 1}."
    if len(set(flat)) < len(flat):
        if set(flat) == set(range(n)):
            yield (
                "padded",
                "Every index occurs, but some more than once: was the last batch filled up, or do "
                "the batches overlap? It may be smaller.",
            )
        yield (
            "replacement",
            "Some indices occur several times and others not at all: they were drawn with "
            "replacement, or each batch by itself. Shuffle all indices once, and cut.",
        )
    if len(flat) < n:
        if len(flat) == n // size * size:
            yield (
                "dropped",
                f"The last, smaller batch is missing: {n} is not a multiple of {size}, and "
                f"{n - len(flat)} of the examples would not be used.",
            )
        yield "missing", f"Only {len(flat)} of the {n} indices occur."
    wanted = [min(size, n - start) for start in range(0, n, size)]
    if [len(batch) for batch in batches] != wanted:
        yield (
            "sizes",
            f"Each index occurs once, but the batches have the sizes "
            f"{[len(batch) for batch in batches]}, and not {wanted}. (Does `size` stand for the "
            f"number of batches?)",
        )


def _written(batches) -> str:
    return ", ".join(shown(batch) for batch in batches[:6]) or "none at all"


def _remark(state) -> str | None:
    now = np.random.get_state()  # noqa: NPY002
    if np.array_equal(now[1], state[1]) and now[2] == state[2]:
        return None
    return (
        "One thing more: your function uses NumPy's global random numbers, and so changes what "
        "others draw from them. `np.random.default_rng(seed)` makes a generator of your own."
    )
