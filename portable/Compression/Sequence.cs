using System.Runtime.InteropServices;

namespace Keelson.Compression;

/// <summary>So many literals, then a repetition of so many bytes of the output, from so far back.</summary>
[StructLayout(LayoutKind.Sequential, Size = 16)] // a power of two, to be found by a shift
internal struct Sequence
{
    public int LiteralLength;
    public int MatchLength;
    public int Offset;
}

/// <summary>The entries of the tables that a sequence is decoded by.</summary>
internal struct SequenceStates
{
    public ulong LiteralLength;
    public ulong Offset;
    public ulong MatchLength;

    /// <summary>Bits, counted from the lead of the stream.</summary>
    public int Left;
}
