"""``python examples/picture.py``: takes the picture of the status page that the README shows, with Chromium.

The example project is copied, gets tests for some of its scenarios and the report of a run in which one of them failed.
Nothing of it is run: what the page shows is made up, and the same at every run.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
PICTURE = HERE.parent / "docs" / "images" / "status.png"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
SIZE = "1000,1200"
SCALE = 0.7

TESTS = {
    "TestRepeatedLookupThroughTheCache": {
        "test_second_lookup_within_a_minute_is_answered_without_reading_the_repository": "passed",
        "test_lookup_after_the_time_to_live_reads_the_repository_again": "passed",
        "test_lookup_of_an_unknown_code_returns_404_and_leaves_nothing_in_the_cache": "passed",
    },
    "TestCarrierScanReachesTheNextLookup": {
        "test_a_scan_replaces_the_cached_answer": "failed",
        "test_scan_of_one_parcel_leaves_the_others_cached": "passed",
    },
    "TestRepositoryOutageBehindAWarmCache": {"test_expired_parcel_during_an_outage": "passed"},
}


def main() -> int:
    """Take the picture; the exit status is 0 when it was taken."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        print(f"There is none of {', '.join(BROWSERS)} on the path.", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder) / "parcels"
        shutil.copytree(HERE / "parcels", project, ignore=shutil.ignore_patterns("__pycache__", ".*"))
        page = make_page(project)
        PICTURE.parent.mkdir(parents=True, exist_ok=True)
        command = [browser, "--headless=new", "--disable-gpu", "--hide-scrollbars", f"--window-size={SIZE}"]
        command.append(f"--force-device-scale-factor={SCALE}")
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            command.append("--no-sandbox")
        command += ["--blink-settings=preferredColorScheme=1", f"--user-data-dir={folder}/profile"]
        done = subprocess.run([*command, f"--screenshot={PICTURE}", page.as_uri()], check=False, capture_output=True)
    print(
        f"{PICTURE}: {PICTURE.stat().st_size} bytes" if done.returncode == 0 else done.stderr.decode("utf-8", "replace")
    )
    return done.returncode


def make_page(project: Path) -> Path:
    """Write tests, a report and the page into ``project``."""
    suite = [
        f"class {name}:\n" + "".join(f"    def {test}(self, api):\n        assert api\n\n" for test in tests)
        for name, tests in TESTS.items()
    ]
    (project / "tests/integration/test_parcels.py").write_text("\n".join(suite), "utf-8")
    cases = [
        f'<testcase classname="tests.integration.test_parcels.{name}" name="{test}">'
        + ("<failure/>" if outcome == "failed" else "")
        + "</testcase>"
        for name, tests in TESTS.items()
        for test, outcome in tests.items()
    ]
    (project / "junit.xml").write_text(f"<testsuites><testsuite>{''.join(cases)}</testsuite></testsuites>", "utf-8")
    command = [sys.executable, "-m", "seamwright", "status", "--results", "junit.xml", "--format", "html"]
    done = subprocess.run(command, cwd=project, check=True, capture_output=True)
    page = project / "status.html"
    page.write_bytes(done.stdout)
    return page


if __name__ == "__main__":
    sys.exit(main())
