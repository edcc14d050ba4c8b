#!/usr/bin/env bash
# Print the path of a Chromium for the browser tests, installing one when there is none.
set -euo pipefail
cd "$(dirname "$0")"
# shellcheck source=tools/packages.sh
. ./packages.sh

find_browser() {
	local name
	for name in "${PERMANENCE_BROWSER:-}" chromium chromium-browser google-chrome; do
		[ -n "$name" ] && command -v "$name" && return
	done
	return 1
}

unpack_browser() {
	local folder="$PACKAGE_CACHE/chromium" start="$PACKAGE_CACHE/chromium.sh"
	if [ ! -x "$start" ]; then
		rm -rf "$folder"
		unpack_packages "$folder" chromium fonts-dejavu-core
		# An unpacked browser finds its libraries and fonts only when told where they are.
		cat >"$start" <<-START
			#!/bin/sh
			for each in "$folder"/usr/lib/*-linux-gnu "$folder"/usr/lib/*-linux-gnu/*/ "$folder"/lib/*-linux-gnu; do
				LD_LIBRARY_PATH="\${LD_LIBRARY_PATH:+\$LD_LIBRARY_PATH:}\$each"
			done
			export LD_LIBRARY_PATH XDG_DATA_DIRS="$folder/usr/share:/usr/share"
			exec "$folder/usr/lib/chromium/chromium" "\$@"
		START
		chmod +x "$start"
	fi
	echo "$start"
}

find_browser && exit
if [ "$(id -u)" = 0 ]; then
	install_packages chromium
	find_browser
else
	unpack_browser
fi
