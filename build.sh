#!/usr/bin/env bash
# Forwards to the host program in tools/, which owns every verb; builds it first when its sources are newer.
cd "$(dirname "${BASH_SOURCE[0]}")" || exit 1
echo "keelson ${1:-help}"
if ! command -v dotnet >/dev/null; then
  echo "keelson: dotnet is not on PATH; install the .NET 10 SDK (https://dot.net) and try again" >&2
  exit 1
fi

program=artifacts/bin/Keelson.Tools/debug/keelson.dll
stamp=artifacts/tools.stamp
if [ ! -f "$program" ] || [ ! -f "$stamp" ] ||
  [ -n "$(find tools portable Directory.*.props global.json -newer "$stamp" -print -quit)" ]; then
  echo "keelson: building tools/"
  export DOTNET_NOLOGO=1
  mkdir -p artifacts
  touch "$stamp.new" # taken before the build: what changes during it counts as newer
  if ! log=$(dotnet build tools/Keelson.Tools.csproj -nologo -v quiet 2>&1); then
    echo "$log" >&2
    echo "keelson: tools/ does not build" >&2
    exit 1
  fi
  mv "$stamp.new" "$stamp"
fi
exec dotnet "$program" "$@"
