"""Classes on the sphere: uniformity, the simplex, and balanced allocation."""
