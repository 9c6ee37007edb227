"""Files of the archive on an object store: put whole, read by ranges, never appended to."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import fsspec

from pipeline.errors import Misconfigured, Transient
from pipeline.model import Reason

_log = logging.getLogger(__name__)

T = TypeVar("T")


class ObjectStore:
    """The store at `url` (`s3://bucket/folder`, or any other that fsspec has an implementation of).

    Credentials and endpoints are those of the implementation's own settings (for S3 the AWS_
    variables or a profile). Every method raises `Transient` where the store does not answer.
    """

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")
        try:
            self._fs, self._root = fsspec.core.url_to_fs(self.url)
        except (ImportError, ValueError) as error:
            raise Misconfigured(
                f"The archive cannot be kept at {self.url} ({error}).",
                remedy="Install what the address needs (s3fs for s3://, gcsfs for gs://), or "
                "correct COPYDESK_ARCHIVE.",
            ) from None

    def sizes(self) -> dict[str, int]:
        """Return all files with their sizes, in bytes: a walk through the whole store."""

        def walk() -> dict[str, int]:
            self._fs.invalidate_cache()
            found = self._fs.find(self._root, detail=True) if self._fs.exists(self._root) else {}
            start = len(str(self._root).rstrip("/")) + 1
            return {path[start:]: int(info["size"]) for path, info in found.items()}

        return self._asked(walk)

    def put(self, path: Path, name: str) -> None:
        """Store the file `path` as `name`, replacing what is there; when this returns, it is whole.

        Raises `Transient` also where the store has another size afterwards.
        """

        def put() -> int:
            target = self._path(name)
            self._fs.makedirs(target.rpartition("/")[0], exist_ok=True)
            self._fs.put_file(str(path), target)
            self._fs.invalidate_cache()
            return int(self._fs.info(target)["size"])

        size = path.stat().st_size
        if (stored := self._asked(put)) != size:
            raise Transient(
                f"{self.url} took {stored:,} of {size:,} bytes of {name}.", reason=Reason.TRUNCATED
            )

    def read(self, name: str, offset: int, length: int) -> bytes:
        """Return a range of a file: one request. Raises `FileNotFoundError` where there is none."""
        path = self._path(name)
        return self._asked(lambda: bytes(self._fs.cat_file(path, offset, offset + length)))

    def get(self, name: str, path: Path) -> None:
        """Copy the file `name` to `path`, whole or not at all. Raises `FileNotFoundError`."""
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}.part")
        try:
            self._asked(lambda: self._fs.get_file(self._path(name), str(draft)))
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)

    def delete(self, name: str) -> None:
        """Delete the file `name`, if it is there."""

        def delete() -> None:
            if self._fs.exists(self._path(name)):
                self._fs.rm_file(self._path(name))

        self._asked(delete)

    def _path(self, name: str) -> str:
        return f"{str(self._root).rstrip('/')}/{name}"

    def _asked(self, ask: Callable[[], T]) -> T:
        try:
            return ask()
        except FileNotFoundError:
            raise
        except Exception as error:  # what an implementation raises is its own affair
            _log.info("%s", error, exc_info=True)
            raise Transient(
                f"The object store {self.url} does not answer as it should "
                f"({type(error).__name__}: {str(error)[:200]}).",
                remedy="Check its address, its credentials and the way to it; nothing is lost.",
                reason=Reason.CONNECTION,
            ) from error
