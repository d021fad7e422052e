"""``seamwright lsp``: runs the language server."""

from __future__ import annotations

import click

from seamwright.cli.errors import CommandError
from seamwright.workspace.disk import reason

LEVELS = ("debug", "info", "warning", "error", "critical")


@click.command("lsp")
@click.option("--stdio", is_flag=True, help="Speak over standard input and output (the default).")
@click.option(
    "--tcp", metavar="HOST:PORT", help="Listen for one client instead, for debugging. Only for trusted networks."
)
@click.option("--log-file", metavar="FILE", help="Where the log goes; standard error by default.")
@click.option(
    "--log-level",
    type=click.Choice(LEVELS, case_sensitive=False),
    default="warning",
    show_default=True,
    help="What is worth logging.",
)
def command(stdio: bool, tcp: str | None, log_file: str | None, log_level: str) -> int:
    """Run the language server for an editor, until the editor leaves."""
    if stdio and tcp is not None:
        raise click.UsageError("--stdio and --tcp exclude each other.")
    address = None if tcp is None else _address(tcp)
    # The server's libraries alone take a third of a second to import; no other command should pay for them.
    from seamwright.lsp import serve

    try:
        return serve(tcp=address, log_file=log_file, log_level=log_level)
    except OSError as error:
        raise CommandError(f"{log_file if error.filename else tcp or 'server'}: {reason(error)}") from None


def _address(text: str) -> tuple[str, int]:
    host, separator, port = text.rpartition(":")
    if not separator or not host or not port.isascii() or not port.isdigit() or int(port) > 65535:
        raise click.BadParameter(f"{text!r} is not HOST:PORT.", param_hint="'--tcp'")
    return host.removeprefix("[").removesuffix("]"), int(port)
