"""The shape of the house: which folder may know which, what is pure, what a command may import, how long files are."""

from __future__ import annotations

import ast
import statistics
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "server" / "seamwright"

# From left to right; a folder may import those of earlier layers, and itself.
LAYERS = (
    {"text"},
    {"plan", "contract", "suite", "fixtures", "rewriting"},
    {"generate"},
    {"trace"},
    {"page"},
    {"rules"},
    {"actions"},
    {"workspace"},
    {"lsp", "cli"},
)
PURE = LAYERS[0] | LAYERS[1] | LAYERS[2] | LAYERS[3] | LAYERS[4] | LAYERS[5] | LAYERS[6]
IMPURE_MODULES = {
    *(
        "asyncio",
        "ctypes",
        "datetime",
        "fileinput",
        "glob",
        "http",
        "importlib",
        "multiprocessing",
        "os",
        "pathlib",
    ),
    *("random", "secrets", "shutil", "signal", "socket", "subprocess", "tempfile", "urllib", "uuid"),
    *("click", "lsprotocol", "pygls", "rich"),
}
IMPURE_CALLS = {"open", "exec", "eval", "input", "print", "__import__", "breakpoint"}


def source_files(*folders: str) -> list[Path]:
    return [
        path for folder in folders for path in sorted((ROOT / folder).rglob("*.py")) if "node_modules" not in path.parts
    ]


def imports_of(tree: ast.AST) -> Iterator[str]:
    """Full dotted names of everything that is imported, at the top or inside functions."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "relative imports hide which folder is meant"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def folder_of(module: str) -> str | None:
    """The folder of ours that ``module`` belongs to; ``None`` for the package itself and for others' modules."""
    parts = module.split(".")
    return parts[1] if parts[0] == "seamwright" and len(parts) > 1 and (PACKAGE / parts[1]).is_dir() else None


def rank(folder: str) -> int:
    return next(index for index, layer in enumerate(LAYERS) if folder in layer)


def forbidden_imports(path: Path, source: str) -> list[str]:
    """What the file at ``path`` imports from folders that it must not know."""
    own = path.relative_to(PACKAGE).parts[0]
    return [
        module
        for module in imports_of(ast.parse(source))
        if (folder := folder_of(module)) is not None and folder != own and rank(folder) >= rank(own)
    ]


def impurities(source: str) -> list[str]:
    """What a pure file must not import or call."""
    tree = ast.parse(source)
    found = [module for module in imports_of(tree) if module.split(".")[0] in IMPURE_MODULES]
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in IMPURE_CALLS:
            found.append(f"{node.func.id}()")
    return found


def test_every_folder_has_a_layer() -> None:
    folders = {path.name for path in PACKAGE.iterdir() if path.is_dir() and path.name != "__pycache__"}

    assert folders <= set().union(*LAYERS)


@pytest.mark.parametrize("path", source_files("server"), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_folder_knows_only_folders_to_its_left(path: Path) -> None:
    if path.parent == PACKAGE:
        return
    found = forbidden_imports(path, path.read_text(encoding="utf-8"))
    # The command that starts the server is the one place where two faces meet.
    if path == PACKAGE / "cli" / "lsp.py":
        found = [module for module in found if module != "seamwright.lsp.serve"]

    assert found == []


@pytest.mark.parametrize(
    ("path", "source", "expected"),
    [
        ("plan/x.py", "from seamwright.generate import model", ["seamwright.generate.model"]),
        ("plan/x.py", "def f():\n    import seamwright.cli.main", ["seamwright.cli.main"]),
        ("plan/x.py", "from seamwright.suite import read_module", ["seamwright.suite.read_module"]),
        ("cli/x.py", "from seamwright import lsp", ["seamwright.lsp"]),
        ("plan/x.py", "from seamwright.text.span import Span\nimport re\nfrom seamwright import __version__", []),
    ],
)
def test_the_check_of_layers_sees_what_it_should(path: str, source: str, expected: list[str]) -> None:
    assert forbidden_imports(PACKAGE / path, source) == expected


@pytest.mark.parametrize("folder", sorted(folder for folder in PURE if (PACKAGE / folder).is_dir()))
def test_core_is_pure(folder: str) -> None:
    found = {
        str(path.relative_to(PACKAGE)): wrong
        for path in source_files(f"server/seamwright/{folder}")
        if (wrong := impurities(path.read_text(encoding="utf-8")))
    }

    assert found == {}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import os.path", ["os.path"]),
        ("def f():\n    return open('x')", ["open()"]),
        ("from pathlib import Path", ["pathlib.Path"]),
        ("import re\nx = document.open('y')", []),
    ],
)
def test_the_check_of_purity_sees_what_it_should(source: str, expected: list[str]) -> None:
    assert impurities(source) == expected


def test_reading_a_plan_opens_no_file_and_starts_nothing() -> None:
    """The same at run time, with Python's audit hooks, for what the syntax does not show."""
    program = """
        import sys
        from seamwright.generate.names import plan_names
        from seamwright.plan import parse

        TEXT = "# Test Plan\\n\\n### 1. SEAM: A → B\\n\\n**TEST SCENARIOS:**\\n- A asks B\\n"
        parse(TEXT), plan_names(parse(TEXT))  # what is imported late is imported now
        seen = []
        sys.addaudithook(lambda event, arguments: seen.append(event))
        plan = parse(TEXT)
        names = plan_names(plan)
        outside = {"open", "os", "socket", "subprocess", "exec", "import"}
        bad = [event for event in seen if event.split(".")[0] in outside]
        print(len(plan.seams), len(names), bad)
    """

    assert run_python(program) == "1 1 []"


def test_showing_a_plan_imports_only_what_it_needs(tmp_path: Path) -> None:
    (tmp_path / "TEST_PLAN.md").write_text("# Test Plan\n\n### 1. SEAM: A → B\n\n- **Scenarios**:\n  - a\n", "utf-8")
    program = f"""
        import sys
        from seamwright.cli.main import main

        status = main(["plan", {str(tmp_path / "TEST_PLAN.md")!r}, "--format", "json"])
        loaded = {{name.split(".")[0] for name in sys.modules}}
        heavy = ["pygls", "lsprotocol", "libcst", "rich", "jinja2", "tree_sitter", "asyncio", "yaml", "hypothesis"]
        print(status, [name for name in heavy if name in loaded])
    """

    assert run_python(program).splitlines()[-1] == "0 []"


def test_only_the_page_loads_what_the_page_needs(tmp_path: Path) -> None:
    (tmp_path / "TEST_PLAN.md").write_text("# Test Plan\n\n### 1. SEAM: A → B\n\n- **Scenarios**:\n  - a\n", "utf-8")
    program = f"""
        import sys
        from seamwright.cli.main import main

        plan = {str(tmp_path / "TEST_PLAN.md")!r}
        for format in ("json", "html"):
            main(["status", plan, "--format", format])
            print("loaded", [name for name in ("grandalf", "pyparsing", "pygls") if name in sys.modules])
    """

    loaded = [line for line in run_python(program).splitlines() if line.startswith("loaded")]
    assert loaded == ["loaded []", "loaded ['grandalf']"]


def test_only_making_a_fix_loads_what_writes_python(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.seamwright]\n", "utf-8")
    test = tmp_path / "test_shop.py"
    test.write_text("import os\n\n\ndef test_shop():\n    os.environ['A'] = 'b'\n    assert 1\n", "utf-8")
    program = f"""
        import sys
        from seamwright.cli.main import main

        for arguments in (["--format", "json"], ["--format", "sarif"], [], ["--diff"]):
            main(["check", {str(test)!r}, *arguments])
            print("loaded", "libcst" in sys.modules)
    """

    loaded = [line for line in run_python(program).splitlines() if line.startswith("loaded")]
    assert loaded == ["loaded False"] * 3 + ["loaded True"]


def test_what_writes_python_is_imported_late() -> None:
    writing = {path for path in source_files("server") if "libcst" in modules_of(path)}
    assert {path.name for path in writing} == {"libcst_heads.py", "libcst_layout.py", "libcst_statements.py"}

    late = {f"seamwright.rewriting.{path.stem}" for path in writing}
    at_once = [
        (path.name, module)
        for path in source_files("server")
        if path not in writing
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for module in imports_of(node)
        if module in late or module.rpartition(".")[0] in late
    ]
    assert at_once == []


def modules_of(path: Path) -> set[str]:
    return {module.split(".")[0] for module in imports_of(ast.parse(path.read_text(encoding="utf-8")))}


def test_importing_the_servers_package_does_not_import_the_protocol() -> None:
    assert (
        run_python("import sys, seamwright.lsp; print('pygls' in sys.modules or 'lsprotocol' in sys.modules)")
        == "False"
    )


def test_only_the_server_imports_the_protocol() -> None:
    importing = {
        path.relative_to(PACKAGE).parts[0]
        for path in source_files("server")
        for module in imports_of(ast.parse(path.read_text(encoding="utf-8")))
        if module.split(".")[0] in ("pygls", "lsprotocol")
    }

    assert importing <= {"lsp"}


def test_files_fit_in_the_head() -> None:
    lengths = {
        path: len(path.read_text(encoding="utf-8").splitlines()) for path in source_files("server", "tests", "examples")
    }
    own = [length for path, length in lengths.items() if PACKAGE in path.parents]

    assert {str(path.relative_to(ROOT)): length for path, length in lengths.items() if length > 500} == {}
    assert statistics.median(own) <= 130


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in source_files("server", "examples", "tests")
        if path.read_text(encoding="utf-8").strip()
        and not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]

    assert silent == []


def run_python(program: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)], capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()
