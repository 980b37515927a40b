"""Clients of federated learning: how the examples of each class are divided over them.

Two splits from the literature, both exact: what the clients have of a class adds up to the class.

* By Dirichlet shares: the "distribution-based label imbalance" of Li et al., "Federated Learning on
  Non-IID Data Silos: An Experimental Study", ICDE 2022 (arXiv 2102.02079). Each *class* is divided over the
  clients by shares of its own. Hsu et al. 2019 (arXiv 1909.06335) draw the other way round, class shares
  for each *client*, so that all clients are equally large. Differences from the authors' code
  (Xtra-Computing/NIID-Bench at b56de2a, ``partition.py``): whole numbers by largest remainder where theirs
  cuts at rounded-down sums; a client that has its fair share goes on receiving; nothing is drawn again
  until each client has 10 examples, so that a client may be left with none.
* By shards: the "pathological non-IID partition" of McMahan et al., "Communication-Efficient Learning of
  Deep Networks from Decentralized Data", AISTATS 2017 (arXiv 1602.05629): sort by label, cut into shards,
  deal two shards to each client. Difference: shards end where a class ends, so that no client has more
  classes than asked; their sizes therefore differ a little.
"""

import heapq
import math

import numpy as np

from ltcore.types import FloatArray, IntArray


def dirichlet_clients(
    counts: IntArray, n_clients: int, concentration: float, rng: np.random.Generator
) -> IntArray:
    """Divide every class over the clients by shares drawn from a symmetric Dirichlet distribution.

    A small concentration gives a class to few clients, a large one divides it evenly.

    Source: Li et al., "Federated Learning on Non-IID Data Silos: An Experimental Study", ICDE 2022.

    Args:
        counts: examples of each class, int64 (C,).
        n_clients: number of clients K, at least 1 and at most the number of examples.
        concentration: parameter of the distribution, above 0.
        rng: source of the shares.

    Returns:
        Examples of each client and class, int64 (K, C); each column adds up to its class.

    Raises:
        ValueError: where a number is outside its range.

    Example:
        >>> dirichlet_clients(np.array([6, 4]), 2, 1e6, np.random.default_rng(0)).tolist()
        [[3, 2], [3, 2]]
    """
    counts = _checked(counts, n_clients)
    if not (math.isfinite(concentration) and concentration > 0):
        raise ValueError(
            f"concentration is {concentration}: give a finite number above 0 (0.1 makes clients very "
            "different, 100 nearly the same)"
        )
    shares = rng.dirichlet(np.full(n_clients, concentration), size=len(counts))
    return _by_largest_remainder(shares, counts).T.copy()


def few_class_clients(
    counts: IntArray, n_clients: int, classes_per_client: int, rng: np.random.Generator
) -> IntArray:
    """Deal the examples to the clients in shards of one class each.

    A class gets shards by its size, and at least one. A client that is dealt two shards of one class has
    a class less. Each client has at least one example, and each class is somewhere.

    Source: McMahan et al., "Communication-Efficient Learning of Deep Networks from Decentralized Data",
    AISTATS 2017, Sec. 3.

    Args:
        counts: examples of each class, int64 (C,).
        n_clients: number of clients K, at least 1 and at most the number of examples.
        classes_per_client: shards dealt to each client, at least 1.
        rng: source of the deal.

    Returns:
        Examples of each client and class, int64 (K, C); each column adds up to its class, and no row has
        more than ``classes_per_client`` classes.

    Raises:
        ValueError: a number is outside its range, or so few shards cannot hold all classes.

    Example:
        >>> few_class_clients(np.array([8, 8, 8]), 3, 1, np.random.default_rng(0)).tolist()
        [[0, 8, 0], [0, 0, 8], [8, 0, 0]]
    """
    counts = _checked(counts, n_clients)
    if classes_per_client < 1:
        raise ValueError(
            f"classes_per_client is {classes_per_client}: each client needs at least 1 class"
        )
    n_shards = min(n_clients * classes_per_client, int(counts.sum()))
    n_present = int(np.count_nonzero(counts))
    if n_shards < n_present:
        raise ValueError(
            f"clients is {n_clients} and classes_per_client {classes_per_client}: together they "
            f"hold at most {n_shards} classes, but there are {n_present}. Give at least "
            f"{-(-n_present // classes_per_client)} clients, or {-(-n_present // n_clients)} "
            "classes each"
        )
    shards = _shards_per_class(counts, n_shards)
    classes = np.repeat(np.arange(len(counts)), shards)
    sizes = np.concatenate(
        [
            n // max(number, 1) + (np.arange(number) < n % max(number, 1))
            for n, number in zip(counts.tolist(), shards.tolist(), strict=True)
        ]
    )
    owners = rng.permutation(n_shards) % n_clients
    table = np.zeros((n_clients, len(counts)), dtype=np.int64)
    np.add.at(table, (owners, classes), sizes)
    return table


def present_classes(table: IntArray) -> IntArray:
    """Return the number of classes that each client has an example of, int64 (K,).

    Args:
        table: examples of each client and class, int64 (K, C).

    Example:
        >>> present_classes(np.array([[5, 1], [0, 3], [0, 0]])).tolist()
        [2, 1, 0]
    """
    return np.asarray(np.count_nonzero(table, axis=1), dtype=np.int64)


def present_ratios(table: IntArray) -> FloatArray:
    """Return the imbalance ratio of each client, float64 (K,), over the classes that it has.

    Args:
        table: examples of each client and class, int64 (K, C).

    Returns:
        Largest count over smallest count above 0, at least 1; NaN for a client without an example.

    Example:
        >>> present_ratios(np.array([[8, 2, 0], [0, 3, 0], [0, 0, 0]])).tolist()
        [4.0, 1.0, nan]
    """
    counts = np.where(table > 0, table.astype(np.float64), np.nan)
    largest = np.fmax.reduce(counts, axis=1)
    smallest = np.fmin.reduce(counts, axis=1)
    return np.asarray(largest / smallest, dtype=np.float64)


def distances_from_all(table: IntArray) -> FloatArray:
    """Return how far the class shares of each client are from those of all clients together.

    Args:
        table: examples of each client and class, int64 (K, C), at least one of them.

    Returns:
        Total variation distance in [0, 1), float64 (K,): the share of a client's examples that would have
        to change their class; NaN for a client without an example.

    Example:
        >>> distances_from_all(np.array([[4, 0], [0, 4], [2, 2]])).tolist()
        [0.5, 0.5, 0.0]
    """
    sizes = table.sum(axis=1, dtype=np.float64)
    shares = table / np.where(sizes > 0, sizes, np.nan)[:, None]
    of_all = table.sum(axis=0) / table.sum()
    return np.asarray(np.abs(shares - of_all).sum(axis=1) / 2, dtype=np.float64)


def _checked(counts: IntArray, n_clients: int) -> IntArray:
    counts = np.asarray(counts, dtype=np.int64)
    if counts.ndim != 1 or (counts < 0).any():
        raise ValueError("counts must be one number of examples per class, each at least 0")
    if not 1 <= n_clients <= counts.sum():
        raise ValueError(
            f"clients is {n_clients}: with {counts.sum()} training examples in total, give 1 to "
            f"{max(int(counts.sum()), 1)} clients"
        )
    return counts


def _by_largest_remainder(shares: FloatArray, counts: IntArray) -> IntArray:
    """Return whole numbers near ``shares * counts``, (C, K), whose rows add up to the counts."""
    exact = shares * counts[:, None]
    whole = np.floor(exact).astype(np.int64)
    left = counts - whole.sum(axis=1)
    places = np.argsort(np.argsort(whole - exact, axis=1, kind="stable"), axis=1, kind="stable")
    return np.asarray(whole + (places < left[:, None]), dtype=np.int64)


def _shards_per_class(counts: IntArray, n_shards: int) -> IntArray:
    """Return one shard for each class that has examples, the others one by one where shards are largest."""
    shards = (counts > 0).astype(np.int64)
    sizes = [(-float(n), label) for label, n in enumerate(counts.tolist()) if n]
    heapq.heapify(sizes)
    for _ in range(n_shards - len(sizes)):
        label = sizes[0][1]
        shards[label] += 1
        heapq.heapreplace(sizes, (-counts[label] / shards[label], label))
    return shards
