"""From a seam to a templated test class: names, text, drafts, imports, and the smallest edits."""
