"""Makes `data/sample` from `spec/`: pages, files, and what must come out of them."""
