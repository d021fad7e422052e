"""Generated classes in small, for tests of what is done with them."""

from __future__ import annotations

from seamwright.generate.model import ClassSource, MethodSource

PYTEST = "import pytest"


def method(name: str, says: str | None = None) -> MethodSource:
    """A generated test whose docstring begins with ``says``."""
    return MethodSource(
        name,
        f'    def {name}(self):\n        """{says or name.replace("_", " ")}"""\n'
        '        pytest.fail("not implemented")\n',
    )


def generated(
    *tests: str | MethodSource,
    name: str = "TestPay",
    plan: str = "p/PLAN.md#pay [0a1b2c3d]",
    imports: tuple[str, ...] = (),
) -> ClassSource:
    """A generated class; ``plan`` empty: without a reference."""
    header = f'class {name}:\n    """\n    Paying.\n' + (f"\n    Plan: {plan}\n" if plan else "") + '    """\n'
    methods = tuple(test if isinstance(test, MethodSource) else method(test) for test in tests)
    return ClassSource(name, header, methods, imports)
