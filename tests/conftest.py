"""What tests of every folder share: building small projects on disk."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from seamwright.workspace.cache import VARIABLE

# A busy machine must not fail a correct change: what has to be fast is counted, or measured in the benchmarks.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")

Project = Callable[[Mapping[str, "str | bytes"]], Path]


def pytest_addoption(parser: pytest.Parser) -> None:
    """How much of what is generated is tried."""
    parser.addoption("--damaged", type=int, default=24, help="number of damaged Python files to try (a full run: 5000)")


@pytest.fixture(autouse=True, scope="session")
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What servers keep between their runs stays out of the cache directory of whoever runs the tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(VARIABLE, str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Makes a project from paths and contents in a folder of its own, and gives its root without symbolic links."""
    root = (tmp_path / "project").resolve()
    root.mkdir()

    def make(files: Mapping[str, str | bytes]) -> Path:
        for path, content in files.items():
            target = root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content if isinstance(content, bytes) else content.encode())
        return root

    return make
