"""What single publishers need specially: one file each, a few lines, named after its source."""
