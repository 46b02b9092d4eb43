"""What the clusters' room refuses, in a sentence for the person who asked."""


class ClusterError(Exception):
    """A request that cannot be granted; its text is translated and shown."""
