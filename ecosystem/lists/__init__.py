"""Lists of members: reading a file, understanding headings and cells, finding what is wrong. Nothing here writes."""
