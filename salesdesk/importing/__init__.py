"""From a file somebody sent to checked rows and problems; knows no database."""
