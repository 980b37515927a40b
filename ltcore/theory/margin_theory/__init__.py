"""What margins gain: generalisation bounds, and gradient descent towards the largest margin."""
