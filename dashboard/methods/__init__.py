"""One method explained: where it acts, its formula, its numbers; used by several pages."""
