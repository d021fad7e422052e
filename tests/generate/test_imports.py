"""Where import statements go, and that each name comes once."""

from __future__ import annotations

import pytest

from seamwright.actions.python.imports import import_edits
from seamwright.generate.model import Options
from seamwright.text.edit import apply

NEEDS = ("import pytest", "from app.api import Api", "from app.api import Api", "import pytest")


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("import os\n", "import os\n\nimport pytest\n\nfrom app.api import Api\n"),
        ("import pytest\n\nfrom app.api import Api\n", "import pytest\n\nfrom app.api import Api\n"),
    ],
)
def test_what_is_asked_for_twice_is_imported_once(before: str, expected: str) -> None:
    edits = import_edits(before, NEEDS, Options(), 0)

    assert edits is not None
    assert apply(before, edits) == expected
