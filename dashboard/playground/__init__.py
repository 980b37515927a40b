"""The playground: points in the plane and up to six losses at once, in the browser alone."""
