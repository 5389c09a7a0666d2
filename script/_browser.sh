# Sourced by test: Debian's Chromium, where no browser is installed and packages may be.

# True where the words for script/test ask for a browser and none that it would find starts.
wants_browser() {
    local browser
    case " $* " in *" --no-browser "* | *" --help "* | *" -h "*) return 1 ;; esac
    [ -z "${KINDRED_BROWSER:-}" ] || return 1
    for browser in chromium-headless-shell chromium chromium-browser google-chrome google-chrome-stable; do
        ! "$browser" --version >/dev/null 2>&1 || return 1
    done
}

# True on Debian itself: elsewhere a package of this name may be something else (on Ubuntu, a snap).
on_debian() {
    command -v apt-get >/dev/null && grep -qs '^ID=debian' "${OS_RELEASE:-/etc/os-release}"
}

# Installs the first of Debian's two that can be had, as root or with a sudo that asks nothing.
# Never fails: where nothing comes of it, Playwright's own is tried later.
fetch_debians_browser() {
    local package as_root=()
    if [ "$(id -u)" != 0 ]; then
        sudo -n true >/dev/null 2>&1 || return 0
        as_root=(sudo -n)
    fi
    echo "No browser found: asking Debian for its list of packages …"
    "${as_root[@]}" apt-get update -qq >/dev/null 2>&1 || true
    for package in chromium-headless-shell chromium; do
        echo "Installing Debian's $package …"
        if "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
            apt-get install -y -qq --no-install-recommends "$package" >/dev/null 2>&1; then
            return 0
        fi
    done
    echo "Debian's Chromium could not be installed; Playwright's is tried next."
}
