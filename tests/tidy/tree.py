"""Reads the tree the rules judge: tracked files, and new ones that are not ignored."""

import subprocess
from pathlib import Path
from typing import Dict, List


def paths(root: Path) -> List[str]:
    """Paths from the root. Without git (a source archive) everything outside build/ counts."""
    listing = subprocess.run(
        ["git", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        capture_output=True,
        check=False,
    )
    if listing.returncode == 0:
        names = listing.stdout.decode().split("\0")
        return sorted({name for name in names if name and (root / name).is_file()})
    found = (path.relative_to(root) for path in root.rglob("*") if path.is_file())
    skipped = {"build", "node_modules", "__pycache__", ".git"}
    return sorted(str(path) for path in found if not skipped & set(path.parts))


def read(root: Path) -> Dict[str, str]:
    """Every text file by its path; what is no UTF-8 is left out (corpora, pictures)."""
    tree = {}
    for name in paths(root):
        try:
            tree[name] = (root / name).read_bytes().decode("utf-8")
        except UnicodeDecodeError:
            continue
    return tree
