# What ./run and ./test share: saying what is done, and installing what is missing.

say() { printf '\033[1m== %s\033[0m\n' "$*"; }

apt_install() {
  say "installing from Debian: $*"
  local sudo=""
  [ "$(id -u)" = 0 ] || sudo="sudo -n"
  $sudo apt-get update -qq
  DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

need_compiler() { command -v cc >/dev/null || apt_install build-essential; }

need_cargo() {
  command -v cargo >/dev/null || [ ! -f "$HOME/.cargo/env" ] || . "$HOME/.cargo/env"
  command -v cargo >/dev/null || { echo "Rust is missing: see https://rustup.rs" >&2; exit 1; }
}

need_node() {
  local major
  major=$(node --version 2>/dev/null | sed 's/^v\([0-9]*\).*/\1/')
  [ "${major:-0}" -ge 20 ] || { echo "Node 20 or newer is missing (found: $(node --version 2>/dev/null || echo none))" >&2; exit 1; }
}

# The packages of the web workspace, when they are missing or the lock file is newer.
web_packages() {
  if [ ! -f web/node_modules/.package-lock.json ] || [ web/package-lock.json -nt web/node_modules/.package-lock.json ]; then
    say "installing the web apps' packages"
    npm --prefix web ci --no-audit --no-fund
  fi
}

# The web apps, when a source is newer than what was built. The program embeds fonts from their packages as well.
build_web() {
  web_packages
  local built=web/apps/console/dist/index.html
  if [ ! -f "$built" ] || [ -n "$(find web/apps web/packages web/package-lock.json -newer "$built" -type f -not -path '*/node_modules/*' -not -path '*/dist/*' -print -quit)" ]; then
    say "building the web apps"
    npm --prefix web run build
  fi
}
