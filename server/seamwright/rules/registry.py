"""All rules, in the order of their codes."""

from __future__ import annotations

from difflib import get_close_matches

from seamwright.rules import (
    arrange_act_assert,
    ascii_arrow,
    async_fixture_without_plugin,
    await_in_sync_test,
    broad_scope,
    circular_dependency,
    direct_internal_call,
    duplicate_parametrize,
    empty_section,
    env_leak,
    fixture_called_directly,
    fixture_missing_self,
    heavy_setup,
    indirect_unknown_argname,
    invalid_scope,
    leftover_placeholder,
    local_fixture_duplicates_shared,
    mark_on_fixture,
    missing_class_docstring,
    missing_class_section,
    missing_test_docstring,
    missing_test_section,
    mock_call_assert,
    mock_internal,
    no_assert,
    not_implemented,
    order_dependence,
    parametrize_unknown_argname,
    patch_target_missing,
    positional_only_fixture,
    private_state,
    pytest_plugins_non_root,
    reserved_fixture_name,
    scope_mismatch,
    sleep_in_test,
    undeclared_fixture,
    unknown_fixture,
    unused_fixture,
    unused_suppression,
    vague_test_name,
    weak_assertion,
)
from seamwright.rules.model import Rule
from seamwright.rules.plans import (
    duplicate_number,
    incomplete,
    missing_fixture,
    not_in_plan,
    not_utf8,
    renamed_scenario,
    repeated_seam,
    stale,
    unimplemented_scenario,
    unimplemented_seam,
    unknown_component,
    unknown_priority,
    unknown_seam,
    unreadable,
)
from seamwright.rules.plans.model import PlanRule

PLAN_RULES: tuple[PlanRule, ...] = (
    not_utf8.RULE,
    unreadable.RULE,
    duplicate_number.RULE,
    unknown_priority.RULE,
    incomplete.RULE,
    repeated_seam.RULE,
    unimplemented_seam.RULE,
    unimplemented_scenario.RULE,
    unknown_component.RULE,
    missing_fixture.RULE,
    unknown_seam.RULE,
    renamed_scenario.RULE,
    not_in_plan.RULE,
    stale.RULE,
)
"""Those about plans, and about tests against their plans."""

RULES: tuple[Rule, ...] = (
    unused_suppression.RULE,
    missing_class_docstring.RULE,
    missing_test_docstring.RULE,
    missing_class_section.RULE,
    missing_test_section.RULE,
    empty_section.RULE,
    ascii_arrow.RULE,
    arrange_act_assert.RULE,
    vague_test_name.RULE,
    leftover_placeholder.RULE,
    not_implemented.RULE,
    mock_internal.RULE,
    private_state.RULE,
    mock_call_assert.RULE,
    order_dependence.RULE,
    env_leak.RULE,
    heavy_setup.RULE,
    no_assert.RULE,
    sleep_in_test.RULE,
    direct_internal_call.RULE,
    await_in_sync_test.RULE,
    patch_target_missing.RULE,
    weak_assertion.RULE,
    broad_scope.RULE,
    local_fixture_duplicates_shared.RULE,
    unknown_fixture.RULE,
    scope_mismatch.RULE,
    circular_dependency.RULE,
    fixture_called_directly.RULE,
    invalid_scope.RULE,
    mark_on_fixture.RULE,
    undeclared_fixture.RULE,
    unused_fixture.RULE,
    parametrize_unknown_argname.RULE,
    indirect_unknown_argname.RULE,
    duplicate_parametrize.RULE,
    positional_only_fixture.RULE,
    reserved_fixture_name.RULE,
    fixture_missing_self.RULE,
    async_fixture_without_plugin.RULE,
    pytest_plugins_non_root.RULE,
    *PLAN_RULES,
)

NOT_IMPLEMENTED = not_implemented.RULE
UNUSED_SUPPRESSION = unused_suppression.RULE
"""Its findings are made by the engine."""


def find(word: str) -> Rule | None:
    """The rule with this code or name."""
    return next((rule for rule in RULES if word.upper() == rule.code or word == rule.name or word in rule.former), None)


def suggestion(word: str) -> str | None:
    """The rule that somebody who wrote ``word`` may have meant."""
    close = get_close_matches(word, [*(rule.code for rule in RULES), *(rule.name for rule in RULES)], n=1)
    return close[0] if close else None
