"""Every action on Python files does what its examples say, and has examples of not being offered."""

from __future__ import annotations

import pytest

from seamwright.actions.python.model import Example, PythonAction
from seamwright.actions.python.registry import ACTIONS, find
from tests.actions.python.examples import check

EXAMPLES = [(action, example) for action in ACTIONS for example in action.examples]


@pytest.mark.parametrize(
    ("action", "example"),
    EXAMPLES,
    ids=[f"{action.name}-{number}" for action in ACTIONS for number, _ in enumerate(action.examples)],
)
def test_example(action: PythonAction, example: Example) -> None:
    check(action, example)


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.name)
def test_every_action_shows_both_sides(action: PythonAction) -> None:
    offered = [example for example in action.examples if example.title is not None and example.reason is None]
    refused = [example for example in action.examples if example.title is None]

    assert offered
    assert refused


def test_a_fifth_of_all_examples_are_not_offered() -> None:
    refused = [example for _, example in EXAMPLES if example.title is None]

    assert len(refused) * 5 >= len(EXAMPLES)


def test_actions_are_found_by_their_names() -> None:
    assert [find(action.name) for action in ACTIONS] == list(ACTIONS)
    assert find("no-such-action") is None
