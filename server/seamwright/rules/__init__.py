"""The rules for integration tests: what they say about a module, and where to read about them."""
