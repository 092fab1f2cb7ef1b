"""National standards as data, and the checks that Great Expectations runs over normalised data.

`limits` reads the committed files and is cheap to import. `national` and `suites` import Great
Expectations, which takes seconds: import them inside the function that runs them.
"""
