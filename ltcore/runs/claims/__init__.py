"""Claims: who works on what, agreed on by several machines through a shared disk alone.

A claim is a folder with a number, which the file server makes for exactly one who asks. The highest
number owns the thing; the next one may be made once it was given back, or its owner has shown no sign of
life for a lease. Numbers never fall, so nobody can take away a claim that was made a moment ago.
"""

from ltcore.runs.claims.holding import claimed
from ltcore.runs.claims.judging import Standing, is_dead, standing_of

__all__ = ["Standing", "claimed", "is_dead", "standing_of"]
