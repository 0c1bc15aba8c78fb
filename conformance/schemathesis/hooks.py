"""A check of our own beside those of Schemathesis."""

import schemathesis


@schemathesis.check
def understood(ctx, response, case):
    """What the description allows is not refused as one that it forbids."""
    if case.meta is None or not case.meta.generation.mode.is_positive:
        return
    if response.status_code == 422 and response.json()["reason"] == "request_wrong":
        raise AssertionError("a request that the description allows is called wrong: " + response.text)
