"""The pages of theorems: what is promised, true and seen."""
