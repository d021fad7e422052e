"""Each of several open folders may have an interpreter of its own, as the client says when it is asked about it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
import pytest_lsp
from lsprotocol import types as t
from pytest_lsp import LanguageClient, client_capabilities

from tests.lsp.session import Session, config
from tests.workspace.test_environment import PLUGIN, environment, install

pytestmark = pytest.mark.asyncio

MODULE = "def test_it("


@pytest_lsp.fixture(config=config())
async def client(lsp_client: LanguageClient):  # type: ignore[no-untyped-def]
    yield
    await lsp_client.shutdown_session()


async def offered(session: Session, path: str) -> set[str]:
    """Fixtures of plugins that are offered in the module at ``path``."""
    found = await session.client.text_document_completion_async(
        t.CompletionParams(t.TextDocumentIdentifier(session.uri(path)), t.Position(0, 12))
    )
    items = found.items if isinstance(found, t.CompletionList) else found or ()
    return {item.label for item in items if item.label.endswith("_fx")}


@pytest.mark.parametrize("scoped", [True, False])
async def test_each_folder_has_the_plugins_of_its_interpreter(
    client: LanguageClient, tmp_path: Path, scoped: bool
) -> None:
    for name in ("shop", "depot"):
        packages = environment(tmp_path / "envs" / name)
        (packages / f"{name}_plugin.py").write_text(PLUGIN.format(name=f"{name}_fx"), "utf-8")
        install(packages, name, f"{name}_plugin")
    session = Session(client, tmp_path)
    client.set_configuration({"interpreter": str(tmp_path / "envs/shop/bin/python")}, section="seamwright")
    if scoped:
        depot = {"interpreter": str(tmp_path / "envs/depot/bin/python")}
        client.set_configuration({"seamwright": depot}, scope_uri=session.uri("depot"))
    files = {f"{name}/{file}": text for name in ("shop", "depot") for file, text in [("test_a.py", MODULE)]}

    await session.start(client_capabilities("visual-studio-code"), files, folders=("shop", "depot"))
    for path in files:
        session.open(path)
    # The server asks when it has started, and answers meanwhile.
    while not await offered(session, "shop/test_a.py"):
        await asyncio.sleep(0.01)

    # A folder of which nothing is said has what is said of all.
    assert await offered(session, "shop/test_a.py") == {"shop_fx"}
    assert await offered(session, "depot/test_a.py") == {"depot_fx" if scoped else "shop_fx"}
