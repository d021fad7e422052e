"""The language server: the only package that imports pygls and lsprotocol.

Importing this package is cheap; the server's own modules load inside :func:`serve`, because pygls and lsprotocol alone
take a third of a second that no other command should pay.
"""

from __future__ import annotations

from os import PathLike


def serve(
    *,
    tcp: tuple[str, int] | None = None,
    log_file: str | PathLike[str] | None = None,
    log_level: str = "warning",
) -> int:
    """Run the language server until its client leaves, and return the exit status of the process.

    Args:
        tcp: Host and port to listen on for one client (port 0 takes a free one, which is told on standard error);
            without it the server speaks over standard input and output.
        log_file: Where the log goes; standard error without it.
        log_level: ``debug``, ``info``, ``warning``, ``error`` or ``critical``, in any case.

    Returns:
        0 when the client said ``shutdown`` before it left, else 1 (specification 3.17, "Exit Notification").

    Raises:
        ValueError: ``log_level`` is unknown.
        OSError: the address cannot be listened on, or the log file cannot be written.
    """
    from seamwright.lsp.main import main

    return main(tcp=tcp, log_file=log_file, log_level=log_level)
