"""What a menu offers in Python files around fixtures; one file per action, with its examples."""
