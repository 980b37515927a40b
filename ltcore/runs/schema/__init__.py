"""What each file of a run folder may hold, declared once, and the readers that hold it to that."""
