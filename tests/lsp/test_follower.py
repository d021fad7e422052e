"""Whom the follower tells after a change, and whom it leaves in peace."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from lsprotocol import types as t

from seamwright.lsp.convert import to_uri
from seamwright.lsp.follower import Follower
from seamwright.lsp.requests import diagnostic
from seamwright.lsp.world import Shared, World
from tests.conftest import Project
from tests.lsp.test_plan_diagnostics import FILES, PATH, PLAN, TEST, TEST_PATH
from tests.lsp.worlds import Asked, world_of

CAPABILITIES = t.ClientCapabilities(
    text_document=t.TextDocumentClientCapabilities(diagnostic=t.DiagnosticClientCapabilities()),
    workspace=t.WorkspaceClientCapabilities(
        diagnostics=t.DiagnosticWorkspaceClientCapabilities(refresh_support=True),
        code_lens=t.CodeLensWorkspaceClientCapabilities(refresh_support=True),
    ),
)
LENSES, FINDINGS = "workspace/codeLens/refresh", "workspace/diagnostic/refresh"


class Session:
    """Documents that change, and a client that asks for the findings of all of them after each change."""

    def __init__(self, root: Path) -> None:
        self.root, self.shared, self.asked = root, Shared(), Asked()
        self.follower = Follower(cast("Any", SimpleNamespace()))
        self.texts: dict[str, str] = {}

    def change(self, texts: Mapping[str, str]) -> list[str]:
        """What the client is told after these documents got these texts."""
        self.texts |= texts
        self.asked.clear()
        world = self.world()
        self.pull(world)
        self.follower.follow(world, {self.uri(path) for path in texts})
        told = [method for method, _ in self.asked]
        self.pull(world)
        return told

    def world(self) -> World:
        world = world_of(
            {self.uri(path): text for path, text in self.texts.items()},
            capabilities=CAPABILITIES,
            folders=(self.root,),
            shared=self.shared,
            asked=self.asked,
        )
        world._post = lambda job: job()
        return world

    def pull(self, world: World) -> None:
        for path in self.texts:
            diagnostic.handle(world, t.DocumentDiagnosticParams(t.TextDocumentIdentifier(self.uri(path))))

    def uri(self, path: str) -> str:
        return to_uri(str(self.root / path))


@pytest.fixture
def session(project: Project) -> Session:
    found = Session(project(FILES))
    found.change({PATH: PLAN, TEST_PATH: TEST})
    return found


def test_a_test_that_is_written_changes_the_plan(session: Session) -> None:
    more = TEST + "\n    def test_paid_basket_is_emptied(self):\n        assert not basket.lines\n"

    assert session.change({TEST_PATH: more}) == [LENSES, FINDINGS]


def test_a_comment_in_a_test_changes_nothing(session: Session) -> None:
    assert session.change({TEST_PATH: TEST + "\n# later\n"}) == []


def test_a_blank_in_the_plan_changes_nothing(session: Session) -> None:
    assert session.change({PATH: PLAN + "\n"}) == []


def test_a_scenario_that_is_added_changes_the_lens_of_the_class(session: Session) -> None:
    assert session.change({PATH: PLAN + "- Voucher lowers the total\n"}) == [LENSES, FINDINGS]


def test_a_priority_changes_only_the_plan_in_which_somebody_types(session: Session) -> None:
    assert session.change({PATH: PLAN.replace("HIGH", "LOW")}) == []


def test_without_a_plan_nothing_is_followed(project: Project) -> None:
    session = Session(project(FILES))

    assert session.change({TEST_PATH: TEST}) == []
