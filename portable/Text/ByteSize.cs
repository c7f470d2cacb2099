namespace Keelson.Text;

/// <summary>A number of bytes as people write it: in the largest binary unit that divides it.</summary>
public readonly struct ByteSize(ulong bytes)
{
    public ulong Bytes { get; } = bytes;
}
