namespace Keelson.Tools.Fetch;

/// <summary>How the packages of an entry are chosen and unpacked.</summary>
public enum FetchMethod
{
    /// <summary>Packages for arm64 (or for every architecture), exactly those named.</summary>
    Guest,

    /// <summary>Packages for this machine, with the libraries that it does not have installed.</summary>
    Host,

    /// <summary>A few files out of a source package.</summary>
    Source,
}

/// <summary>Something that can be fetched, by our name for it.</summary>
/// <param name="Name">What a user types and a test asks for.</param>
/// <param name="Suite">Debian's release; it decides the version.</param>
/// <param name="Purpose">What it is for, in a few words.</param>
/// <param name="Packages">Debian's names; the version of the first is the version of the whole.</param>
public sealed record CatalogueEntry(string Name, string Suite, string Purpose, params IReadOnlyList<string> Packages)
{
    public FetchMethod Method { get; init; }

    /// <summary>
    /// For <see cref="FetchMethod.Host"/>: packages of the same suite that are taken without what they depend on.
    /// </summary>
    public IReadOnlyList<string> PackagesAlone { get; init; } = [];

    /// <summary>
    /// The first package only depends on the one that is meant, whose name changes with every version. In the names of
    /// the others <c>*</c> stands for what changes: that name from its first digit on.
    /// </summary>
    public bool IsMetaPackage { get; init; }

    /// <summary>
    /// Patterns of files that must be there once it is unpacked; for <see cref="FetchMethod.Source"/>, the files to
    /// unpack.
    /// </summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>
    /// A program to be run on this machine, which finds its libraries and data in the unpacked folder.
    /// </summary>
    public FetchedProgram? Program { get; init; }

    /// <summary>Whether a kernel that boots is in it.</summary>
    public bool IsKernel { get; init; }

    /// <summary>Whether tests ask for it, so that <c>fetch</c> without a name brings it.</summary>
    public bool ForTests { get; init; }
}

/// <summary>A program that runs without being installed.</summary>
/// <param name="Name">The launcher's name.</param>
/// <param name="Command">Words of a shell command; <c>$root</c> is the unpacked folder.</param>
public sealed record FetchedProgram(string Name, string Command)
{
    /// <summary>The entry whose program runs this one, which is a script; fetched with it.</summary>
    public string? Interpreter { get; init; }

    /// <summary>Python modules that the program imports without need: found, and empty.</summary>
    public IReadOnlyList<string> AbsentModules { get; init; } = [];
}
