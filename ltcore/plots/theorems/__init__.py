"""What the theorems' pictures show: settings in, scene out; one module for each question."""
