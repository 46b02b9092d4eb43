"""What leaves the site as data: files of the directory, the read API, dated downloads, what other sites embed."""
