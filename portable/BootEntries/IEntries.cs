namespace Keelson.BootEntries;

/// <summary>
/// Whether a program boots the entries of a volume; where it does not, the code for them is left out.
/// </summary>
public interface IEntries
{
    static abstract bool Exist { get; }
}

/// <summary>Of a boot loader.</summary>
public readonly struct VolumeEntries : IEntries
{
    public static bool Exist => true;
}

/// <summary>Of a stub, which has one kernel or is told of one.</summary>
public readonly struct NoEntries : IEntries
{
    public static bool Exist => false;
}
