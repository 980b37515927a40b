"""Which losses are consistent for the balanced error, which only tilt towards it, and what that assumes."""

from ltcore.theory.consistency.verdict import Consistency, Verdict, amount, consistency, corrections

__all__ = ["Consistency", "Verdict", "amount", "consistency", "corrections"]
