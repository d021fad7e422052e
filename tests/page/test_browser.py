"""What only a browser can tell: that the page's own script runs under its policy, and that nothing else does.

Needs Chromium, which the development environment does not install; without one on the path these are skipped.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from seamwright.page import status_page
from seamwright.workspace.page_assets import page_assets
from tests.page.made import Page, traces_of

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium")

PLAN = """\
# Checkout Integration Test Plan

### 1. SEAM: Basket to <script>document.title = "taken"</script> Payment
**COMPONENTS:** Basket → <img src=x onerror="document.title='taken'">
**TEST SCENARIOS:**
- One payment

### 2. SEAM: Order Mail
**COMPONENTS:** Basket → Mailer
**TEST SCENARIOS:**
- One mail
"""


def loaded(folder: Path, page: str, fragment: str = "") -> str:
    """The page as it is after Chromium has loaded it."""
    file = folder / "status.html"
    file.write_text(page, "utf-8")
    options = ["--headless=new", "--disable-gpu", f"--user-data-dir={folder / 'profile'}", "--dump-dom"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        options.append("--no-sandbox")
    done = subprocess.run([str(CHROMIUM), *options, file.as_uri() + fragment], capture_output=True, check=True)
    return done.stdout.decode()


def page() -> str:
    return status_page(traces_of(PLAN), page_assets(), "shop")


def test_the_script_runs_and_the_plan_does_not(tmp_path: Path) -> None:
    found = Page(loaded(tmp_path, page()))

    assert "hidden" not in found.root.one("form").attributes
    assert found.root.one("output").text == "2 of 2 seams"
    assert found.root.one("head").one("title").text == "Plan coverage: shop"


def test_a_link_to_a_seam_opens_it(tmp_path: Path) -> None:
    found = Page(loaded(tmp_path, page(), "#plan-1-seam-2"))

    assert ["open" in seam.attributes for seam in found.root.all("details", "seam")] == [False, True]


@pytest.mark.parametrize(
    "markup",
    [
        "<script>document.title = 'taken'</script>",
        "<img src=x onerror=\"document.title = 'taken'\">",
        "<svg onload=\"document.title = 'taken'\"></svg>",
    ],
)
def test_the_policy_holds_even_if_the_escaping_did_not(tmp_path: Path, markup: str) -> None:
    source = page()
    assert "taken" in loaded(tmp_path, f"<title>free</title>{markup}")

    found = loaded(tmp_path, source.replace("<main", f"{markup}<main", 1))

    assert "<title>Plan coverage: shop</title>" in found
    assert "2 of 2 seams" in found
