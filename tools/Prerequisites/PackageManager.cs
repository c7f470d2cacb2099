namespace Keelson.Tools.Prerequisites;

/// <summary>
/// The way software reaches this machine; it decides what <c>setup</c> can do by itself and what advice it gives.
/// </summary>
public enum PackageManager
{
    /// <summary>None that we know packages for.</summary>
    Unknown,

    /// <summary>Debian and its relatives.</summary>
    Apt,

    /// <summary>macOS.</summary>
    Homebrew,

    /// <summary>Windows.</summary>
    Winget,
}
