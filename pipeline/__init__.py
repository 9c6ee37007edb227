"""Copydesk: news articles in, a warehouse out in which every story stands once."""

__version__ = "0.1.0"
