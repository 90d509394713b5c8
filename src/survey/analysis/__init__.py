"""From frames to findings.

What comes in are frames of the clean tables; what goes out are frames again, and these are derived:
terms, groups of cases that do the same job, similar cases, shares with what they rest on, the
profile of a prefecture, what became of plans, two editions side by side. Numbers are rounded before
anything is decided by them, as processors differ in the last bits. This room may use tables, the
rooms before it and the ground; it draws nothing.
"""
