"""The pages, one per file: each has a question and a render()."""
