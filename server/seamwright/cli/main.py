"""The entry point: finds the command, and turns whatever goes wrong into one line and an exit status.

Exit status: 0 nothing to report, 1 findings, 2 wrong usage, unreadable input or configuration. A process that a signal
ended has the shell's usual 128 + signal number (130 for Ctrl+C, 141 for a closed pipe).
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Sequence
from difflib import get_close_matches

import click

from seamwright import __version__
from seamwright.cli.errors import CommandError, PipeClosed
from seamwright.cli.output import error_line

COMMANDS = {
    "brief": "Hand a plan over to people or agents who implement it.",
    "check": "Examine integration tests by the rules.",
    "fixtures": "Show the fixtures that a test may request.",
    "generate": "Write the missing tests of a plan's seams.",
    "lsp": "Run the language server for an editor.",
    "plan": "Show the seams and scenarios of plans.",
    "rules": "Show the rules and explain them.",
    "status": "Show how far plans are implemented.",
}
"""Command to its one-line help. The file of the same name beside this one is imported only when the command is run."""

DEBUG = "SEAMWRIGHT_DEBUG"
"""Environment variable that lets the traceback of an internal error through, for a bug report."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the process's own arguments by default. Returns the exit status and never raises."""
    try:
        status = _seamwright.main(args=arguments, prog_name="seamwright", standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.Exit as ended:
        return ended.exit_code
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        return 2
    except click.UsageError as error:
        where = error.ctx.command_path if error.ctx else "seamwright"
        return _fail(f"{error.format_message().rstrip('.')} (see '{where} --help')")
    except (CommandError, click.ClickException) as error:
        return _fail(error.format_message() if isinstance(error, click.ClickException) else str(error))
    except (KeyboardInterrupt, click.Abort):
        return _fail("interrupted", 130)
    except (PipeClosed, BrokenPipeError):
        # The interpreter flushes standard output once more at exit, and would complain about the pipe again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except Exception as error:
        if os.environ.get(DEBUG):
            raise
        return _fail(f"internal error: {type(error).__name__}: {error} (set {DEBUG}=1 for details)")
    return status if isinstance(status, int) else 0


class _Lazy(click.Group):
    """Imports a command's file when that command is run, so that none pays for the others."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:
        if cmd_name not in COMMANDS:
            close = get_close_matches(cmd_name, COMMANDS, n=1)
            ctx.fail(f"there is no command {cmd_name!r}" + (f"; did you mean {close[0]!r}?" if close else ""))
        module = importlib.import_module(f"seamwright.cli.{cmd_name}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(sorted(COMMANDS.items()))


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="%(prog)s %(version)s")
def _seamwright() -> None:
    """From an integration-test plan to integration tests that keep the plan's promises."""


def _fail(message: str, status: int = 2) -> int:
    error_line(message)
    return status


if __name__ == "__main__":
    sys.exit(main())
