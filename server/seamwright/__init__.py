"""Seamwright: from an integration-test plan to integration tests that keep the plan's promises."""

__version__ = "0.1.0"
