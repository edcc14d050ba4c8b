# Debian packages for those who are root and for those who are not. To be sourced.

PACKAGE_CACHE="${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/permanence/debian"

# install_packages NAME...: install for the machine; root only.
install_packages() {
	export DEBIAN_FRONTEND=noninteractive
	apt-get install -y -qq --no-install-recommends "$@" >&2 || {
		apt-get update -qq >&2
		apt-get install -y -qq --no-install-recommends "$@" >&2
	}
}

# unpack_packages FOLDER NAME...: unpack the packages, and those they need that the machine lacks,
# into a folder of one's own; needs no rights at all.
unpack_packages() {
	local folder=$1
	shift
	local wanted archive
	mkdir -p "$folder.archives" "$folder"
	wanted=$(apt-get install --simulate -y --no-install-recommends "$@" | sed -n 's/^Inst \([^ :]*\).*/\1/p')
	[ -n "$wanted" ] || wanted="$*"
	# shellcheck disable=SC2086 # names of packages, one a word
	(cd "$folder.archives" && apt-get download -qq $wanted >&2)
	for archive in "$folder.archives"/*.deb; do
		dpkg -x "$archive" "$folder"
	done
	rm -rf "$folder.archives"
}
