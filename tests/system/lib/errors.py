"""What can go wrong in a test besides a plain `assert`."""


class Failed(Exception):
    """The condition that a test is about does not hold."""


class Cancelled(Exception):
    """The whole run was told to end."""
