"""In a fresh clone no plugin is installed: a name that nobody defines may be the fixture of one."""

from __future__ import annotations

from pathlib import Path

import pytest

from seamwright.workspace.tree import DiskTree

_CONFTEST = "import pytest\n\n@pytest.fixture\ndef integration_client():\n    return 1\n"
_OTHER = "import pytest\n\n@pytest.fixture\ndef shop():\n    return 1\n"


@pytest.fixture
def clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> DiskTree:
    """A project without an environment."""
    for name in ("VIRTUAL_ENV", "CONDA_PREFIX", "UV_PROJECT_ENVIRONMENT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PATH", "")
    for path, text in {"pytest.ini": "[pytest]\n", "a/conftest.py": _CONFTEST, "b/conftest.py": _OTHER}.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text, "utf-8")
    (tmp_path / "a/test_shop.py").write_text("def test_shop(name):\n    pass\n", "utf-8")
    return DiskTree(tmp_path)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("unheard_of", True),
        ("mocker", True),
        ("integration_clinet", False),
        ("shop", False),
    ],
)
def test_may_come_from_a_plugin(clone: DiskTree, name: str, expected: bool) -> None:
    assert clone.may_come_from_plugin(name, "a/test_shop.py") is expected
