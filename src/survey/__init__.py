"""Published tables on the digital transformation of Japan's prefectures, as tidy data."""

__version__ = "0.1.0"
__released__ = "2026-11-21"
