#!/usr/bin/env bash
# Forwards to the host program in tools/, which owns every verb; builds it first when its sources are newer. The folder
# it is called from stays the current one: paths on the command line are the caller's.
# By way of whatever links: two names of one checkout are one to what is built.
self=$(readlink -f "${BASH_SOURCE[0]}" 2>/dev/null) || self=${BASH_SOURCE[0]}
root=$(CDPATH='' cd -- "$(dirname -- "$self")" && pwd -P) || exit 1
# What a verb prints may go into a file: what is said about it goes elsewhere.
echo "keelson ${1:-help}" >&2
if ! command -v dotnet >/dev/null; then
  echo "keelson: dotnet is not on PATH; install the .NET 10 SDK (https://dot.net) and try again" >&2
  exit 1
fi

# MSBuild, and the shells that it starts, take these as their own, however they are quoted.
case $root in
  *[\'\"\`\$\;\*\?\\\|:]* | *%[0-9A-Fa-f][0-9A-Fa-f]*)
    echo "keelson: dotnet cannot build in $root: one of ' \" \` \$ ; * ? \\ | : or % with a number is in its name" >&2
    echo "  -> move the checkout, or clone it elsewhere" >&2
    exit 1
    ;;
esac

program=$root/artifacts/bin/Keelson.Tools/debug/keelson.dll
stamp=$root/artifacts/tools.stamp

# A stamp from the future, of a clock that was wrong, would be newer than all that changes until then.
stale() {
  [ ! -f "$program" ] || [ ! -f "$stamp" ] || [ -n "$(find "$stamp" -newermt now 2>/dev/null)" ] ||
    [ -n "$(cd "$root" && find tools portable Directory.*.props global.json -newer "$stamp" -print -quit)" ]
}

# One build at a time in a checkout; the lock is the one that the program's own builds take.
take_turn() {
  exec 9>>"$root/artifacts/build.lock"
  command -v flock >/dev/null || return
  if ! flock -n 9; then
    echo "keelson: waiting for another build of this checkout (lock $root/artifacts/build.lock)" >&2
    flock -w 1800 9 || {
      echo "keelson: the other build has not ended in 30 minutes; see whether it hangs, and end it" >&2
      exit 1
    }
  fi
}

# MSBuild's servers outlive the build and must not inherit the lock. A build that a signal stopped ends with status 0
# too; its last target tells one that ended (runtime/msbuild/BuildEnd.targets).
build_tools() {
  echo "keelson: building tools/" >&2
  touch "$stamp.new" # taken before the build: what changes during it counts as newer
  rm -f "$root/artifacts/build.end"
  # MSBuild, too, takes what is newer for what is up to date.
  find "$root/artifacts/obj" "$root/artifacts/bin" -type f -newer "$stamp.new" -exec touch -t 200001010000 {} + \
    2>/dev/null
  if ! log=$(cd "$root" && DOTNET_NOLOGO=1 dotnet build tools/Keelson.Tools.csproj -nologo -v quiet \
    '-t:Build;RecordEnd' 2>&1 9>&-) || [ ! -f "$root/artifacts/build.end" ]; then
    # It fails for want of a home folder, for example, as well.
    if [[ $(cd "$root" && dotnet --version 2>&1) == *global.json* ]]; then
      echo "keelson: global.json asks for the .NET SDK $(sed -n 's/.*"version": *"\([^"]*\)".*/\1/p' \
        "$root/global.json"), and dotnet has $(dotnet --list-sdks | cut -d' ' -f1 | paste -sd, -)" >&2
      echo "  -> install it (https://dot.net)" >&2
    else
      echo "$log" >&2
      echo "keelson: tools/ does not build; the errors are above" >&2
    fi
    exit 1
  fi
  mv "$stamp.new" "$stamp"
}

if stale; then
  if ! mkdir -p "$root/artifacts" || ! [ -w "$root/artifacts" ]; then
    echo "keelson: cannot write to $root/artifacts; make the checkout writable, or clone it elsewhere" >&2
    exit 1
  fi
  take_turn
  if stale; then build_tools; fi
  exec 9>&-
fi
exec dotnet "$program" "$@"
