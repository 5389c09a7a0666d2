# Sourced by run, test, lint and bench: where Kindred is, as whom to work, and with which Python.
# Leaves the working folder at the checkout and sets PYTHON.

cd "$(dirname "${BASH_SOURCE[0]}")/.."

# Root in a checkout that belongs to somebody else works as that person: nothing it makes there
# (.venv, var, caches) then stands in their way, and their code does not run with root's powers.
if [ "$(id -u)" = 0 ] && command -v setpriv >/dev/null 2>&1; then
    owner="$(stat -c %U . 2>/dev/null || echo root)"
    if [ "$owner" != root ] && id "$owner" >/dev/null 2>&1; then
        as_owner=(setpriv "--reuid=$owner" "--regid=$(id -g "$owner")" --init-groups)
        if "${as_owner[@]}" test -w "$PWD" 2>/dev/null; then
            echo "Working as $owner, who owns this folder."
            HOME="$(getent passwd "$owner" | cut -d: -f6)" \
                exec "${as_owner[@]}" bash "script/$(basename "$0")" "$@"
        fi
    fi
fi

# What a candidate says of itself: its version, and whether it will do.
question='
import sys
from importlib.util import find_spec
old = sys.version_info < (3, 11)
bare = sys.prefix == sys.base_prefix and not (find_spec("venv") and find_spec("ensurepip"))
print("%d.%d" % sys.version_info[:2], "old" if old else "bare" if bare else "good")
'
PYTHON=""
too_old=""
without_venv=""
# 3.12 and 3.11 stand first: the Redis that can be installed with pip is built for those two.
for candidate in .venv/bin/python python3.12 python3.11 python3 python3.13 python3.14 python; do
    read -r version verdict < <("$candidate" -c "$question" 2>/dev/null) || continue
    case "$verdict" in
        old) too_old="$version" ;;
        bare) without_venv="$version" ;;
        good) PYTHON="$candidate" && break ;;
    esac
done

if [ -z "$PYTHON" ]; then
    if [ -n "$without_venv" ]; then
        echo "Python $without_venv is here without its venv module, which Kindred needs to install its" \
            "packages. Install it (Debian and Ubuntu: apt install python$without_venv-venv) and start again." >&2
    elif [ -n "$too_old" ]; then
        echo "Kindred needs Python 3.11 or newer and found only Python $too_old." \
            "Install a newer one (Debian 12, Ubuntu 24.04: apt install python3 python3-venv) and start again." >&2
    else
        echo "Kindred needs Python 3.11 or newer and found none." \
            "Install it (Debian and Ubuntu: apt install python3 python3-venv) and start again." >&2
    fi
    exit 1
fi
