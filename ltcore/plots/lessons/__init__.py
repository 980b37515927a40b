"""The scenes of a lesson over its minutes, and the same in words."""
