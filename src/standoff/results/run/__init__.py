"""Records of the files of a run's folder, and the one way to write and read them."""
