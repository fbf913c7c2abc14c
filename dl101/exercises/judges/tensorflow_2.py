"""Reading what lesson 9's exercise writes for a worker."""

import json

import numpy as np

from ..answers import Wrong, call, described, returned


def what_a_worker_reads(answer, machines: list[str], index: int) -> np.ndarray:
    """Return the index, and the place of each address of the cluster in `machines`."""
    text = returned(call(answer, list(machines), index), "text")
    if isinstance(text, dict):
        raise Wrong("dictionary")
    if not isinstance(text, str):
        raise Wrong("not_text", f"Your function returns {described(text)}; it should return text.")
    try:
        config = json.loads(text)
    except ValueError:
        raise Wrong("not_json") from None
    cluster = config.get("cluster") if isinstance(config, dict) else None
    if isinstance(cluster, dict) and "chief" in cluster:
        raise Wrong("chief")
    if not isinstance(cluster, dict) or not isinstance(cluster.get("worker"), list):
        raise Wrong("no_cluster")
    task = config.get("task")
    if not isinstance(task, dict) or task.get("type") != "worker" or "index" not in task:
        raise Wrong("no_task")
    try:
        own = int(task["index"])
    except (TypeError, ValueError):
        raise Wrong("address") from None
    places = [machines.index(m) if m in machines else -1 for m in cluster["worker"]]
    return np.array([own, *places], dtype=float)
