"""``python -m tests.end_to_end PLAN...`` takes any plans the whole way and says what did not hold."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.end_to_end.way import take


def main() -> int:
    """A line per plan, then the totals; exit status 1 where anything did not hold."""
    reports = []
    for name in sys.argv[1:]:
        with tempfile.TemporaryDirectory() as folder:
            report = take(Path(name).resolve(), Path(folder).resolve())
        reports.append(report)
        state = "ok" if not report.complaints else "FAILED"
        print(f"{state:7} {report.plan:52} {report.seams:4} seams {report.files:4} files {report.tests:5} tests")
        for complaint in report.complaints:
            print(f"        {complaint}")
    seams, tests = sum(report.seams for report in reports), sum(report.tests for report in reports)
    bad = sum(bool(report.complaints) for report in reports)
    print(f"{len(reports)} plans, {seams} seams, {tests} tests generated; {bad} plans with complaints")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
