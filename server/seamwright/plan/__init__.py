"""Integration-test plans: Markdown or a YAML manifest in, plain data out.

Nothing here raises on a document's content.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from seamwright.plan.model import Plan, Priority, Problem, Scenario, Seam, Status, Step, StepKind, Stub
from seamwright.plan.vocabulary import DEFAULT, Vocabulary

if TYPE_CHECKING:
    from seamwright.plan.document import Document

__all__ = [
    "DEFAULT",
    "Document",
    "Plan",
    "Priority",
    "Problem",
    "Scenario",
    "Seam",
    "Status",
    "Step",
    "StepKind",
    "Stub",
    "Vocabulary",
    "parse",
]


def parse(text: str, vocabulary: Vocabulary = DEFAULT, *, name: str = "") -> Plan:
    """What ``text`` plans.

    Args:
        text: the document; line ends may be LF, CRLF or CR.
        vocabulary: the words that announce fields, seams and priorities.
        name: the document's file name, which tells a YAML manifest from Markdown and may say that it is a plan.

    Returns:
        The plan; without seams and problems where the document is none.
    """
    from seamwright.plan.document import Document

    return Document(text, vocabulary, name=name).plan


def __getattr__(name: str) -> Any:
    """What reads documents is loaded when somebody does: whoever only handles plans as data pays nothing for it."""
    if name == "Document":
        from seamwright.plan.document import Document

        return Document
    raise AttributeError(name)
