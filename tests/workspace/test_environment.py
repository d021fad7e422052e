"""Where the Python environment is, what is on its path, and which plugins are installed in it."""

from __future__ import annotations

from pathlib import Path

from seamwright.fixtures import Resolver
from seamwright.workspace.entry_points import plugin_entry_points
from seamwright.workspace.environment import find_environment
from seamwright.workspace.pytest_project import PytestProject

PLUGIN = "import pytest\n\n@pytest.fixture\ndef {name}():\n    return 1\n"


def environment(root: Path, version: str = "3.12") -> Path:
    """A virtual environment at ``root``, without an interpreter; returns its directory of packages."""
    packages = root / "lib" / f"python{version}" / "site-packages"
    packages.mkdir(parents=True)
    (root / "pyvenv.cfg").write_text(f"version = {version}.1\n", "utf-8")
    return packages


def install(packages: Path, name: str, module: str) -> None:
    """A distribution ``name`` whose plugin is ``module``."""
    (packages / f"{name}-1.0.dist-info").mkdir()
    text = f"[console_scripts]\nx = y\n\n[pytest11]\n{name} = {module}\n"
    (packages / f"{name}-1.0.dist-info" / "entry_points.txt").write_text(text, "utf-8")


def test_the_order_in_which_environments_are_looked_for(tmp_path: Path) -> None:
    project = tmp_path / "home" / "project"
    project.mkdir(parents=True)
    nothing = {"PATH": ""}
    assert find_environment(project, environ=nothing).root is None

    environment(tmp_path / "conda")
    assert (
        find_environment(project, environ={**nothing, "CONDA_PREFIX": str(tmp_path / "conda")}).root
        == tmp_path / "conda"
    )
    environment(tmp_path / "home" / "venv")
    assert find_environment(project, environ=nothing).root == tmp_path / "home" / "venv"
    environment(project / ".venv", "3.11")
    found = find_environment(project, environ=nothing)
    assert (found.root, found.python) == (project / ".venv", (3, 11))
    environment(tmp_path / "active")
    active = {**nothing, "VIRTUAL_ENV": str(tmp_path / "active")}
    assert find_environment(project, environ=active).root == tmp_path / "active"
    setting = str(tmp_path / "conda" / "bin" / "python")
    assert find_environment(project, setting, active).root == tmp_path / "conda"


def test_a_folder_that_is_no_environment_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "venv").mkdir()
    (tmp_path / "venv" / "test_venv.py").write_text("", "utf-8")

    assert find_environment(tmp_path, environ={"PATH": "", "VIRTUAL_ENV": str(tmp_path / "gone")}).root is None


def test_editable_installs_of_all_kinds(tmp_path: Path) -> None:
    packages = environment(tmp_path / ".venv")
    for name in ("plain", "mapped", "hatched"):
        (tmp_path / "src" / name).mkdir(parents=True)
        (tmp_path / "src" / name / "__init__.py").write_text(PLUGIN.format(name=f"{name}_fx"), "utf-8")
        install(packages, name, name)
    (tmp_path / "only").mkdir()
    (tmp_path / "src" / "plain").rename(tmp_path / "only" / "plain")
    (packages / "a.pth").write_text(f"# ours\n{tmp_path / 'only'}\n/no/such/folder\n", "utf-8")
    finder = "__editable___mapped_1_0_finder"
    (packages / "b.pth").write_text(f"import {finder}; {finder}.install()\n", "utf-8")
    mapping = f"MAPPING: dict[str, str] = {{'mapped': {str(tmp_path / 'src' / 'mapped')!r}}}\nNAMESPACES = {{}}\n"
    (packages / f"{finder}.py").write_text(mapping, "utf-8")
    (packages / "c.pth").write_text("import _editable_impl_hatched\n", "utf-8")
    hatched = f"F.map_module('hatched', {str(tmp_path / 'src' / 'hatched' / '__init__.py')!r})\n"
    (packages / "_editable_impl_hatched.py").write_text(hatched, "utf-8")

    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = --import-mode=importlib\n", "utf-8")
    project = PytestProject([tmp_path / "tests"], environment=str(tmp_path / ".venv"), environ={})
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_a.py").write_text("", "utf-8")
    names = Resolver(project).visible(f"{tmp_path}/tests/test_a.py").names

    assert {"plain_fx", "mapped_fx", "hatched_fx", "tmp_path"} <= set(names)
    assert names["mapped_fx"][0].plugin == "mapped"


def test_only_pytest_plugins_are_read_from_metadata(tmp_path: Path) -> None:
    packages = environment(tmp_path / ".venv")
    install(packages, "first", "first.plugin:hooks")
    (packages / "other-2.0.dist-info").mkdir()
    (packages / "other-2.0.dist-info" / "entry_points.txt").write_text("[console_scripts]\npytest11 = x\n", "utf-8")

    assert plugin_entry_points([str(packages), "/no/such/folder"]) == (("first", "first.plugin", "hooks"),)


def test_blocked_and_unreachable_plugins_provide_nothing(tmp_path: Path) -> None:
    packages = environment(tmp_path / ".venv")
    (packages / "plug").mkdir()
    (packages / "plug" / "__init__.py").write_text(PLUGIN.format(name="plug_fx"), "utf-8")
    (packages / "plug" / "contrib.py").write_text(PLUGIN.format(name="contrib_fx"), "utf-8")
    install(packages, "plug", "plug")
    (tmp_path / "test_a.py").write_text("", "utf-8")

    def names(options: str) -> set[str]:
        (tmp_path / "pytest.ini").write_text(f"[pytest]\naddopts = {options}\n", "utf-8")
        project = PytestProject([tmp_path], environment=str(tmp_path / ".venv"), environ={})
        return set(Resolver(project).visible(f"{tmp_path}/test_a.py").names)

    assert names("") & {"plug_fx", "contrib_fx"} == {"plug_fx"}
    assert "plug_fx" not in names("-p no:plug")
    assert "plug_fx" not in names("--disable-plugin-autoload")
    assert {"plug_fx", "contrib_fx"} <= names("-p plug.contrib")


def test_without_pytest_its_own_fixtures_are_known_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "test_a.py").write_text("", "utf-8")
    project = PytestProject([tmp_path], environ={"PATH": ""})
    names = Resolver(project).visible(f"{tmp_path}/test_a.py").names

    assert {"tmp_path", "monkeypatch", "caplog", "capsys"} <= set(names)
    assert {"pytester", "testdir"}.isdisjoint(names)
    assert all(chain[0].origin == "builtin" and chain[0].doc for chain in names.values())


def test_files_that_come_and_go_are_noticed(tmp_path: Path) -> None:
    (tmp_path / "test_a.py").write_text("", "utf-8")
    project = PytestProject([tmp_path], environ={"PATH": ""})
    resolver = Resolver(project)
    path, conftest = f"{tmp_path}/test_a.py", tmp_path / "conftest.py"
    assert "late" not in resolver.visible(path).names

    conftest.write_text(PLUGIN.format(name="late"), "utf-8")
    project.forget([conftest.as_posix()])
    assert "late" in resolver.visible(path).names
    conftest.unlink()
    project.forget([conftest.as_posix()])
    assert "late" not in resolver.visible(path).names


def test_a_folder_may_have_an_interpreter_of_its_own(tmp_path: Path) -> None:
    for name in ("chosen", "other"):
        environment(tmp_path / name)
        (tmp_path / f"{name}_folder").mkdir()
    environment(tmp_path / "third_folder" / ".venv")
    folders = [tmp_path / "chosen_folder", tmp_path / "other_folder", tmp_path / "third_folder"]
    of_folders = {folders[1]: str(tmp_path / "other"), folders[2]: None}
    project = PytestProject(folders, str(tmp_path / "chosen"), {"PATH": ""}, of_folders=of_folders)

    roots = [project.environment(f"{folder.as_posix()}/test_a.py").root for folder in folders]

    assert roots == [tmp_path / "chosen", tmp_path / "other", tmp_path / "third_folder" / ".venv"]
