"""The judge of lesson 4's exercise on mini-batches."""

from collections.abc import Callable

import numpy as np

from ..answers import Wrong, as_array, call, described, returned, shown

_SIZES = ((10, 4), (12, 4), (50, 7), (5, 1), (3, 60), (1, 1))


def minibatches(exercise, answer: Callable) -> None:
    """Judge a function that shuffles indices and cuts them into batches."""
    state = np.random.get_state()  # noqa: NPY002
    try:
        for n, size in _SIZES:
            _must_be_partition(_batches(answer, n, size, 1), n, size)
        _must_be_shuffled(_batches(answer, 50, 7, 1), 7)
        _must_follow_seed(answer)
        _must_be_its_own_random_numbers(state)
    finally:
        np.random.set_state(state)  # noqa: NPY002


def _batches(answer: Callable, n: int, size: int, seed: int) -> list[np.ndarray]:
    result = returned(call(answer, n, size, seed), "a list of batches")
    if isinstance(result, str | dict | set) or not hasattr(result, "__iter__"):
        raise Wrong("not_a_list", what=described(result))
    return [_indices(batch) for batch in call(list, result)]


def _indices(batch) -> np.ndarray:
    array = as_array(batch)
    if array.ndim != 1 or (array.dtype.kind not in "iu" and array.size):
        values = f", {shown(array)}" if array.dtype.kind in "iufb" else ""
        raise Wrong("not_indices", what=described(batch) + values)
    return array


def _must_be_partition(batches: list[np.ndarray], n: int, size: int) -> None:
    flat = [int(i) for batch in batches for i in batch]
    sizes = [len(batch) for batch in batches]
    wanted = [min(size, n - start) for start in range(0, n, size)]
    mistake = None
    if sorted(flat) == list(range(1, n + 1)):
        mistake = "one_based"
    elif not set(flat) <= set(range(n)):
        mistake = "out_of_range"
    elif len(set(flat)) < len(flat):
        mistake = "padded" if len(set(flat)) == n else "replacement"
    elif len(flat) < n:
        mistake = "dropped" if len(flat) == n // size * size else "missing"
    elif 0 in sizes:
        mistake = "empty_batch"
    elif sizes != wanted:
        mistake = "sizes"
    if mistake:
        example = f"\n\nFor `n` = {n}, `size` = {size}, your batches are {_written(batches)}."
        left = n - len(flat)
        raise Wrong(mistake, n=n, left=left, sizes=sizes, wanted=wanted, example=example)


def _must_be_shuffled(batches: list[np.ndarray], size: int) -> None:
    flat = np.concatenate(batches)
    full = [batch for batch in batches if len(batch) == size]
    mistake = None
    if (np.diff(flat) == 1).all() or (np.diff(flat) == -1).all():
        mistake = "not_shuffled"
    elif all(max(batch) - min(batch) == len(batch) - 1 for batch in batches):
        mistake = "shuffled_apart"
    elif any((np.diff(np.sort(batch)) == size).all() for batch in full):
        mistake = "strided"
    if mistake:
        begin = _written(batches[:2])
        raise Wrong(
            mistake, example=f"\n\nFor `n` = 50, `size` = 7, your batches begin with {begin}."
        )


def _must_follow_seed(answer: Callable) -> None:
    one, again, other = (
        np.concatenate(_batches(answer, 50, 7, seed)).tolist() for seed in (1, 1, 2)
    )
    if one != again:
        raise Wrong("not_repeatable")
    if one == other:
        raise Wrong("seed_ignored")


def _must_be_its_own_random_numbers(state: tuple) -> None:
    now = np.random.get_state()  # noqa: NPY002
    if not np.array_equal(now[1], state[1]) or now[2] != state[2]:
        raise Wrong("global_numbers")


def _written(batches: list[np.ndarray]) -> str:
    return ", ".join(shown(batch) for batch in batches[:6]) or "none at all"
