"""Work that nobody waits for any more ends, wherever it is; what is half done is neither told nor kept."""

from __future__ import annotations

import logging

import pytest
from lsprotocol import types as t

from seamwright.cli.main import main
from seamwright.lsp.convert import to_uri
from seamwright.lsp.errors import Cancelled
from seamwright.lsp.requests import diagnostic
from seamwright.lsp.workers import Token
from seamwright.lsp.world import Shared
from seamwright.rules import engine
from tests.conftest import Project
from tests.lsp.worlds import world_of

PLAN = """\
# Shop

### 1. SEAM: Till Asks the Price List

**PRIORITY:** P0
**COMPONENTS:** Till, PriceList

**TEST SCENARIOS:**
- A known article has a price
- An unknown article is refused
"""
STALE = "SW413"
TESTS = "tests/integration/test_till_asks_the_price_list.py"


class Impatient(Token):
    """Is cancelled when it has been asked some times."""

    def __init__(self, times: int) -> None:
        super().__init__()
        self.left = times

    def check(self) -> None:
        if self.left == 0:
            self.cancel()
        self.left -= 1
        super().check()


def test_findings_are_whole_or_not_told(
    project: Project, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    root = project({"pyproject.toml": "", "tests/integration/TEST_PLAN.md": PLAN})
    monkeypatch.chdir(root)
    monkeypatch.setattr(engine, "STRICT", False)
    assert main(["generate", "tests/integration/TEST_PLAN.md"]) == 0
    plan = root / "tests/integration/TEST_PLAN.md"
    plan.write_text(PLAN.replace("A known article", "An article of today"))
    uri = to_uri(str(root / TESTS))
    documents = {uri: (root / TESTS).read_text(), to_uri(str(plan)): plan.read_text()}
    params = t.DocumentDiagnosticParams(text_document=t.TextDocumentIdentifier(uri=uri))

    def pull(shared: Shared, token: Token) -> list[object]:
        world = world_of(documents, folders=(root,), shared=shared, token=token)
        report = diagnostic.handle(world, params)
        return [each.code for each in report.items]

    whole = pull(Shared(), Token())
    assert STALE in whole
    given_up = 0
    with caplog.at_level(logging.ERROR):
        for times in range(100):
            shared = Shared()
            try:
                assert pull(shared, Impatient(times)) == whole
                break
            except Cancelled:
                given_up += 1
            assert pull(shared, Token()) == whole
    assert given_up > 1
    assert caplog.records == []
