"""CReST keep rates as curves, and decision rules of least expected cost."""
