"""How many training examples a configuration asks of each class."""

import numpy as np

from ltcore.config.advice import Advice, largest_up_to, smallest_from
from ltcore.config.data import OF_CLIENTS, DataConfig
from ltcore.config.flat import find
from ltcore.data.clients import dirichlet_clients, few_class_clients
from ltcore.data.errors import DataError
from ltcore.data.naming import shortages
from ltcore.data.profiles import exponential_counts, pareto_counts, step_counts
from ltcore.types import IntArray

SHOWN_CLIENTS = 5
CLIENT_STREAM = 2
"""Random stream of the clients; that of shuffled class orders is 1."""


def requested_counts(
    config: DataConfig, available: IntArray, class_names: tuple[str, ...]
) -> IntArray:
    """Return the training examples per class under the profile.

    Args:
        config: profile, ratio, n_max and so on.
        available: examples of each class that are not set aside, int64 (C,).
        class_names: names, for messages; C of them.

    Returns:
        Counts in label order, int64 (C,).

    Raises:
        DataError: a class has fewer examples than the profile asks of it, the number of explicit
            counts is not the number of classes, or the client has no example.

    Example:
        >>> requested_counts(DataConfig(ratio=10), np.array([40, 50, 60]), ("a", "b", "c")).tolist()
        [40, 12, 4]
    """
    if config.profile == "as_is":
        return np.minimum(available, config.n_max) if config.n_max else available.copy()
    if config.profile in OF_CLIENTS:
        _check_supply(config, _balanced(config, available), available, class_names)
        return _of_client(config, available)
    counts = (
        _explicit(config, available) if config.profile == "counts" else _ranked(config, available)
    )
    _check_supply(config, counts, available, class_names)
    return counts


def client_counts(config: DataConfig, available: IntArray) -> IntArray:
    """Return what each client gets of balanced data, under a profile of clients.

    Args:
        config: profile, number of clients, n_max and subset seed.
        available: examples of each class that are not set aside, int64 (C,).

    Returns:
        Examples of each client and class, in label order, int64 (K, C).

    Raises:
        DataError: there are too many clients for the examples, or too few for the classes.

    Example:
        >>> config = DataConfig(profile="few_class_clients", clients=3, classes_per_client=1)
        >>> client_counts(config, np.array([40, 50, 60])).tolist()
        [[0, 40, 0], [0, 0, 40], [40, 0, 0]]
    """
    pool = _balanced(config, available)
    if config.clients > pool.sum():
        raise _too_many_clients(config, int(pool.sum()))
    if config.profile == "few_class_clients" and config.clients * config.classes_per_client < len(
        pool
    ):
        raise _too_few_places(config, len(pool))
    rng = np.random.default_rng([config.subset_seed, len(pool), CLIENT_STREAM])
    if config.profile == "dirichlet_clients":
        return dirichlet_clients(pool, config.clients, config.concentration, rng)
    return few_class_clients(pool, config.clients, config.classes_per_client, rng)


def _too_many_clients(config: DataConfig, examples: int) -> DataError:
    """Return the error for clients of which some must go without; there are two classes at least."""
    also = f", and client to at most {examples}" if config.client > examples else ""
    return DataError(
        f"clients is {config.clients}, but there are only {examples} training examples. Lower "
        f"clients to at most {examples}{also}",
        {"clients": examples, "client": min(config.client, examples)},
    )


def _too_few_places(config: DataConfig, n_classes: int) -> DataError:
    """Return the error for clients that together have no place for some class."""
    needed = {
        "clients": n_classes / config.classes_per_client,
        "classes_per_client": n_classes / config.clients,
    }
    least = {name: smallest_from(find(name), bound) for name, bound in needed.items()}
    advice: list[Advice] = [{name: value} for name, value in least.items() if value is not None]
    ways = [f"give {name} at least {value}" for name, value in least.items() if value is not None]
    ways.append('use profile "dirichlet_clients"')
    return DataError(
        f"clients is {config.clients} and classes_per_client {config.classes_per_client}: this "
        f"leaves room for {config.clients * config.classes_per_client} classes, but there are "
        f"{n_classes}: {', or '.join(ways)}",
        *advice,
    )


def counts_of_others(config: DataConfig, available: IntArray) -> IntArray:
    """Return how many remaining examples of each class go to clients before the one that trains, int64 (C,).

    Zero where the profile has no clients.

    Args:
        config: the profile.
        available: examples of each class that are not set aside, int64 (C,).

    Raises:
        DataError: see ``client_counts``.
    """
    if config.profile not in OF_CLIENTS:
        return np.zeros(len(available), dtype=np.int64)
    before = client_counts(config, available)[: config.client - 1]
    return np.asarray(before.sum(axis=0), dtype=np.int64)


def _of_client(config: DataConfig, available: IntArray) -> IntArray:
    table = client_counts(config, available)
    counts: IntArray = table[config.client - 1]
    if not counts.any():
        others = (np.flatnonzero(table.any(axis=1)) + 1).tolist()
        shown = ", ".join(map(str, others[:SHOWN_CLIENTS]))
        raise DataError(
            f"client {config.client} of {config.clients} has no training examples. Choose a "
            f"client that has some ({shown}{' and others' if len(others) > SHOWN_CLIENTS else ''})",
            {"client": others[0]},
        )
    return counts


def _balanced(config: DataConfig, available: IntArray) -> IntArray:
    return np.full(len(available), config.n_max or int(available.min()), dtype=np.int64)


def _check_supply(
    config: DataConfig, counts: IntArray, available: IntArray, class_names: tuple[str, ...]
) -> None:
    missing = int((counts - available).max())
    if missing <= 0:
        return
    if config.profile == "counts":
        advice: list[Advice] = [{"counts": tuple(np.minimum(counts, available).tolist())}]
        way_out = "Lower these counts to the available numbers"
    else:
        advice = [{"n_max": 0}]
        way_out = "Lower n_max (0 uses the largest possible value)"
    # Any share in use may shrink; that of the test is not, where the source has its own.
    val = largest_up_to(find("val_per_class"), config.val_per_class - missing)
    if val is not None:
        advice.append({"val_per_class": val})
        way_out += f", or lower val_per_class to {val}"
    raise DataError(
        f'profile "{config.profile}" needs more training examples than there are of '
        f"{shortages(class_names, counts, available)}. {way_out}",
        *advice,
    )


def _explicit(config: DataConfig, available: IntArray) -> IntArray:
    if len(config.counts) != len(available):
        raise DataError(
            f"counts has {len(config.counts)} numbers, but the {_where(config)} has {len(available)} "
            "classes: give one count per class, in label order"
        )
    return np.array(config.counts, dtype=np.int64)


def _where(config: DataConfig) -> str:
    return "task (without foreign classes)" if config.foreign_classes else "data set"


def _ranked(config: DataConfig, available: IntArray) -> IntArray:
    n_classes = len(available)
    n_max = config.n_max or int(available.min())
    if config.profile == "exponential":
        by_rank = exponential_counts(n_max, n_classes, config.ratio)
    elif config.profile == "step":
        by_rank = step_counts(n_max, n_classes, config.ratio, config.minority_share)
    else:
        by_rank = pareto_counts(n_max, n_classes, config.exponent)
    counts = np.empty(n_classes, dtype=np.int64)
    counts[_labels_by_rank(config, n_classes)] = by_rank
    return counts


def _labels_by_rank(config: DataConfig, n_classes: int) -> IntArray:
    if config.class_order == "label":
        return np.arange(n_classes)
    return np.random.default_rng([config.subset_seed, n_classes, 1]).permutation(n_classes)
