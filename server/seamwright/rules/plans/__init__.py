"""What a plan says wrong, and where plan and tests say different things: one file per rule, with its examples."""
