"""Dask workers: processes of this machine, or any cluster that runs already."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import islice
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, TypeVar

from survey.extras import installed
from survey.problems import BadInput, Problem

if TYPE_CHECKING:
    from distributed import Client, Future

Made = TypeVar("Made")
CONNECTED_WITHIN = 5
"""Seconds in which a scheduler has to answer."""
IN_FLIGHT = 16
"""Tasks that the scheduler knows at a time, more only for more than four workers: its memory does
not grow with the corpus."""
_NO_PROFILE = {"distributed.worker.profile.enabled": False}
"""Dask keeps what each worker did in every second of an hour, which takes more memory than the work."""


@contextmanager
def connected(workers: int | None = None, scheduler: str | None = None) -> Iterator[Client]:
    """Yield a client: of a cluster at an address, else of worker processes started for it.

    Parameters
    ----------
    workers
        Processes of one thread each; by default one for each processor.
    scheduler
        Address of a running scheduler, such as tcp://host:8786. Its workers need this package, and
        the same paths to documents and data set.

    Raises
    ------
    BadInput
        If Dask is not installed, or no scheduler answers at the address.
    """
    with installed():
        import dask
        from distributed import Client, LocalCluster
    if scheduler is None:
        with (
            dask.config.set(_NO_PROFILE),
            LocalCluster(
                n_workers=workers or os.cpu_count() or 1, threads_per_worker=1,
                dashboard_address="127.0.0.1:0", silence_logs=logging.CRITICAL,
            ) as cluster,
            Client(cluster) as client,
        ):  # fmt: skip
            yield client
        return
    logging.getLogger("distributed.client").setLevel(logging.CRITICAL)
    try:
        client = Client(scheduler, timeout=CONNECTED_WITHIN)
    except (OSError, ValueError) as error:
        raise BadInput.of(
            scheduler,
            f"no scheduler answers ({error})",
            "the address of a running Dask scheduler, such as tcp://host:8786",
            "start one with `dask scheduler`, or leave out --scheduler",
        ) from None
    with client:
        yield client


def each(
    client: Client, make: Callable[[str], Made], names: Iterable[str]
) -> Iterator[tuple[str, Made | Problem]]:
    """Yield each name with what is made of it, as it is done.

    Dask gives the tasks of a worker that dies to others. One that kills worker after worker takes
    those beside it along, so what failed is tried once more, alone; then a problem stands instead.

    Raises
    ------
    BadInput
        If the scheduler is lost.
    """
    failed = []
    for name, future in _done(client, make, names, max(IN_FLIGHT, 4 * len(client.nthreads()))):
        if future.status == "finished":
            yield name, future.result()
        else:
            failed.append(name)
    for name, future in _done(client, make, failed, 1):
        if future.status == "finished":
            yield name, future.result()
            continue
        error = future.exception()
        reason = f"a worker failed at it ({type(error).__name__}: {error})"
        advice = "run the command again, on workers with more memory"
        yield name, Problem("error", name, None, reason, "a document to be read", advice)


def _done(
    client: Client, make: Callable[[str], Made], names: Iterable[str], at_once: int
) -> Iterator[tuple[str, Future[Made]]]:
    waiting = iter(names)
    named: dict[Future[Made], str] = {}
    done: SimpleQueue[Future[Made]] = SimpleQueue()
    while True:
        if client.status == "closed":
            raise BadInput.of(
                "Dask",
                "the scheduler was lost",
                "one that runs to the end",
                "run the command again; it goes on where it stopped",
            )
        for name in islice(waiting, at_once - len(named)):
            future = client.submit(make, name, pure=False)
            named[future] = name
            future.add_done_callback(done.put)
        if not named:
            return
        with suppress(Empty):
            future = done.get(timeout=CONNECTED_WITHIN)
            yield named.pop(future), future
