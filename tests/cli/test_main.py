"""What holds for every command: usage, exit status, pipes, signals, start-up."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from seamwright import __version__
from seamwright.cli import main as entry
from tests.cli.conftest import PLAN, Run, refused


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["plans"], "there is no command 'plans'; did you mean 'plan'? (see 'seamwright --help')"),
        (["frobnicate"], "there is no command 'frobnicate' (see"),
        (["plan"], "Missing argument 'PLAN...' (see 'seamwright plan --help')"),
        (["plan", "--format", "xml", "x"], "'--format'"),
        (["plan", "--colour"], "--colour"),
        (["generate"], "Missing argument 'PLAN'"),
        (["generate", "x", "--jobs", "0"], "'--jobs'"),
        (["generate", "x", "y"], "unexpected extra argument"),
        (["lsp", "--tcp", "nowhere"], "'nowhere' is not HOST:PORT"),
        (["lsp", "--tcp", "localhost:99999"], "is not HOST:PORT"),
        (["lsp", "--stdio", "--tcp", "localhost:0"], "exclude each other"),
        (["lsp", "--log-level", "loud"], "'--log-level'"),
    ],
)
def test_wrong_usage_is_one_line_and_status_2(run: Run, arguments: list[str], reason: str) -> None:
    refused(run(*arguments), reason)


def test_help_lists_the_commands_that_exist_and_no_others(run: Run) -> None:
    out = run("--help").out

    assert [line.split()[0] for line in out.split("Commands:\n")[1].splitlines()] == sorted(entry.COMMANDS)
    assert {"check", "generate", "lsp", "plan", "rules"} <= set(entry.COMMANDS)


@pytest.mark.parametrize("name", sorted(entry.COMMANDS))
def test_every_command_explains_itself(run: Run, name: str) -> None:
    ran = run(name, "--help")

    assert (ran.status, ran.err) == (0, "")
    assert ran.out.startswith(f"Usage: seamwright {name} ")


def test_no_arguments_show_the_help_as_wrong_usage(run: Run) -> None:
    ran = run()

    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith("Usage: seamwright ")


def test_version(run: Run) -> None:
    assert run("--version") == (0, f"seamwright {__version__}\n", "")


def test_unexpected_error_is_one_line_without_a_traceback(
    run: Run, shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*arguments: object, **options: object) -> None:
        raise RuntimeError("first\nsecond")

    monkeypatch.setattr("seamwright.cli.reading.parse", fail)
    monkeypatch.delenv(entry.DEBUG, raising=False)

    refused(run("plan", "tests/TEST_PLAN.md"), "internal error: RuntimeError: first second", entry.DEBUG)


def test_debugging_lets_the_traceback_through(run: Run, shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("seamwright.cli.reading.parse", lambda *arguments, **options: 1 / 0)
    monkeypatch.setenv(entry.DEBUG, "1")

    with pytest.raises(ZeroDivisionError):
        run("plan", "tests/TEST_PLAN.md")


def test_interruption_is_one_line_and_status_130(run: Run, shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*arguments: object, **options: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("seamwright.cli.reading.parse", interrupt)

    assert run("plan", "tests/TEST_PLAN.md") == (130, "", "\nseamwright: interrupted\n")


class TestProcess:
    """What only a process of its own shows."""

    @staticmethod
    def start(*arguments: str | os.PathLike[str], **environment: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "seamwright", *(os.fspath(argument) for argument in arguments)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, **environment},
        )

    def test_closed_pipe_ends_quietly(self, tmp_path: Path) -> None:
        (tmp_path / "TEST_PLAN.md").write_text(PLAN, "utf-8")
        with self.start("plan", *[tmp_path / "TEST_PLAN.md"] * 20) as process:
            assert process.stdout is not None
            assert process.stderr is not None
            process.stdout.close()
            assert process.stderr.read() == b""

        assert process.returncode == 141

    @pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
    def test_json_is_utf8_and_text_is_never_an_error(self, tmp_path: Path, encoding: str) -> None:
        (tmp_path / "TEST_PLAN.md").write_text(PLAN, "utf-8")

        with self.start("plan", tmp_path / "TEST_PLAN.md", "--format", "json", PYTHONIOENCODING=encoding) as process:
            out, err = process.communicate()
        assert (process.returncode, err) == (0, b"")
        assert "Customer pays → gateway" in out.decode("utf-8")

        with self.start("plan", tmp_path / "TEST_PLAN.md", PYTHONIOENCODING=encoding) as process:
            out, err = process.communicate()
        assert (process.returncode, err) == (0, b"")
        assert ("Basket → Payment" if encoding == "utf-8" else "Basket \\u2192 Payment") in out.decode(encoding)

    def test_file_name_that_is_no_text(self, tmp_path: Path) -> None:
        name = os.fsdecode(os.fsencode(tmp_path) + b"/PLAN_\xff.md")
        try:
            Path(name).write_text(PLAN, "utf-8")
        except OSError:
            pytest.skip("this file system only takes text")

        for format_ in ("json", "text"):
            with self.start("plan", name, "--format", format_) as process:
                out, err = process.communicate()
            assert (process.returncode, err) == (0, b"")
            assert out.decode("utf-8")

    def test_ctrl_c_ends_the_server_without_a_traceback(self) -> None:
        body = b'{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"processId":null,"capabilities":{}}}'
        with self.start("lsp") as process:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
            process.stdin.flush()
            assert process.stdout.readline().lower().startswith(b"content-")
            process.send_signal(signal.SIGINT)
            _, err = process.communicate(timeout=20)

        assert process.returncode != 0
        assert err == b""
