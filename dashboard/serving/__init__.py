"""What stands between a browser and the pages: who is answered, below which path, with which headers."""
