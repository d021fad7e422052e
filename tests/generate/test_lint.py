"""Drafts in, with what a linter would say of them told on the line."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from textwrap import dedent, indent

import pytest

from tests.generate.rendered import body_of, method, module, scenario, seam


def check(lines: str, *expected: str) -> None:
    """The lines of the draft that carry a ``noqa`` are ``expected``."""
    stub = f"def test_x(client):\n{indent(dedent(lines), '    ')}\n"
    body = body_of(method(scenario("Orders", stub=stub)))
    assert [line.strip() for line in body if "noqa" in line] == list(expected)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("a = client.get()", "a = client.get()  # noqa: F841"),
        ("a = 1\na = 2", "a = 2  # noqa: F841"),
        ("a: int = 1", "a: int = 1  # noqa: F841"),
        ("a: int", "a: int  # noqa: F842"),
        ("a, b = client\nassert a", "a, b = client  # noqa: RUF059"),
        ("with client as a:\n    client()", "with client as a:  # noqa: F841"),
        ("import os", "import os  # noqa: F401"),
        ("from a import b as c", "from a import b as c  # noqa: F401"),
        ("a = client(\n    1,\n)", "a = client(  # noqa: F841"),
        ("a = '''\nx\n'''", "'''  # noqa: F841"),
        ("a = 1  # why", "a = 1  # why  # noqa: F841"),
        ("try:\n    client()\nexcept Exception as e:\n    pass", "except Exception as e:  # noqa: BLE001, F841, S110"),
        ("try:\n    client()\nexcept:\n    client()", "except:  # noqa: E722"),
        ("with pytest.raises(Exception):\n    client()", "with pytest.raises(Exception):  # noqa: B017"),
        ("with client:\n    with client:\n        client()", "with client:  # noqa: SIM117"),
        ("if client:\n    if client:\n        client()", "if client:  # noqa: SIM102"),
        ('assert client == f"x"', 'assert client == f"x"  # noqa: F541'),
        ("client == 1", "client == 1  # noqa: B015"),
        ("client.a", "client.a  # noqa: B018"),
        ("assert all([a for a in client])", "assert all([a for a in client])  # noqa: C419"),
        ("assert dict(a=client)", "assert dict(a=client)  # noqa: C408"),
        ("def inner():\n    a = client()\n\ninner()", "a = client()  # noqa: F841"),
    ],
)
def test_a_finding_is_told_on_its_line(lines: str, expected: str) -> None:
    check(lines, expected)


@pytest.mark.parametrize(
    "lines",
    [
        "a = client.get()\nassert a",
        "a = 1\ndef inner():\n    return a\ninner()",
        "_ = client()",
        "_a, b = client\nassert b",
        "a = b = 1\ndel a\nassert b",
        "a = 0\na += 1",
        "a = 1\nassert locals()",
        "for a in client:\n    client()",
        "try:\n    client()\nexcept Exception:\n    client()\n    raise",
        "try:\n    client()\nexcept ValueError:\n    pass",
        "with pytest.raises(Exception, match='x'):\n    client()",
        "with pytest.raises(ValueError):\n    client()",
        "assert client == f'{client}'",
        "assert client == f'{client:.1f}'",
        "client.a = client['b'] = 1",
    ],
)
def test_what_is_used_needs_no_note(lines: str) -> None:
    check(lines)


def test_ruff_agrees(tmp_path: Path) -> None:
    found = [
        *test_a_finding_is_told_on_its_line.pytestmark[0].args[1],
        *((lines, "") for lines in test_what_is_used_needs_no_note.pytestmark[0].args[1]),
    ]
    for number, (lines, _) in enumerate(found):
        stub = f"def test_x(client):\n{indent(lines, '    ')}\n"
        (tmp_path / f"test_{number}.py").write_text(module(seam("Order", scenario("x", stub=stub))), "utf-8")
    command = [sys.executable, "-m", "ruff", "check", "--isolated", "--ignore", "F821", "."]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout
