"""From a plan file to tests that real tools accept: the whole way, as a user goes it."""
