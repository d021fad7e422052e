"""The one place that knows files: roots, configuration, reading and writing, contracts and templates on disk."""
