"""Kernels for notebooks that are not waited for in vain.

Now and then pyzmq does not notice that a message has come; a notebook then stands still until its
time is up, although its cell is done. Asked again, the socket has the message.
"""

from __future__ import annotations

from queue import Empty
from time import monotonic
from typing import Any

from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.channels import AsyncZMQSocketChannel
from jupyter_client.manager import AsyncKernelManager
from traitlets import Type

ASK_AGAIN = 1.0
"""Seconds after which a silent socket is asked again."""


class AskingChannel(AsyncZMQSocketChannel):
    """A channel that asks its socket again and again, not once for all the time there is."""

    async def get_msg(  # type: ignore[override] # as in the class above it
        self, timeout: float | None = None
    ) -> dict[str, Any]:
        """Return the next message.

        Raises
        ------
        Empty
            If none came in this time (seconds).
        """
        end = float("inf") if timeout is None else monotonic() + timeout
        while True:
            try:
                return await super().get_msg(min(ASK_AGAIN, max(0.0, end - monotonic())))
            except Empty:
                if monotonic() >= end:
                    raise


class AskingClient(AsyncKernelClient):
    """A client of a kernel with such channels."""

    shell_channel_class = Type(AskingChannel)
    iopub_channel_class = Type(AskingChannel)
    control_channel_class = Type(AskingChannel)


class AskingManager(AsyncKernelManager):
    """A manager of a kernel with such a client."""

    client_factory = Type(AskingClient)
