"""A fictitious hospital with some weeks of history, made through the same verbs that people use."""
