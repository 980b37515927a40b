"""The theorems' pages as data: parameters, pictures, starts, words; ``dashboard.explorer`` draws them."""
