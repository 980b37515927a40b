"""What every page stands on: its state, widgets, pictures, footer, runs and jobs."""
