"""Printed papers: values in, bytes out."""
