"""How quickly many hosts are asked, beside a crawler and a news crawler's fetcher."""
