# Forwards to the host program in tools/, which owns every verb; builds it first when its sources are newer.
# Only the language, native commands and .NET calls, so that it runs in every host of the PowerShell engine.
$verb = if ($args.Count -gt 0) { $args[0] } else { 'help' }
# What a verb prints may go into a file: what is said about it goes elsewhere.
[Console]::Error.WriteLine("keelson $verb")

$dotnet = $ExecutionContext.InvokeCommand.GetCommand('dotnet', 'Application')
if ($null -eq $dotnet) {
    [Console]::Error.WriteLine(
        'keelson: dotnet is not on PATH; install the .NET 10 SDK ' +
        '(winget install Microsoft.DotNet.SDK.10, or https://dot.net) and try again')
    exit 1
}

# MSBuild, and the shells that it starts, take these as their own, however they are quoted.
if ($PSScriptRoot -match '[''"`$;*?|]|%[0-9A-Fa-f]{2}') {
    [Console]::Error.WriteLine(
        "keelson: dotnet cannot build in ${PSScriptRoot}: $($Matches[0]) is in its name" + [Environment]::NewLine +
        '  -> move the checkout, or clone it elsewhere')
    exit 1
}

$artifacts = [IO.Path]::Combine($PSScriptRoot, 'artifacts')
$program = [IO.Path]::Combine($artifacts, 'bin', 'Keelson.Tools', 'debug', 'keelson.dll')
$stamp = [IO.Path]::Combine($artifacts, 'tools.stamp')
$end = [IO.Path]::Combine($artifacts, 'build.end')

function Test-Stale {
    if (-not ([IO.File]::Exists($program) -and [IO.File]::Exists($stamp))) { return $true }
    $built = [IO.File]::GetLastWriteTimeUtc($stamp)
    # From the future, of a clock that was wrong, it would be newer than all that changes until then.
    if ($built -gt [DateTime]::UtcNow) { return $true }
    foreach ($folder in 'tools', 'portable') {
        $path = [IO.Path]::Combine($PSScriptRoot, $folder)
        foreach ($entry in [IO.Directory]::EnumerateFileSystemEntries($path, '*', 'AllDirectories')) {
            if ([IO.File]::GetLastWriteTimeUtc($entry) -gt $built) { return $true }
        }
    }
    foreach ($file in 'Directory.Build.props', 'Directory.Packages.props', 'global.json') {
        if ([IO.File]::GetLastWriteTimeUtc([IO.Path]::Combine($PSScriptRoot, $file)) -gt $built) { return $true }
    }
    return $false
}

# One build at a time in a checkout; the lock is the one that the program's own builds take.
function Get-Turn {
    $path = [IO.Path]::Combine($artifacts, 'build.lock')
    $limit = [DateTime]::UtcNow.AddMinutes(30)
    $told = $false
    while ($true) {
        try { return [IO.File]::Open($path, 'OpenOrCreate', 'ReadWrite', 'None') } catch {
            if ([DateTime]::UtcNow -gt $limit) {
                [Console]::Error.WriteLine(
                    'keelson: the other build has not ended in 30 minutes; see whether it hangs, and end it')
                exit 1
            }
            if (-not $told) {
                [Console]::Error.WriteLine("keelson: waiting for another build of this checkout (lock $path)")
                $told = $true
            }
            [Threading.Thread]::Sleep(100)
        }
    }
}

# A build that a signal stopped ends with status 0 too; its last target tells one that ended
# (runtime/msbuild/BuildEnd.targets).
function Build-Tools {
    [Console]::Error.WriteLine('keelson: building tools/')
    $started = [DateTime]::UtcNow # what changes during the build counts as newer
    [IO.File]::Delete($end)
    # MSBuild, too, takes what is newer for what is up to date.
    foreach ($folder in 'obj', 'bin') {
        $path = [IO.Path]::Combine($artifacts, $folder)
        if (-not [IO.Directory]::Exists($path)) { continue }
        foreach ($file in [IO.Directory]::EnumerateFiles($path, '*', 'AllDirectories')) {
            if ([IO.File]::GetLastWriteTimeUtc($file) -gt $started) {
                [IO.File]::SetLastWriteTimeUtc($file, '2000-01-01')
            }
        }
    }
    $project = [IO.Path]::Combine($PSScriptRoot, 'tools', 'Keelson.Tools.csproj')
    $log = & $dotnet build $project -nologo -v quiet '-t:Build;RecordEnd' 2>&1
    if ($LASTEXITCODE -ne 0 -or -not [IO.File]::Exists($end)) {
        [Console]::Error.WriteLine($log -join [Environment]::NewLine)
        [Console]::Error.WriteLine('keelson: tools/ does not build; the errors are above')
        exit 1
    }
    [IO.File]::WriteAllText($stamp, '')
    [IO.File]::SetLastWriteTimeUtc($stamp, $started)
}

if (Test-Stale) {
    [void][IO.Directory]::CreateDirectory($artifacts)
    $turn = Get-Turn
    try { if (Test-Stale) { Build-Tools } } finally { $turn.Dispose() }
}
& $dotnet $program @args
exit $LASTEXITCODE
