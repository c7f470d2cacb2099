# Forwards to the host program in tools/, which owns every verb; builds it first when its sources are newer.
# Only the language, native commands and .NET calls, so that it runs in every host of the PowerShell engine.
$verb = if ($args.Count -gt 0) { $args[0] } else { 'help' }
[Console]::WriteLine("keelson $verb")

$dotnet = $ExecutionContext.InvokeCommand.GetCommand('dotnet', 'Application')
if ($null -eq $dotnet) {
    [Console]::Error.WriteLine(
        'keelson: dotnet is not on PATH; install the .NET 10 SDK ' +
        '(winget install Microsoft.DotNet.SDK.10, or https://dot.net) and try again')
    exit 1
}

$program = [IO.Path]::Combine($PSScriptRoot, 'artifacts', 'bin', 'Keelson.Tools', 'debug', 'keelson.dll')
$stamp = [IO.Path]::Combine($PSScriptRoot, 'artifacts', 'tools.stamp')
$stale = -not ([IO.File]::Exists($program) -and [IO.File]::Exists($stamp))
if (-not $stale) {
    $built = [IO.File]::GetLastWriteTimeUtc($stamp)
    foreach ($folder in 'tools', 'portable') {
        $path = [IO.Path]::Combine($PSScriptRoot, $folder)
        foreach ($entry in [IO.Directory]::EnumerateFileSystemEntries($path, '*', 'AllDirectories')) {
            if ([IO.File]::GetLastWriteTimeUtc($entry) -gt $built) { $stale = $true }
        }
    }
    foreach ($file in 'Directory.Build.props', 'Directory.Packages.props', 'global.json') {
        if ([IO.File]::GetLastWriteTimeUtc([IO.Path]::Combine($PSScriptRoot, $file)) -gt $built) { $stale = $true }
    }
}
if ($stale) {
    [Console]::WriteLine('keelson: building tools/')
    $started = [DateTime]::UtcNow # what changes during the build counts as newer
    $log = & $dotnet build ([IO.Path]::Combine($PSScriptRoot, 'tools', 'Keelson.Tools.csproj')) -nologo -v quiet 2>&1
    if ($LASTEXITCODE -ne 0) {
        [Console]::Error.WriteLine($log -join [Environment]::NewLine)
        [Console]::Error.WriteLine('keelson: tools/ does not build')
        exit 1
    }
    [IO.File]::WriteAllText($stamp, '')
    [IO.File]::SetLastWriteTimeUtc($stamp, $started)
}
& $dotnet $program @args
exit $LASTEXITCODE
