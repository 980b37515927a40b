"""What the gradients of frequent classes do to the classifier of a rare one."""
