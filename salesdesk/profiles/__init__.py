"""What a jurisdiction asks for, as files of data."""
