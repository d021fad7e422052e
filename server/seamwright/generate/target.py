"""Which file a seam's tests belong to. Decides by names alone, and never leaves the root, whatever a plan says.

Three parties may have a say, the strongest first: the caller (``out``), the plan (``Seam.test_file``), the project's
configuration (``Options.target``); otherwise the file lies beside the plan.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from seamwright.generate.model import Options, SeamNames
from seamwright.plan.model import Seam


def target_path(seam: Seam, names: SeamNames, plan_path: str, options: Options, out: str | None = None) -> str:
    """Path of the test file for ``seam``, relative to the root, with ``/``.

    ``plan_path`` is relative to the root; ``out`` a directory relative to the root that holds all new files. What the
    plan names is used as far as pytest collects such a file; a name of another kind (``test_x.ts``, a device, a way
    out of the root) still lends its words. Pure: nothing is looked up, so symbolic links are the business of
    whoever reads or writes the path.

    Raises:
        ValueError: the plan lies outside the root, or the configured pattern or ``out`` leads there; the message is
            one line for the user.
    """
    named = _named(seam.test_file)
    file_name = named.file if named.file is not None else _own_name(names.file_name)
    if out is not None:
        return _join(_checked(out, "the output directory"), file_name)
    if named.directory:
        beside = _plan_directory(plan_path)
        return _join(_aligned(named.directory, beside, whole=named.absolute), file_name)
    if options.target is not None:
        return _from_pattern(options.target, seam, plan_path, file_name, named.file is not None)
    return _join(_plan_directory(plan_path), file_name)


def inside(path: str) -> str:
    """``path`` in its plain form, if it is relative and stays inside the root on every system.

    Raises:
        ValueError: it does not; the message says why.
    """
    return "/".join(_checked(path, "the path"))


class _Named(NamedTuple):
    """What of a plan's ``test_file`` can be used."""

    file: str | None
    directory: tuple[str, ...] = ()
    absolute: bool = False


def _named(text: str | None) -> _Named:
    if text is None or "\0" in text or len(text) > _LONGEST_PATH:
        return _Named(None)
    parts = _plain(text).split("/")
    first = re.split(r"[\s,;(]|::", _plain(text), maxsplit=1)[0].split("/")
    if _is_collected(first[-1]):  # a remark, a test id or a second file stands behind it
        parts = first
    base = parts.pop()
    absolute = parts[:1] == [""] or bool(parts and _DRIVE.fullmatch(parts[0]))
    directory = tuple(part for part in parts[absolute:] if part not in ("", "."))
    if any(not _DIRECTORY.fullmatch(part) or _is_device(part) for part in directory):
        directory = ()
    if _is_collected(base):
        return _Named(base, directory, absolute)
    words = _words(_SUFFIX.sub("", base))
    return _Named(f"test_{words}.py" if words else None, directory if base == "" else (), absolute)


def _plain(text: str) -> str:
    return re.sub("[`'\"]", "", text).strip().replace("\\", "/")


def _aligned(named: tuple[str, ...], beside: tuple[str, ...], *, whole: bool) -> tuple[str, ...]:
    """Where a directory that the plan names lies, seen from the root.

    Plans are written from their own project's root, which may be a folder of the root, or lie above it: so the named
    directory and the plan's own are laid over each other where most of their parts agree (``backend/tests/cache`` and
    ``tests/auth`` give ``backend/tests/auth``). With ``whole``, only a place that agrees with all of the plan's
    directory counts: an absolute path says nothing about the root otherwise.
    """
    most, found = 0, beside if whole else named
    for above in range(len(beside)):  # the named path starts below `beside[:above]` …
        if any(part.lower() in _PROSE_FOLDERS for part in beside[:above]):
            break  # … but no tests live below the documentation
        common = _common(named, beside[above:])
        if common > most and not (whole and common < len(beside)):
            most, found = common, beside[: above + common] + named[common:]
    for extra in range(1, len(named)):  # … or the root lies below `named[:extra]`
        common = _common(named[extra:], beside)
        if common > most and not (whole and common < len(beside)):
            most, found = common, beside[:common] + named[extra + common :]
    return found


def _common(one: tuple[str, ...], other: tuple[str, ...]) -> int:
    """How many leading parts agree; in upper or lower case, since some systems do not tell them apart."""
    count = 0
    for left, right in zip(one, other, strict=False):
        if left.lower() != right.lower():
            break
        count += 1
    return count


def _from_pattern(pattern: str, seam: Seam, plan_path: str, file_name: str, from_plan: bool) -> str:
    """The configured pattern filled in. A file name that the plan gives stays."""
    directory = _plan_directory(plan_path)
    stem = plan_path.replace("\\", "/").rpartition("/")[2].partition(".")[0]
    plan = _words(stem)
    if _GENERIC_PLAN.fullmatch(plan) and directory:
        plan = _words(directory[-1]) or plan
    values = {
        "dir": "/".join(directory) or ".",
        "plan": plan or "plan",
        "seam": file_name.removesuffix(".py").removeprefix("test_"),
        "number": _words(seam.number or "") or "0",
        "priority": (seam.priority.value if seam.priority else "none").lower(),
    }
    shown = _shown(pattern)
    try:
        filled = _PLACEHOLDER.sub(lambda match: values[match[1]], pattern)
    except KeyError as error:
        known = ", ".join(f"{{{name}}}" for name in values)
        raise ValueError(f"target {shown}: {{{error.args[0]}}} is unknown, use {known}") from None
    parts = _checked(filled, "target")
    if not parts or not _is_collected(parts[-1]):
        raise ValueError(f"target {shown} does not name a file that pytest collects (test_*.py)")
    return _join(parts[:-1], file_name if from_plan else parts[-1])


def _own_name(file_name: str) -> str:
    """``file_name`` if it is of our form, which it is unless a caller made it up."""
    if _OURS.fullmatch(file_name):
        return file_name
    return f"test_{_words(_SUFFIX.sub('', file_name)) or 'seam'}.py"


def _words(text: str) -> str:
    """ASCII letters and digits of ``text`` in snake case, at most 80 characters, without test affixes."""
    snake = re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")
    while True:
        shorter = snake.removeprefix("test_").removesuffix("_test").removesuffix("_spec").strip("_")
        if shorter == snake:
            break
        snake = shorter
    return "" if snake in ("test", "spec") else snake[:80].strip("_")


def _plan_directory(plan_path: str) -> tuple[str, ...]:
    return _checked(plan_path, "the plan")[:-1]


def _checked(path: str, what: str) -> tuple[str, ...]:
    """The parts of a relative path that is safe on Linux, macOS and Windows."""
    shown = _shown(path)
    plain = path.replace("\\", "/")
    if plain.startswith("/") or _DRIVE.match(plain):
        raise ValueError(f"{what} {shown} lies outside the root: it is absolute")
    parts = tuple(part for part in plain.split("/") if part not in ("", "."))
    for part in parts:
        if part == "..":
            raise ValueError(f"{what} {shown} lies outside the root")
        if _UNSAFE.search(part) or part.endswith((".", " ")) or _is_device(part) or len(part.encode()) > 255:
            raise ValueError(f"{what} {shown} is not a path on every system")
    return parts


def _is_collected(file_name: str) -> bool:
    """Whether pytest finds tests in a file of this name, and Python can import it."""
    return len(file_name) <= _LONGEST and _COLLECTED.fullmatch(file_name) is not None


def _shown(text: str) -> str:
    """``text`` for a message: one line, printable, of bounded length."""
    return ascii(text if len(text) <= 80 else text[:77] + "...")


def _is_device(part: str) -> bool:
    return part.partition(".")[0].strip().lower() in _DEVICES


def _join(directory: tuple[str, ...], file_name: str) -> str:
    return "/".join((*directory, file_name))


_LONGEST = 100
"""Characters of a file name that a plan may choose."""
_LONGEST_PATH = 400
_OURS = re.compile(r"test_[a-z0-9_]{1,80}\.py")
_COLLECTED = re.compile(r"test_[A-Za-z0-9_-]+\.py|[A-Za-z0-9][A-Za-z0-9_-]*_test\.py")
_DIRECTORY = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}(?<!\.)")
_DRIVE = re.compile(r"[A-Za-z]:")
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"|?*\ud800-\udfff]')
_SUFFIX = re.compile(r"(?<=.)(?:[._](?:test|spec))?\.[A-Za-z0-9]{1,5}$")
_PLACEHOLDER = re.compile(r"\{([A-Za-z_]*)\}")
_GENERIC_PLAN = re.compile(r"(?:integration|testing|tests?|the|plan|new|draft|old|md|readme|[0-9]+|_)+")
_PROSE_FOLDERS = frozenset({"doc", "docs", "documentation", "plans", "planning", "notes", "design", "specs", "wiki"})
_DEVICES = frozenset(
    {"con", "prn", "aux", "nul", "conin$", "conout$"} | {f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10)}
)
