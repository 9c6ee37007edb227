"""What is there to read: listings turned into addresses with claims. Pure: no request is made."""

from pipeline.discover.days import DayChildren, DayItems, children_for_day, items_of_day
from pipeline.discover.listing import ChildListing, Listing, read_listing

__all__ = [
    "ChildListing",
    "DayChildren",
    "DayItems",
    "Listing",
    "children_for_day",
    "items_of_day",
    "read_listing",
]
