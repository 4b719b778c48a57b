"""Parts of the view `code`: the program as rows of coloured text, and what its names hold."""
