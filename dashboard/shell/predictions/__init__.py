"""A picture that asks before it shows: what it asks, the hand on it, and what a prediction was worth."""
