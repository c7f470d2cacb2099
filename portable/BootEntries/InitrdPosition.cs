namespace Keelson.BootEntries;

/// <summary>How far a walk over initial ramdisks has come; it begins with the default.</summary>
public struct InitrdPosition
{
    internal InitrdSource Source;

    /// <summary>In the text of a boot entry: where the next line of its kind may stand.</summary>
    internal int Offset;

    /// <summary>In a command line, which has an end: words of the kind that were passed.</summary>
    internal int Index;
}

/// <summary>Who named the first, and so names the others.</summary>
internal enum InitrdSource
{
    NotKnown,

    /// <summary>Lines of a boot entry.</summary>
    Lines,

    /// <summary>The options of a boot entry.</summary>
    Options,

    /// <summary>The command line of the stub or of the image.</summary>
    CommandLine,
}
