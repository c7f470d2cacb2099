namespace Keelson.Handover;

/// <summary>Who vouches for an initial ramdisk.</summary>
public enum InitrdOrigin
{
    /// <summary>Nobody: it is from a volume or from a loader, at least in part.</summary>
    Elsewhere,

    /// <summary>Whoever signed the stub's image, which it came in.</summary>
    Carried,
}
