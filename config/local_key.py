"""A secret key for a checkout that was given none: made once, kept beside the data, readable by its owner only.

Good for one machine. A site of several machines must set SECRET_KEY, and a production site must too
(``config.production`` refuses otherwise), because the key has to outlive the folder.
"""

import os
import secrets
from pathlib import Path


def local_key(path: Path) -> str:
    """Read the key at ``path``; write a new one (50 random bytes) if there is none. Two starters agree on one."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    if not path.exists():
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(50))
        try:
            os.link(draft, path)  # atomic, and never over a key that another process made meanwhile
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()
