namespace Keelson.Memory;

/// <summary>
/// Patch 7/8's proof: a pattern for memory that is free. As a pointer it is in neither half of the
/// address space, so firmware that kept a stake in boot-services memory shows itself.
/// </summary>
public static class Poison
{
    public const ulong Pattern = 0xa5a5_a5a5_a5a5_a5a5;
}
