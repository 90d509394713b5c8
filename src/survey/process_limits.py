"""What this process may use of the machine, where the system can bound it."""

from __future__ import annotations

from contextlib import suppress


def bound(memory: int, seconds: int | None = None) -> None:
    """Bound the memory of this process, in bytes, and the time of a processor.

    A process whose memory is over gets an error from what asked for more; one whose time is over
    ends by a signal. Nothing is bound on Windows.
    """
    with suppress(ImportError):
        import resource

        bounds = {
            resource.RLIMIT_AS: memory,
            resource.RLIMIT_CORE: 0,  # what is ended for its time would leave its memory as a file
        }
        if seconds is not None:
            bounds[resource.RLIMIT_CPU] = seconds
        for limit, most in bounds.items():
            with suppress(ValueError, OSError):  # macOS has not all; or it is lower already
                resource.setrlimit(limit, (most, resource.getrlimit(limit)[1]))
