"""Why a file is read or not, as the command ``seamwright.explain`` says it."""

from __future__ import annotations

from pathlib import Path

import pytest
import pytest_lsp
from lsprotocol import types as t
from pytest_lsp import LanguageClient

from tests.lsp.session import Session, config

pytestmark = pytest.mark.asyncio


@pytest_lsp.fixture(config=config())
async def client(lsp_client: LanguageClient):  # type: ignore[no-untyped-def]
    yield
    await lsp_client.shutdown_session()


async def check(
    client: LanguageClient, root: Path, files: dict[str, str], path: str | None, *said: str, unsaid: str = "\0"
) -> None:
    session = Session(client, root)
    await session.start(t.ClientCapabilities(), files)
    if path is not None:
        session.open(path)
    arguments = [session.uri(path)] if path is not None else []
    params = t.ExecuteCommandParams(command="seamwright.explain", arguments=arguments)
    answer = await client.workspace_execute_command_async(params)

    assert isinstance(answer, str)
    assert [each for each in said if each not in answer] == []
    assert unsaid not in answer


async def test_a_plan_and_its_folder(client: LanguageClient, tmp_path: Path) -> None:
    await check(
        client,
        tmp_path,
        {"pyproject.toml": '[tool.seamwright]\ncontracts = ["api/*.pyi"]\n'},
        "tests/integration/TEST_PLAN.md",
        "It is a plan with 3 seams.",
        "`[tool.seamwright]` in `pyproject.toml`",
        "- Contracts: `api/*.pyi`",
        "- Plans: `tests/integration/TEST_PLAN.md`",
        unsaid="without a seam",
    )


async def test_a_document_without_a_seam(client: LanguageClient, tmp_path: Path) -> None:
    await check(
        client,
        tmp_path,
        {"docs/release-plan.md": "# Release\n\nNext week.\n"},
        "docs/release-plan.md",
        "No seam was found in it.",
        "- Plans: `tests/integration/TEST_PLAN.md`",
        "- Called like a plan, and without a seam: `docs/release-plan.md`",
        "defaults (no `[tool.seamwright]`",
    )


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("tests/integration/test_till.py", "rules examine it"),
        ("tests/unit/test_till.py", "It lies in no folder of integration tests"),
        ("tests/integration/helpers.py", "It holds no tests by its name"),
    ],
)
async def test_python_files(client: LanguageClient, tmp_path: Path, path: str, said: str) -> None:
    await check(client, tmp_path, {path: "x = 1\n"}, path, said, "`test_*.py`")


async def test_a_configuration_that_cannot_be_used(client: LanguageClient, tmp_path: Path) -> None:
    await check(
        client,
        tmp_path,
        {"pyproject.toml": "[tool.seamwright]\nstub = 3\n"},
        None,
        "**cannot be used**: pyproject.toml:2",
        unsaid="This file",
    )
