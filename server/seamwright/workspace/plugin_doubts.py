"""Decides whether a fixture that nobody defines may come from a plugin that is not installed here.

A project declares its plugins; where the environment at hand lacks one, what that plugin provides is unknown, unless it
is one of those below. Where the project's own environment is found and has them all, nothing is in doubt. An
interpreter that happens to be on the path is nobody's own: a project may use common plugins without saying so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from seamwright.workspace.disk import Unreadable, read_text
from seamwright.workspace.roots import ancestors

KNOWN = {
    "anyio": (
        *("anyio_backend", "anyio_backend_name", "anyio_backend_options", "free_tcp_port", "free_tcp_port_factory"),
        *("free_udp_port", "free_udp_port_factory"),
    ),
    "faker": ("faker",),
    "freezegun": (),
    "logot": ("logot",),
    "moto": (),
    "pyfakefs": ("fs", "fs_class", "fs_module", "fs_session"),
    "requests-mock": ("requests_mock",),
    "respx": ("respx_mock",),
    "snapshottest": ("snapshot",),
    "syrupy": ("snapshot",),
    "time-machine": ("time_machine",),
    "vcrpy": (),
    "pytest-asyncio": (
        *("event_loop", "event_loop_policy", "unused_tcp_port", "unused_tcp_port_factory", "unused_udp_port"),
        "unused_udp_port_factory",
    ),
    "pytest-aiohttp": ("aiohttp_client", "aiohttp_server", "aiohttp_raw_server", "aiohttp_unused_port"),
    "pytest-clarity": (),
    "pytest-click": ("cli_runner", "isolated_cli_runner"),
    "pytest-django": (
        *("admin_client", "admin_user", "async_client", "async_rf", "client", "db", "django_assert_max_num_queries"),
        *("django_assert_num_queries", "django_capture_on_commit_callbacks", "django_db_blocker", "django_db_createdb"),
        *("django_db_keepdb", "django_db_modify_db_settings", "django_db_modify_db_settings_parallel_suffix"),
        *("django_db_modify_db_settings_tox_suffix", "django_db_modify_db_settings_xdist_suffix"),
        *("django_db_reset_sequences", "django_db_serialized_rollback", "django_db_setup", "django_db_use_migrations"),
        *("django_isolated_apps", "django_mail_dnsname", "django_mail_patch_dns", "django_test_environment"),
        *("django_user_model", "django_username_field", "live_server", "mailoutbox", "rf", "settings"),
        "transactional_db",
    ),
    "pytest-dotenv": (),
    "pytest-github-actions-annotate-failures": (),
    "pytest-benchmark": ("benchmark", "benchmark_weave"),
    "pytest-cov": ("cov", "no_cover"),
    "pytest-env": (),
    "pytest-forked": (),
    "pytest-html": ("extra", "extras"),
    "pytest-instafail": (),
    "pytest-json-report": ("json_metadata",),
    "pytest-metadata": ("metadata", "include_metadata_in_junit_xml"),
    "pytest-mock": ("mocker", "class_mocker", "module_mocker", "package_mocker", "session_mocker"),
    "pytest-order": (),
    "pytest-ordering": (),
    "pytest-randomly": (),
    "pytest-profiling": (),
    "pytest-recording": (
        *("allowed_hosts", "block_network", "default_cassette_name", "disable_recording", "record_mode", "vcr"),
        *("vcr_cassette_dir", "vcr_config", "vcr_markers"),
    ),
    "pytest-repeat": (),
    "pytest-rerunfailures": (),
    "pytest-retry": (),
    "pytest-socket": ("socket_disabled", "socket_enabled"),
    "pytest-split": (),
    "pytest-subtests": ("subtests",),
    "pytest-sugar": (),
    "pytest-timeout": (),
    "pytest-xdist": ("worker_id", "testrun_uid"),
}
"""Plugin to the fixtures that it provides (their documentation, 2025)."""

# Packages with fixtures whose name does not say so.
_OTHERS = re.compile(
    r"(?mi)^[\s\"'-]*(respx|requests-mock|vcrpy|celery|anyio|moto|freezegun|schemathesis|playwright"
    r"|faker|logot|pyfakefs|snapshottest|syrupy|time-machine)\b"
)
_PLUGIN = re.compile(r"(?i)(?<![\w-])pytest[-_][a-z0-9][a-z0-9_-]*")
_FILES = ("pyproject.toml", "tox.ini", "setup.cfg", "setup.py", "Pipfile", "noxfile.py")
_PATTERNS = ("*requirements*.txt", "*requirements*.in", "requirements/*.txt", "requirements/*.in", "environment*.y*ml")
_SETTING = re.compile(r"(?i)pytest[_-](?:plugins|cache|ini|addopts|args|opts|current).*")


class Doubts:
    """For one root. Keeps what it read."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._declared: dict[Path, frozenset[str]] = {}

    def may_provide(self, name: str, folder: Path, installed: Sequence[str], *, own: bool) -> bool:
        """Whether a plugin that tests in ``folder`` use, but that is not ``installed``, may define ``name``.

        ``own`` says whether what is installed is in the project's own environment.
        """
        missing = self._missing(folder, installed)
        if any(plugin not in KNOWN or name in KNOWN[plugin] for plugin in missing):
            return True
        return not own and any(name in names for names in KNOWN.values())

    def lacks(self, folder: Path, installed: Sequence[str]) -> bool:
        """Whether a plugin is declared for ``folder`` and not ``installed``."""
        return bool(self._missing(folder, installed))

    def _missing(self, folder: Path, installed: Sequence[str]) -> frozenset[str]:
        if folder not in self._declared:
            present = {each for place in installed for each in _distributions(Path(place))}
            self._declared[folder] = frozenset(self._plugins(folder)) - present
        return self._declared[folder]

    def _plugins(self, folder: Path) -> Iterator[str]:
        for place in ancestors(folder, self._root):
            files = [place / name for name in _FILES]
            for pattern in _PATTERNS:
                files += sorted(place.glob(pattern))
            for file in files:
                text = _text(file)
                for match in _PLUGIN.finditer(text):
                    if not _SETTING.fullmatch(match[0]):
                        yield _normal(match[0])
                yield from (match[1].lower() for match in _OTHERS.finditer(text))


def _distributions(folder: Path) -> Iterator[str]:
    try:
        names = [each.name for each in folder.iterdir() if each.name.endswith(".dist-info")]
    except OSError:
        return
    yield from (_normal(name.partition("-")[0]) for name in names)


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower().rstrip("-")


def _text(file: Path) -> str:
    try:
        decoded = read_text(file)
    except Unreadable:
        return ""
    return decoded.text if decoded is not None else ""
