"""Why a paper was not printed."""


class MissingValue(LookupError):
    """The context lacks something that the template prints: a legal paper with a blank in it is not printed."""


class ForbiddenResource(RuntimeError):
    """The document asked for something that is not the product's own; nothing was fetched and nothing printed."""
