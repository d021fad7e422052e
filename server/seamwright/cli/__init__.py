"""The command line: one file per command, thin on the core. Nothing here decides what a plan or a test means."""
