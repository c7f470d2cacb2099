namespace Keelson.Tools.Bench.Sizes;

/// <summary>What a part of an image takes in its file.</summary>
/// <param name="Part">
/// A namespace; an assembly with what its code has no namespace for; in brackets what no source says.
/// </param>
/// <param name="Text">Bytes that can be executed.</param>
/// <param name="Data">All others.</param>
public sealed record PartSize(string Part, long Text, long Data)
{
    public long Total => Text + Data;
}
