"""Text primitives that every other package may use: spans, lines, names, safe Python literals."""
