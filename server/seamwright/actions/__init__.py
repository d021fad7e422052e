"""Code actions as pure functions: one file per action, each with its own examples, collected in ``registry``."""
