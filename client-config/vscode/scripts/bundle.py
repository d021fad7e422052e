"""Puts the server into the extension: its wheel, or for one platform the server and all that it needs, unpacked.

``bundle.py FOLDER [TARGET]``; a target is one of the editor's names for platforms. Versions and hashes of the
dependencies are those of the repository's lock file. What is the same for every Python is there once.
"""

from __future__ import annotations

import filecmp
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parents[2]
PYTHONS = ("3.10", "3.11", "3.12", "3.13", "3.14")
PLATFORMS = {
    "linux-x64": "x86_64-manylinux_2_28",
    "linux-arm64": "aarch64-manylinux_2_28",
    "alpine-x64": "x86_64-unknown-linux-musl",
    "alpine-arm64": "aarch64-unknown-linux-musl",
    "darwin-x64": "x86_64-apple-darwin",
    "darwin-arm64": "aarch64-apple-darwin",
    "win32-x64": "x86_64-pc-windows-msvc",
}
"""The editor's names, and those of uv."""


def main(folder: Path, target: str | None) -> None:
    """Fill ``folder``."""
    if target is not None and target not in PLATFORMS:
        sys.exit(f"no such target: {target}; there are {', '.join(PLATFORMS)}")
    wheel = build_wheel(folder)
    if target is None:
        return
    with tempfile.TemporaryDirectory() as made:
        bundle(folder, target, Path(made))
    unpack(wheel, folder / "lib")
    wheel.unlink()
    shutil.copy(HERE / "launch.py", folder)


def build_wheel(folder: Path) -> Path:
    """The server's wheel; without network where this Python has the build backend."""
    has_backend = subprocess.run([sys.executable, "-c", "import hatchling"], capture_output=True, check=False)
    if has_backend.returncode == 0:
        command = ["hatchling", "build", "-t", "wheel", "-d", str(folder)]
    else:
        command = ["pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(folder), "."]
    subprocess.run([sys.executable, "-m", *command], cwd=REPOSITORY, check=True, stdout=subprocess.DEVNULL)
    (wheel,) = folder.glob("*.whl")
    return wheel


def bundle(folder: Path, target: str, made: Path) -> None:
    """Install the dependencies for each Python, and move what they have in common to one place."""
    subprocess.run([sys.executable, "-m", "venv", str(made / "tools")], check=True)
    binaries = made / "tools" / ("Scripts" if sys.platform == "win32" else "bin")
    subprocess.run(
        [str(binaries / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "uv"], check=True
    )
    uv = str(binaries / "uv")
    locked = made / "locked.txt"
    locked.write_text(locked_dependencies(uv), encoding="utf-8")
    places = [folder / f"cp{python.replace('.', '')}" for python in PYTHONS]

    def install(python: str, place: Path) -> None:
        options = ["--python-version", python, "--python-platform", PLATFORMS[target], "--only-binary", ":all:"]
        command = [uv, "pip", "install", "--quiet", "--require-hashes", "--no-deps", "--target", str(place)]
        subprocess.run([*command, *options, "-r", str(locked)], check=True)
        # Programs, and the tests that some packages bring along.
        for unused in [place / "bin", *place.rglob("tests")]:
            shutil.rmtree(unused, ignore_errors=True)
        (place / ".lock").unlink(missing_ok=True)

    # Most of it is waiting for the package index.
    print(f"Bundling the server's dependencies for {target} and CPython {', '.join(PYTHONS)} …", file=sys.stderr)
    with ThreadPoolExecutor() as workers:
        list(workers.map(install, PYTHONS, places))
    share(places, folder / "lib")


def locked_dependencies(uv: str) -> str:
    """The lines of the lock file for what the server needs at run time, with what that needs in turn."""
    lock = (REPOSITORY / "requirements-dev.lock").read_text(encoding="utf-8")
    pins = "\n".join(re.findall(r"(?m)^[a-z0-9-]+==[^\\\n]+", lock))
    with tempfile.TemporaryDirectory() as made:
        constraints = Path(made) / "constraints.txt"
        constraints.write_text(pins, encoding="utf-8")
        command = [uv, "pip", "compile", "--quiet", "--universal", "--python-version", "3.10", "--no-header"]
        options = ["--no-annotate", "--constraint", str(constraints), str(REPOSITORY / "pyproject.toml")]
        done = subprocess.run([*command, *options], check=True, capture_output=True, text=True)
    wanted = set(re.findall(r"(?m)^([a-z0-9-]+)==", done.stdout))
    entries = re.findall(r"(?m)^([a-z0-9-]+)==(?:.*\\\n)+.*\n?", lock)
    texts = [match.group() for match in re.finditer(r"(?m)^[a-z0-9-]+==(?:.*\\\n)+.*\n?", lock)]
    assert wanted <= set(entries), wanted - set(entries)
    return "".join(text for name, text in zip(entries, texts, strict=True) if name in wanted)


def share(places: list[Path], common: Path) -> None:
    """Move packages and modules that are the same in all ``places`` to ``common``."""
    common.mkdir()
    first, *others = places
    for path in sorted(first.iterdir()):
        twins = [other / path.name for other in others]
        if all(twin.exists() and same(path, twin) for twin in twins):
            shutil.move(path, common / path.name)
            for twin in twins:
                shutil.rmtree(twin) if twin.is_dir() else twin.unlink()


def same(one: Path, other: Path) -> bool:
    """Whether two files or trees have the same names and contents."""
    if one.is_file() or other.is_file():
        return one.is_file() and other.is_file() and filecmp.cmp(one, other, shallow=False)
    names = sorted(path.name for path in one.iterdir())
    return names == sorted(path.name for path in other.iterdir()) and all(
        same(one / name, other / name) for name in names
    )


def unpack(wheel: Path, folder: Path) -> None:
    """What installing a wheel of pure Python would put into ``folder``."""
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else None)
