"""What a keystroke in a half-typed signature costs: from the change to the fixtures that may be requested."""

from __future__ import annotations

from collections.abc import Callable

from seamwright.fixtures import Resolver
from tests.fixtures.project import Memory

_FIXTURE = '@pytest.fixture\ndef fixture_{n}():\n    """What {n} is for."""\n    return {n}\n\n'
_TEST = "def test_{n}(fixture_{n}):\n    client = make({n})\n    assert client.get('/x/{n}') == fixture_{n}\n\n"


def half_typed(size: int) -> Callable[[], None]:
    """One more letter of a parameter's name at the end of a module of about ``size`` characters."""
    head = "import pytest\n\n" + "".join(_FIXTURE.format(n=number) for number in range(50))
    tests = "".join(_TEST.format(n=number % 50) for number in range(size // len(_TEST)))
    project = Memory({"test_a.py": ""})
    resolver = Resolver(project)
    typed = 0

    def key() -> None:
        nonlocal typed
        typed += 1
        project.write("test_a.py", f"{head}{tests}def test_half(first, {'fixture'[: typed % 7]}")
        assert "fixture_49" in resolver.visible("/p/test_a.py").names

    key()
    return key
