"""Ratios to the libraries underneath. Printed by ``make bench``; no tests, since a busy machine must fail no change."""
