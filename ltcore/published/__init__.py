"""Published results: tables of papers as data, each with its source and recipe family."""
