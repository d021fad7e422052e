#!/bin/sh
# Installs what the runs in Neovim, Emacs and Helix need, on Debian and its relatives, as root. What is there is left alone.
# The system's Neovim and Emacs come by apt; a newer Neovim and Helix from a newer Debian go into .editors/, whose programs
# run with the C library that stands there, so the system is not touched.
set -eu
cd "$(dirname "$0")/../.."
export DEBIAN_FRONTEND=noninteractive

# get PACKAGE...: by apt, those that are missing
get() {
  missing=""
  for each in "$@"; do dpkg -s "$each" > /dev/null 2>&1 || missing="$missing $each"; done
  [ -n "$missing" ] || return 0
  apt-get update -qq
  # shellcheck disable=SC2086
  apt-get install -y -qq --no-install-recommends $missing
}
command -v nvim > /dev/null || get neovim
command -v tmux > /dev/null || get tmux
command -v emacs > /dev/null || get emacs-nox
# Emacs 29 and newer bring eglot themselves.
emacs -Q --batch --eval '(kill-emacs (if (locate-library "eglot") 0 1))' > /dev/null 2>&1 || get elpa-eglot
get elpa-lsp-mode elpa-markdown-mode

# install SUITE FOLDER PACKAGE: a package and all that it needs, unpacked into .editors/FOLDER
install() {
  prefix="$PWD/.editors/$2"
  [ -e "$prefix/.done" ] && return
  rm -rf "$prefix"
  state="$prefix/.apt"
  mkdir -p "$state/lists/partial" "$state/archives/partial"
  : > "$state/status"
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://deb.debian.org/debian $1 main" > "$state/sources"
  set -- "$3" -o Dir::State="$state" -o Dir::State::lists="$state/lists" -o Dir::State::status="$state/status" \
    -o Dir::Cache="$state" -o Dir::Cache::archives="$state/archives/" -o Dir::Etc::sourcelist="$state/sources" \
    -o Dir::Etc::sourceparts=- -o APT::Sandbox::User=root -o Debug::NoLocking=1
  package="$1"
  shift
  apt-get -qq "$@" update
  apt-get -qq -y --no-install-recommends --download-only "$@" install "$package"
  for archive in "$state"/archives/*.deb; do dpkg -x "$archive" "$prefix"; done
  rm -rf "$state"
  touch "$prefix/.done"
}
install forky neovim neovim
install forky helix hx
