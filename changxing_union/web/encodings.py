"""The one encoding the portal reads: that of its own pages."""

import re
from collections.abc import Callable, Iterable
from typing import Any

CHARSET = re.compile(r";\s*charset=[^;]*", re.IGNORECASE)


def reading_utf8(
    application: Callable[[dict[str, Any], Any], Iterable[bytes]],
) -> Callable[[dict[str, Any], Any], Iterable[bytes]]:
    """``application`` without the charset that a request claims.

    Browsers write forms in the encoding of the page. Django would read address and fields by
    whatever codec of the claimed name Python has (rot13, idna …), and fail before any middleware.
    """

    def read(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        claimed = environ.get("CONTENT_TYPE", "")
        environ["CONTENT_TYPE"] = CHARSET.sub("", claimed)
        return application(environ, start_response)

    return read
