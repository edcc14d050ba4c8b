#!/usr/bin/env bash
# Make a virtual environment with pip in the folder named, also where Debian's python3-venv is missing.
set -euo pipefail
venv=$1
# shellcheck source=tools/packages.sh
. "$(dirname "$0")/packages.sh"

find_python() {
	local name
	for name in "${PYTHON:-}" python3.11 python3 python3.12 python3.13; do
		if [ -n "$name" ] && "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
			command -v "$name"
			return
		fi
	done
	echo "Python 3.11 or newer is needed." >&2
	return 1
}

python=$(find_python)
if "$python" -m venv "$venv" >/dev/null 2>&1; then
	exit
fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
	install_packages python3-venv
	exec "$python" -m venv --clear "$venv"
fi
# Without the rights to install it: pip comes as a wheel inside a Debian package.
"$python" -m venv --clear --without-pip "$venv"
unpack_packages "$PACKAGE_CACHE/pip" python3-pip-whl
"$venv/bin/python" "$(echo "$PACKAGE_CACHE"/pip/usr/share/python-wheels/pip-*.whl)/pip" --quiet \
	install --no-index --find-links "$PACKAGE_CACHE/pip/usr/share/python-wheels" pip
